"""What a player may see of a play, right now.

`stage_of` reads the rows once (14 queries at most, whatever the texts) and returns values; templates and
`/plays/<id>.json` render those values and nothing else. A round's scores, outcome and nonce are among them only
once this play's call of that round is stored and, in a room that plays together, its host has opened the round.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils import timezone

from debate.arena import choosing
from debate.arena.odds import odds_of, split_of
from debate.arena.result import Result, result_of
from debate.arena.rounds import CalledRound, Ledger, call_view, called, ledger_of
from debate.arena.seats import IN_A_ROOM, seats_of
from debate.arena.stakes import why_for_xp_today
from debate.engines.offline import OfflineEngine
from debate.evidence.brief import Brief
from debate.models import Debate, Play, Prediction, Question, QuestionSet
from debate.personas.document import PersonaDocument
from debate.written import pace
from debate.written.checks import Exhibit
from debate.written.reading import ReadRound, evidence_of, read_rounds
from newsroom.rooms.models import Member
from newsroom.rooms.services import Seats


class Step(StrEnum):
    """Where a play stands; each names what happens next."""

    WRITING_1 = "writing-1"
    JUDGING_1 = "judging-1"
    PREDICT_1 = "predict-1"
    SEALED_1 = "sealed-1"  # called, in a room whose host opens the verdict
    ASKING = "asking"  # round 1 revealed, questions still being drawn up
    CROSSFIRE = "crossfire"
    WRITING_2 = "writing-2"
    JUDGING_2 = "judging-2"
    PREDICT_2 = "predict-2"
    SEALED_2 = "sealed-2"
    FINISHED = "finished"
    FAILED = "failed"


FRESH_FOR = dt.timedelta(seconds=10)
BUSY = frozenset({Step.WRITING_1, Step.JUDGING_1, Step.ASKING, Step.WRITING_2, Step.JUDGING_2})


@dataclass(frozen=True, kw_only=True)
class Stage:
    play: Play
    debate: Debate
    pro: PersonaDocument
    con: PersonaDocument
    step: Step
    version: int
    rounds: tuple[CalledRound, ...]
    questions: tuple[Question, ...]
    questions_failure: str
    result: Result | None
    seats: Seats
    is_revealing: bool  # round two has just been called: its verdict is shown, the debate's not yet
    usually: (
        str  # how long what it waits for usually takes, as "about 20 seconds"; "" if it waits for nothing
    )

    @property
    def is_busy(self) -> bool:
        return self.step in BUSY

    @property
    def seat(self) -> Member | None:
        return self.seats.member

    @property
    def is_voting(self) -> bool:
        """Whether the crossfire is the room's to choose, and not its player's alone."""
        return self.step is Step.CROSSFIRE and self.seats.together is not None

    @property
    def waits_for_host(self) -> bool:
        return self.step in (Step.SEALED_1, Step.SEALED_2) or self.is_voting

    @property
    def is_late(self) -> bool:
        """Whether the round that can be called was opened for all before."""
        return self.open_round is not None and self.seats.has_opened(self.open_round)

    @property
    def can_go_offline(self) -> bool:
        is_free = self.seats.together is None  # a room goes on together or not at all
        return (
            self.step is Step.FAILED
            and self.debate.engine != OfflineEngine.name
            and is_free
            and not self.brief.language
        )

    @property
    def is_overtaken(self) -> bool:
        return self.debate.is_repertoire and choosing.is_overtaken(self.debate)

    @property
    def is_fresh(self) -> bool:
        """Whether its player has only just come, and should see the openings arrive."""
        is_first = self.step in (Step.WRITING_1, Step.JUDGING_1, Step.PREDICT_1)
        return is_first and timezone.now() - self.play.started_at < FRESH_FOR

    @property
    def open_round(self) -> int | None:
        """The round whose prediction is open."""
        return {Step.PREDICT_1: 1, Step.PREDICT_2: 2}.get(self.step)

    @property
    def focus(self) -> str:
        """The id of what the step is about, where keyboard and screen reader go on after a move."""
        if self.step is Step.FINISHED:
            return "verdict-2-title" if self.is_revealing else "result-title"
        if self.step is Step.FAILED:
            return "stalled-title"
        if self.step in (Step.ASKING, Step.CROSSFIRE):
            return "verdict-1-title"
        if self.step in (Step.SEALED_1, Step.SEALED_2):
            return "sealed-title"
        return "round-2-title" if len(self.rounds) > 1 else "round-1-title"

    @property
    def current(self) -> int:
        """The round that is being written, read or called."""
        return len(self.rounds)

    @property
    def sides(self) -> tuple[tuple[str, PersonaDocument], ...]:
        return (("pro", self.pro), ("con", self.con))

    @property
    def brief(self) -> Brief:
        return self.debate.brief

    @property
    def failure(self) -> str:
        """Why the debate stalled, in a reader's sentence."""
        return next((view.failure for view in self.rounds if view.failure), self.questions_failure)

    @property
    def evidence(self) -> tuple[Exhibit, ...]:
        """The cards that what is shown so far cites, in the brief's order."""
        return evidence_of(self.brief, self.rounds)


def version_of(play: Play) -> int:
    """Grows with everything that could change the stage. 1 query."""
    debate_version, play_version = (
        Play.objects.filter(pk=play.pk).values_list("debate__version", "version").get()
    )
    return int(debate_version + play_version)


def stage_of(play: Play, *, revealing: bool = False) -> Stage:
    """The play as its player may see it now. revealing: they have just called round two."""
    # The version is read first: a change that lands while the rest is read shows up at the next poll.
    version = version_of(play)
    play = Play.objects.select_related(
        "debate__story", "debate__pro", "debate__con", "question", "player"
    ).get(pk=play.pk)
    debate = play.debate
    calls = {call.number: call for call in play.predictions.all()}
    seats = seats_of(play)
    opened = [number for number in calls if not seats.seals(number)]
    ledger = ledger_of(play if calls else None)
    rounds = tuple(
        _called(read, calls.get(read.number), play, ledger, in_a_room=bool(seats))
        for read in read_rounds(debate, play.question_id, opened=opened)
    )
    questions = tuple(debate.questions.all()) if 1 in opened else ()
    asked = QuestionSet.objects.filter(debate=debate).first() if play.question_id is None else None
    step = _step(rounds, play, asked)
    return Stage(
        play=play,
        debate=debate,
        pro=debate.pro.as_document,
        con=debate.con.as_document,
        step=step,
        version=version,
        rounds=rounds,
        questions=questions,
        questions_failure=asked.failure if asked is not None else "",
        result=result_of(play, rounds, ledger) if step is Step.FINISHED and not revealing else None,
        seats=seats,
        is_revealing=revealing and step is Step.FINISHED,
        usually=_usually(step, debate.engine),
    )


def _called(
    read: ReadRound, made: Prediction | None, play: Play, ledger: Ledger, *, in_a_room: bool
) -> CalledRound:
    if made is None:
        if not read.said or not read.seal or read.failure:
            return called(read)
        for_xp = IN_A_ROOM if in_a_room else why_for_xp_today(play)
        odds = odds_of(play.debate, number=read.number, house_line=read.house_line, for_xp=for_xp)
        return called(read, odds=odds, for_xp=for_xp)
    split = split_of(read.pk) if read.verdict is not None else None
    return called(
        read,
        call=call_view(read, side=made.side, confidence=made.confidence, ledger=ledger),
        split=split if split is not None and split.total > 1 else None,  # one's own call is no crowd
    )


def _step(rounds: tuple[CalledRound, ...], play: Play, asked: QuestionSet | None) -> Step:
    first = rounds[0]
    if any(view.failure for view in rounds):
        return Step.FAILED
    if first.verdict is None:
        if not first.said:
            return Step.WRITING_1
        if first.call is not None:
            return Step.SEALED_1
        return Step.PREDICT_1 if first.seal else Step.JUDGING_1
    if play.question_id is None:
        if asked is not None and asked.has_failed:
            return Step.FAILED
        return Step.CROSSFIRE if asked is not None and asked.is_ready else Step.ASKING
    second = rounds[1]
    if second.verdict is None:
        if not second.said:
            return Step.WRITING_2
        if second.call is not None:
            return Step.SEALED_2
        return Step.PREDICT_2 if second.seal else Step.JUDGING_2
    return Step.FINISHED


def _usually(step: Step, engine: str) -> str:
    match step:
        case Step.WRITING_1 | Step.WRITING_2:
            return pace.writing(engine, 1 if step is Step.WRITING_1 else 2)
        case Step.JUDGING_1 | Step.JUDGING_2:
            return pace.judging(engine)
        case Step.ASKING:
            return pace.asking(engine)
    return ""


def as_json(stage: Stage) -> dict[str, Any]:
    """The play's state for `/plays/<id>.json`; built from the same view, so it cannot say more."""
    return {
        "id": str(stage.play.pk),
        "step": str(stage.step),
        "version": stage.version,
        "story": stage.debate.story.slug,
        "motion": stage.debate.motion,
        "pro": stage.pro.slug,
        "con": stage.con.slug,
        "engine": stage.debate.engine,
        "waits_for_host": stage.waits_for_host,
        "went_offline": stage.play.moved_from_id is not None,
        "rounds": [_round_json(view) for view in stage.rounds],
        "questions": [
            {"number": question.number, "text": question.text, "kind": question.kind}
            for question in stage.questions
        ],
        "result": None
        if stage.result is None
        else {
            "outcome": str(stage.result.final.outcome),
            "pro": stage.result.final.pro,
            "con": stage.result.final.con,
            "xp": dict(stage.result.xp),
            "xp_total": stage.result.xp_total,
            "title": stage.result.title.name,
        },
    }


def _round_json(view: CalledRound) -> dict[str, Any]:
    verdict = view.verdict
    return {
        "number": view.number,
        "question": view.question.number if view.question else None,
        "speeches": [
            {"side": side, "part": speech.part, "state": speech.state, "sentences": list(speech.sentences)}
            for side, speeches in view.sides
            for speech in speeches
        ],
        "seal": view.seal,
        "prediction": None
        if view.call is None
        else {"side": view.call.side, "confidence": view.call.confidence},
        "verdict": None
        if verdict is None
        else {
            "outcome": str(verdict.outcome),
            "call": str(view.call.fate) if view.call else "",
            "nonce": verdict.nonce,
            "sealed": verdict.sealed_record,
            **{
                side: {"overall": score.overall, "marks": {mark.name: mark.mark for mark in score.marks}}
                for side, score in verdict.sides
            },
        },
    }
