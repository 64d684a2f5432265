"""What a player may see of a play, right now. The only door through which a verdict leaves.

`stage_of` reads the rows once (11 queries at most, whatever the texts) and returns values; templates and
`/plays/<id>.json` render those values and nothing else. A round's scores, outcome and nonce are put into
its `RoundView` only if this play's prediction of that round is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q

from debate import days, scoring
from debate.brief import SIDES, Brief, Card, SideName
from debate.models import (
    Debate,
    Play,
    Prediction,
    Question,
    QuestionSet,
    Round,
    Speech,
    Verdict,
)
from debate.personas import PersonaDocument
from newsroom.players import cred
from newsroom.players.models import CredEntry


def play_source(play: Play, what: str) -> str:
    """How this play's entries are named in the ledgers, such as "play:…:round:1"."""
    return f"play:{play.pk}:{what}"


class Step(StrEnum):
    """Where a play stands; each names what happens next."""

    WRITING_1 = "writing-1"
    JUDGING_1 = "judging-1"
    PREDICT_1 = "predict-1"
    ASKING = "asking"  # round 1 revealed, questions still being drawn up
    CROSSFIRE = "crossfire"
    WRITING_2 = "writing-2"
    JUDGING_2 = "judging-2"
    PREDICT_2 = "predict-2"
    FINISHED = "finished"
    FAILED = "failed"


BUSY = frozenset({Step.WRITING_1, Step.JUDGING_1, Step.ASKING, Step.WRITING_2, Step.JUDGING_2})


@dataclass(frozen=True, kw_only=True)
class Odds:
    """One call on offer: how sure, and what it would move cred by."""

    confidence: int
    word: str
    if_right: str
    if_wrong: str


@dataclass(frozen=True, kw_only=True)
class Split:
    """How everyone who called this round called it, shown only beside one's own call."""

    pro: int
    con: int

    @property
    def total(self) -> int:
        return self.pro + self.con

    @property
    def pro_percent(self) -> int:
        return round(100 * self.pro / self.total) if self.total else 0


@dataclass(frozen=True, kw_only=True)
class SpeechView:
    pk: int | None
    hidden_reason: str
    fallback_reason: str  # why the offline engine wrote it instead of the debate's own, "" if it did not
    part: str
    heading: str
    state: str
    sentences: tuple[Mapping[str, Any], ...]
    engine: str
    supported: int  # factual sentences that the check found supported
    factual: int


@dataclass(frozen=True, kw_only=True)
class MarkView:
    name: str
    weight: int
    mark: str
    tenths: int  # for the bar, 0–100
    reason: str
    excerpt: str

    @property
    def rest(self) -> int:
        """What a bar that grows from the right leaves free, 0–100."""
        return 100 - self.tenths


@dataclass(frozen=True, kw_only=True)
class SideScore:
    overall: str  # one decimal
    marks: tuple[MarkView, ...]


@dataclass(frozen=True, kw_only=True)
class VerdictView:
    """A verdict opened: only ever built for a round that the play has predicted."""

    outcome: scoring.Outcome
    pro: SideScore
    con: SideScore
    call: scoring.Call
    cred: str  # a sentence, "" if cred knows nothing of it
    split: Split
    house_line: int  # percent for PRO
    nonce: str
    sealed_record: str
    fallback_reason: str
    calls: tuple[Mapping[str, Any], ...]

    @property
    def sides(self) -> tuple[tuple[str, SideScore], ...]:
        return (("pro", self.pro), ("con", self.con))

    @property
    def criteria(self) -> tuple[tuple[MarkView, MarkView], ...]:
        return tuple(zip(self.pro.marks, self.con.marks, strict=True))


@dataclass(frozen=True, kw_only=True)
class RoundView:
    number: int
    question: Question | None
    pro: tuple[SpeechView, ...]
    con: tuple[SpeechView, ...]
    said: bool  # every speech is there to read
    seal: str  # "" until the verdict is sealed
    prediction: Prediction | None
    verdict: VerdictView | None
    house_line: float
    failure: str

    @property
    def sides(self) -> tuple[tuple[str, tuple[SpeechView, ...]], ...]:
        return (("pro", self.pro), ("con", self.con))


@dataclass(frozen=True, kw_only=True)
class ResultView:
    outcome: scoring.Outcome
    winner: str  # a name, or ""
    pro_overall: str
    con_overall: str
    xp: tuple[tuple[str, int], ...]
    xp_total: int
    right: int
    decided: int
    title: scoring.Title


@dataclass(frozen=True, kw_only=True)
class Stage:
    play: Play
    debate: Debate
    pro: PersonaDocument
    con: PersonaDocument
    step: Step
    version: int
    rounds: tuple[RoundView, ...]
    questions: tuple[Question, ...]
    questions_failure: str
    odds: tuple[tuple[str, PersonaDocument, tuple[Odds, ...]], ...]  # of the open round, by side
    result: ResultView | None

    @property
    def is_busy(self) -> bool:
        return self.step in BUSY

    @property
    def open_round(self) -> int | None:
        """The round whose prediction is open."""
        return {Step.PREDICT_1: 1, Step.PREDICT_2: 2}.get(self.step)

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
    def evidence(self) -> tuple[Card, ...]:
        """The cards that what is shown so far cites, in the brief's order."""
        shown = [s for view in self.rounds for _, speeches in view.sides for s in speeches]
        numbers = {n for speech in shown for sentence in speech.sentences for n in sentence["citations"]}
        numbers |= {n for view in self.rounds if view.question for n in view.question.cards}
        return tuple(card for card in self.brief.cards if card.n in numbers)


def version_of(play: Play) -> int:
    """Grows with everything that could change the stage. 1 query."""
    debate_version, play_version = (
        Play.objects.filter(pk=play.pk).values_list("debate__version", "version").get()
    )
    return int(debate_version + play_version)


def stage_of(play: Play) -> Stage:
    """The play as its player may see it now."""
    # The version is read first: a change that lands while the rest is read shows up at the next poll.
    version = version_of(play)
    play = Play.objects.select_related(
        "debate__story", "debate__pro", "debate__con", "question", "player"
    ).get(pk=play.pk)
    debate = play.debate
    predictions = {prediction.number: prediction for prediction in play.predictions.all()}
    if predictions and days.is_closed(debate):  # a daily debate opens for nobody before its day is over
        predictions = {}
    rounds = tuple(
        _round_view(round, predictions.get(round.number))
        for round in debate.rounds.filter(
            Q(number=1) | Q(number=2, question_id=play.question_id, question_id__isnull=False)
        )
    )
    questions = tuple(debate.questions.all()) if 1 in predictions else ()
    asked = QuestionSet.objects.filter(debate=debate).first() if play.question_id is None else None
    step = _step(rounds, play, asked)
    number = {Step.PREDICT_1: 1, Step.PREDICT_2: 2}.get(step)
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
        odds=_odds(debate, rounds[number - 1]) if number else (),
        result=_result(play, rounds) if step is Step.FINISHED else None,
    )


def _round_view(round: Round, prediction: Prediction | None) -> RoundView:
    speeches = list(Speech.objects.filter(round_id=round.pk))
    verdict = Verdict.objects.filter(round_id=round.pk).first()
    parts = ("opening",) if round.number == 1 else ("answer", "closing")
    by_place = {(speech.side, speech.part): speech for speech in speeches}
    said = all((side, part) in by_place and by_place[side, part].is_ready for side in SIDES for part in parts)
    failed: list[Any] = [row for row in [*speeches, verdict] if row is not None and row.has_failed]
    return RoundView(
        number=round.number,
        question=Question.objects.get(pk=round.question_id) if round.question_id else None,
        pro=tuple(_speech_view(by_place.get(("pro", part)), part) for part in parts),
        con=tuple(_speech_view(by_place.get(("con", part)), part) for part in parts),
        said=said,
        seal=verdict.seal if verdict is not None and verdict.is_ready else "",
        prediction=prediction,
        verdict=_verdict_view(verdict, prediction, round)
        if verdict is not None and prediction is not None
        else None,
        house_line=round.house_line,
        failure=failed[0].failure if failed else "",
    )


def _odds(debate: Debate, view: RoundView) -> tuple[tuple[str, PersonaDocument, tuple[Odds, ...]], ...]:
    moves = cred.preview(Decimal(str(view.house_line)), cred.K_ROUND[view.number])
    words = dict(zip(scoring.CONFIDENCES, ("leaning", "likely", "sure"), strict=True))
    return tuple(
        (
            side,
            debate.persona(side).as_document,
            tuple(
                Odds(
                    confidence=confidence,
                    word=word,
                    if_right=cred.shown(moves[side, confidence][0]),
                    if_wrong=cred.shown(moves[side, confidence][1]),
                )
                for confidence, word in words.items()
            ),
        )
        for side in SIDES
    )


def _speech_view(speech: Speech | None, part: str) -> SpeechView:
    is_shown = speech is not None and speech.is_ready and not speech.hidden_reason
    sentences = tuple(speech.sentences) if speech is not None and is_shown else ()
    factual = [sentence for sentence in sentences if sentence["status"] != "rhetorical"]
    return SpeechView(
        pk=speech.pk if speech is not None else None,
        hidden_reason=speech.hidden_reason if speech is not None else "",
        fallback_reason=speech.fallback_reason if speech is not None else "",
        part=part,
        heading=str(Speech.Part(part).label),
        state=speech.state if speech is not None else "queued",
        sentences=sentences,
        engine=speech.engine if speech is not None else "",
        supported=sum(sentence["status"] == "supported" for sentence in factual),
        factual=len(factual),
    )


def _verdict_view(verdict: Verdict, prediction: Prediction, round: Round) -> VerdictView:
    source = play_source(prediction.play, f"round:{prediction.number}")
    entry = CredEntry.objects.filter(source=source).first()
    sides = dict(Prediction.objects.filter(round=round).values_list("side").annotate(n=Count("pk")))
    return VerdictView(
        outcome=verdict.outcome,
        pro=_side_score(verdict.record["pro"]),
        con=_side_score(verdict.record["con"]),
        call=scoring.call(prediction.side, verdict.outcome),
        cred=entry.sentence if entry is not None else "",
        split=Split(pro=sides.get("pro", 0), con=sides.get("con", 0)),
        house_line=cred.percent_of(cred.clip(Decimal(str(round.house_line)))),
        nonce=verdict.nonce,
        sealed_record=scoring.canonical(verdict.record),
        fallback_reason=verdict.fallback_reason,
        calls=tuple(verdict.calls),
    )


def _side_score(record: Mapping[str, Any]) -> SideScore:
    return SideScore(
        overall=one_decimal(Fraction(record["overall"])),
        marks=tuple(
            MarkView(
                name=name,
                weight=weight,
                mark=one_decimal(Fraction(record["marks"][name])).removesuffix(".0"),
                tenths=round(Fraction(record["marks"][name]) * 10),
                reason=record["reasons"].get(name, ""),
                excerpt=record["excerpts"].get(name, ""),
            )
            for name, weight in scoring.WEIGHTS.items()
        ),
    )


def _step(rounds: tuple[RoundView, ...], play: Play, asked: QuestionSet | None) -> Step:
    first = rounds[0]
    if any(view.failure for view in rounds):
        return Step.FAILED
    if first.prediction is None:
        if not first.said:
            return Step.WRITING_1
        return Step.PREDICT_1 if first.seal else Step.JUDGING_1
    if play.question_id is None:
        if asked is not None and asked.has_failed:
            return Step.FAILED
        return Step.CROSSFIRE if asked is not None and asked.is_ready else Step.ASKING
    second = rounds[1]
    if second.prediction is None:
        if not second.said:
            return Step.WRITING_2
        return Step.PREDICT_2 if second.seal else Step.JUDGING_2
    return Step.FINISHED


def _result(play: Play, rounds: tuple[RoundView, ...]) -> ResultView:
    verdicts = [view.verdict for view in rounds if view.verdict is not None]
    records = [
        verdict.record
        for verdict in Verdict.objects.filter(round__predictions__play=play).order_by("round__number")
    ]
    totals = [(Fraction(record["pro"]["overall"]), Fraction(record["con"]["overall"])) for record in records]
    outcome = scoring.decide_final(totals)
    awards = list(play.player.awards.filter(source__startswith=play_source(play, "")))
    winner: SideName | None = outcome.value if outcome.is_decided else None  # type: ignore[assignment]
    return ResultView(
        outcome=outcome,
        winner=play.debate.persona(winner).name if winner else "",
        pro_overall=one_decimal(sum((pair[0] for pair in totals), Fraction()) / len(totals)),
        con_overall=one_decimal(sum((pair[1] for pair in totals), Fraction()) / len(totals)),
        xp=tuple((award.label, award.amount) for award in awards),
        xp_total=sum(award.amount for award in awards),
        right=sum(verdict.call is scoring.Call.RIGHT for verdict in verdicts),
        decided=sum(verdict.outcome.is_decided for verdict in verdicts),
        title=scoring.title([verdict.call for verdict in verdicts]),
    )


def one_decimal(value: Fraction) -> str:
    """Rounded for show, halves up, so that 7.25 reads 7.3 everywhere."""
    tenths = (value * 20 + 1) // 2
    return f"{tenths // 10}.{tenths % 10}"


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
        "rounds": [_round_json(view) for view in stage.rounds],
        "questions": [
            {"number": question.number, "text": question.text, "kind": question.kind}
            for question in stage.questions
        ],
        "result": None
        if stage.result is None
        else {
            "outcome": str(stage.result.outcome),
            "pro": stage.result.pro_overall,
            "con": stage.result.con_overall,
            "xp": dict(stage.result.xp),
            "xp_total": stage.result.xp_total,
            "title": stage.result.title.name,
        },
    }


def _round_json(view: RoundView) -> dict[str, Any]:
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
        if view.prediction is None
        else {"side": view.prediction.side, "confidence": view.prediction.confidence},
        "verdict": None
        if verdict is None
        else {
            "outcome": str(verdict.outcome),
            "call": str(verdict.call),
            "nonce": verdict.nonce,
            "sealed": verdict.sealed_record,
            **{
                side: {"overall": score.overall, "marks": {mark.name: mark.mark for mark in score.marks}}
                for side, score in verdict.sides
            },
        },
    }
