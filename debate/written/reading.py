"""A debate as anybody reads it: speeches, seals, and the verdicts that the caller has the right to open.

The one door through which a verdict leaves. `read_rounds` puts one into a round only if the caller names it as opened
and it is open to all, which none of a daily debate is before its day is over; whatever renders a `ReadRound` cannot
say more than that. Which verdicts a reader has opened is for the caller to know: by the calls of a play in
`debate.arena.stage`, by a visitor's session in `debate.replays`, by the day in `debate.daily`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from debate.evidence.brief import SIDES, Brief, SideName
from debate.models import Debate, Question, Round, Speech, Verdict
from debate.referee import scoring
from debate.written.checks import Checks, Exhibit, checks_of, exhibits
from newsroom.generation.models import State

PARTS = {1: ("opening",), 2: ("answer", "closing")}  # of a round, in the order in which they are read


@dataclass(frozen=True, kw_only=True)
class SpeechView:
    pk: int | None
    hidden_reason: str
    fallback_reason: str  # why the offline engine wrote it instead of the debate's own, "" if it did not
    part: str
    heading: str
    state: str
    sentences: tuple[Mapping[str, Any], ...]  # checked; those so far while it is being written
    is_whole: bool
    begins_anew: bool  # the sentences are of an attempt that has ended; another one's will replace them
    engine: str
    checks: Checks


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
class Remark:
    """Something that a call of the referee noted. is_for: whether it spoke for the side; False if against."""

    side: SideName
    criterion: str
    is_for: bool
    note: str
    quote: str  # words of the speech, or ""


@dataclass(frozen=True, kw_only=True)
class DoubtView:
    """A sentence that a call of the referee holds not to say what its card says."""

    side: SideName
    card: int
    why: str
    quote: str


@dataclass(frozen=True, kw_only=True)
class OpenedVerdict:
    outcome: scoring.Outcome
    pro: SideScore
    con: SideScore
    totals: tuple[Fraction, Fraction]
    nonce: str
    sealed_record: str  # "" while it would quote a speech that was taken down
    fallback_reason: str
    calls: tuple[Mapping[str, Any], ...]
    remarks: tuple[Remark, ...] = ()  # of all calls, each once
    doubts: tuple[DoubtView, ...] = ()
    clash: tuple[Mapping[str, str], ...] = ()  # points on which they met, as the first call saw it
    saw_orders: bool = False

    @property
    def sides(self) -> tuple[tuple[SideName, SideScore], ...]:
        return (("pro", self.pro), ("con", self.con))

    @property
    def criteria(self) -> tuple[tuple[MarkView, MarkView], ...]:
        return tuple(zip(self.pro.marks, self.con.marks, strict=True))


@dataclass(frozen=True, kw_only=True)
class ReadRound:
    pk: int
    number: int
    question: Question | None
    pro: tuple[SpeechView, ...]
    con: tuple[SpeechView, ...]
    said: bool  # every speech is there to read
    seal: str  # "" until the verdict is sealed
    house_line: float
    verdict: OpenedVerdict | None  # only if opened
    failure: str

    @property
    def sides(self) -> tuple[tuple[SideName, tuple[SpeechView, ...]], ...]:
        return (("pro", self.pro), ("con", self.con))


@dataclass(frozen=True, kw_only=True)
class Final:
    """Who won the debate, over both rounds."""

    outcome: scoring.Outcome
    winner: str  # a name, or ""
    pro: str  # overall, one decimal
    con: str


def read_rounds(
    debate: Debate, question_id: int | None, *, opened: Collection[int], for_review: bool = False
) -> tuple[ReadRound, ...]:
    """Round 1, and round 2 of this question if there is one. opened: the numbers whose verdicts may be seen.

    for_review: at the desk, which sees those of a debate that no reader can meet, and others once they are known. 2 queries, however many speeches; 3 if anything is opened.
    """
    rounds = list(
        debate.rounds_with(question_id).select_related("question", "verdict").prefetch_related("speeches")
    )
    asked_for = [round.pk for round in rounds if round.number in opened]
    open_ones = Verdict.objects.open_to_desk() if for_review else Verdict.objects.open_to_all()
    may_open = (
        set(open_ones.filter(round__in=asked_for).values_list("round_id", flat=True)) if asked_for else set()
    )
    return tuple(_read(round, debate.engine, is_opened=round.pk in may_open) for round in rounds)


def final_of(debate: Debate, rounds: Sequence[ReadRound]) -> Final | None:
    """The debate's winner once both verdicts are opened."""
    totals = [view.verdict.totals for view in rounds if view.verdict is not None]
    if len(totals) < 2:
        return None
    outcome = scoring.decide_final(totals)
    winner = {"pro": debate.pro.name, "con": debate.con.name}.get(str(outcome), "")
    pro, con = (sum((pair[i] for pair in totals), Fraction()) / len(totals) for i in (0, 1))
    return Final(outcome=outcome, winner=winner, pro=one_decimal(pro), con=one_decimal(con))


def evidence_of(brief: Brief, rounds: Iterable[ReadRound]) -> tuple[Exhibit, ...]:
    """The cards that these rounds cite, in the brief's order, with the words that bear their sentences out."""
    rounds = tuple(rounds)
    speeches = [speech for view in rounds for speech in (*view.pro, *view.con)]
    numbers = {n for speech in speeches for sentence in speech.sentences for n in sentence["citations"]}
    numbers |= {int(n) for s in speeches for sentence in s.sentences for n in sentence.get("bears", {})}
    numbers |= {n for view in rounds if view.question for n in view.question.cards}
    shown = [card.n for card in brief.cards if card.n in numbers]
    return exhibits(brief, shown, ((str(speech.pk), speech.sentences) for speech in speeches))


def one_decimal(value: Fraction) -> str:
    """Rounded for show, halves up, so that 7.25 reads 7.3 everywhere."""
    tenths = (value * 20 + 1) // 2
    return f"{tenths // 10}.{tenths % 10}"


def _read(round: Round, engine: str, *, is_opened: bool) -> ReadRound:
    verdict: Verdict | None = getattr(round, "verdict", None)
    parts = PARTS[round.number]
    speeches = {(speech.side, speech.part): speech for speech in round.speeches.all()}
    views = {
        side: tuple(_speech_view(speeches.get((side, part)), part, engine) for part in parts)
        for side in SIDES
    }
    is_sealed = verdict is not None and verdict.is_ready
    hidden = {speech.side for speech in speeches.values() if speech.hidden_reason}
    failed = [row for row in (*speeches.values(), verdict) if row is not None and row.has_failed]
    return ReadRound(
        pk=round.pk,
        number=round.number,
        question=round.question,
        pro=views["pro"],
        con=views["con"],
        said=all((s, p) in speeches and speeches[s, p].is_ready for s in SIDES for p in parts),
        seal=verdict.seal if verdict is not None and is_sealed else "",
        house_line=round.house_line,
        verdict=_open(verdict, hidden) if verdict is not None and is_opened else None,
        failure=failed[0].failure if failed else "",
    )


def _open(verdict: Verdict, hidden: Collection[str]) -> OpenedVerdict:
    """hidden: sides of which a moderator has taken a speech down. Nothing of theirs is quoted, in marks or record."""
    quotes = any(any(verdict.record[side]["excerpts"].values()) for side in hidden)
    return OpenedVerdict(
        outcome=verdict.outcome,
        pro=_side_score(verdict.record["pro"], is_hidden="pro" in hidden),
        con=_side_score(verdict.record["con"], is_hidden="con" in hidden),
        totals=(verdict.overall("pro"), verdict.overall("con")),
        nonce=verdict.nonce,
        sealed_record="" if quotes else scoring.canonical(verdict.record),
        fallback_reason=verdict.fallback_reason,
        calls=tuple(verdict.calls),
        remarks=tuple(_remarks(verdict.calls, hidden)),
        doubts=tuple(_doubts(verdict.calls, hidden)),
        clash=tuple(verdict.calls[0].get("clash", ())) if verdict.calls and not hidden else (),
        saw_orders=any(call.get("saw_orders", False) for call in verdict.calls),
    )


def _remarks(calls: Sequence[Mapping[str, Any]], hidden: Collection[str]) -> Iterable[Remark]:
    """What the calls noted, by criterion and side, each once; nothing of a hidden speech is quoted."""
    found = {
        (name, side, finding["effect"], finding["note"]): Remark(
            side=side,
            criterion=name,
            is_for=finding["effect"] == "plus",
            note=finding["note"],
            quote="" if side in hidden else finding["quote"],
        )
        for name in scoring.WEIGHTS
        for side in SIDES
        for call in calls
        for finding in call[side].get("findings", ())
        if finding["criterion"] == name
    }
    return found.values()


def _doubts(calls: Sequence[Mapping[str, Any]], hidden: Collection[str]) -> Iterable[DoubtView]:
    """One a sentence and card, the first that was noted."""
    found: dict[tuple[str, int, str], DoubtView] = {}
    for call in calls:
        for side in SIDES:
            for doubt in call[side].get("doubts", ()):
                view = DoubtView(
                    side=side,
                    card=doubt["card"],
                    why=doubt["why"],
                    quote="" if side in hidden else doubt["quote"],
                )
                found.setdefault((side, doubt["card"], doubt["quote"]), view)
    return found.values()


def _speech_view(speech: Speech | None, part: str, engine: str) -> SpeechView:
    """engine: who writes it, until the row says so."""
    if speech is None:
        speech = Speech(part=part)
    sentences: tuple[Mapping[str, Any], ...] = ()
    if not speech.hidden_reason and not speech.has_failed:
        sentences = tuple(speech.sentences if speech.is_ready else speech.so_far)
    return SpeechView(
        pk=speech.pk,
        hidden_reason=speech.hidden_reason,
        fallback_reason=speech.fallback_reason,
        part=part,
        heading=str(Speech.Part(part).label),
        state=speech.state,
        sentences=sentences,
        is_whole=speech.is_ready,
        begins_anew=bool(sentences)
        and (
            speech.state == State.QUEUED or (speech.is_underway and speech.so_far_attempt != speech.attempt)
        ),
        engine=speech.engine or engine,
        checks=checks_of(sentences, speech.review),
    )


def _side_score(record: Mapping[str, Any], *, is_hidden: bool) -> SideScore:
    return SideScore(
        overall=one_decimal(Fraction(record["overall"])),
        marks=tuple(
            MarkView(
                name=name,
                weight=weight,
                mark=one_decimal(Fraction(record["marks"][name])).removesuffix(".0"),
                tenths=round(Fraction(record["marks"][name]) * 10),
                reason=record["reasons"].get(name, ""),
                excerpt="" if is_hidden else record["excerpts"].get(name, ""),
            )
            for name, weight in scoring.WEIGHTS.items()
        ),
    )
