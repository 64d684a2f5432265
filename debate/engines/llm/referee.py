"""The blind referee: both orders side by side, two more calls if they leave it open; our code checks, caps and counts.

A call that is unusable after its one repair is discarded. Only as many calls count as both orders have in
common, so neither order ever weighs more: two or four, and none if one order brought nothing.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from pydantic import BaseModel, Field, model_validator

from debate import grounding, judging
from debate.brief import SIDES, SideName, other
from debate.engines.base import Call, JudgeTask, Marks
from debate.engines.llm.asking import LEAST_SECONDS, Sitting, new_marker
from debate.engines.llm.blinding import Shown, blind_question, blind_speech, blind_table, new_labels
from debate.engines.llm.cleaning import cleaned, cleaned_speech, print_faults
from debate.engines.llm.prompts import prompt
from debate.scoring import WEIGHTS
from newsroom.generation.errors import GiveUp, TryAgain
from newsroom.llm.errors import LlmError, Unusable
from newsroom.llm.exchange import Request

TOKENS = 5_000
QUOTE_WORDS, NOTE_WORDS = 20, 25
TEXT_CHARACTERS = 3_000  # far above two speeches of 90 words
_MARKER = re.compile(r"\s*\[[\d, ]+\]")
_CAPPED = "Held down to what the cards bear out."


class Finding(BaseModel):
    speaker: str
    criterion: Literal["evidence", "logic", "detail", "style"]
    quote: str = Field(description="At most 20 words, copied exactly from that speaker's text.")
    effect: Literal["plus", "minus"]
    note: str = Field(description="At most 25 words.")


class Clash(BaseModel):
    point: str
    answered_by: str


class Scores(BaseModel):
    speaker: str
    evidence: int = Field(ge=1, le=10)
    logic: int = Field(ge=1, le=10)
    detail: int = Field(ge=1, le=10)
    style: int = Field(ge=1, le=10)


class Judgement(BaseModel):
    """In this order, so that analysis stands before marks."""

    findings: list[Finding]
    clash: list[Clash]
    scores: list[Scores]
    better: str
    suspicious_instruction_seen: bool


class TooFewCalls(TryAgain):
    """No call of one of the orders was any good."""

    def __init__(self) -> None:
        super().__init__(
            "fewer than two valid calls, one of each order",
            reader_message="The model’s judgements of this round could not be used.",
        )


def judge(task: JudgeTask, sitting: Sitting) -> tuple[Call, ...]:
    """Two or four calls, as many of each order. Raises LlmError, or TooFewCalls."""
    by_order: dict[SideName, list[Call]] = {"pro": [], "con": []}
    began = time.monotonic()
    _ask_both_orders(task, sitting, by_order)
    took = time.monotonic() - began
    counted = _paired(by_order)
    if not counted or (judging.must_ask_again(counted) and sitting.seconds_left > max(took, LEAST_SECONDS)):
        try:
            _ask_both_orders(task, sitting, by_order)
        except LlmError:
            if not counted:
                raise
        counted = _paired(by_order)
    if not counted:
        raise TooFewCalls
    return counted


def _paired(by_order: Mapping[SideName, list[Call]]) -> tuple[Call, ...]:
    """As many calls of each order, in turn."""
    return tuple(call for pair in zip(by_order["pro"], by_order["con"], strict=False) for call in pair)


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """One call: what is asked, and what its answer is read by."""

    shown: Shown
    texts: Mapping[SideName, str]
    request: Request


def _ask_both_orders(task: JudgeTask, sitting: Sitting, by_order: Mapping[SideName, list[Call]]) -> None:
    """A call in each order, at the same time; what is unusable is left out. Raises LlmError if one went without answer."""
    names = _names(task)
    reports = {side: grounding.check(task.texts[side], task.brief, known_names=names) for side in SIDES}
    sheets = {first: _sheet(task, sitting, first, reports) for first in SIDES}
    found = sitting.forms([(sheet.request, _form(sheet.shown, sheet.texts)) for sheet in sheets.values()])
    lost = [each for each in found if isinstance(each, LlmError) and not isinstance(each, Unusable)]
    if lost:
        raise next((error for error in lost if isinstance(error, GiveUp)), lost[0])
    for (first, sheet), judgement in zip(sheets.items(), found, strict=True):
        if isinstance(judgement, Judgement):
            by_order[first].append(_call(task, sheet.shown, judgement, reports))


def _sheet(
    task: JudgeTask, sitting: Sitting, first: SideName, reports: Mapping[SideName, grounding.Report]
) -> _Sheet:
    """The call with this side shown first."""
    shown = new_labels(first)
    texts = {
        side: cleaned_speech(blind_speech(task.texts[side], side, task.personas), at_most=TEXT_CHARACTERS)
        for side in SIDES
    }
    second = other(first)
    request = sitting.request(
        "referee",
        prompt("referee"),
        {
            "marker": new_marker(),
            "first": shown.labels[first],
            "second": shown.labels[second],
            "round": "opening speeches" if task.round == 1 else "answers to one question, then closings",
            "motion": blind_table(cleaned(task.brief.motion), task.personas),
            "question": _question(task, shown),
            "table": _table(task, shown, reports),
            "first_text": texts[first],
            "second_text": texts[second],
        },
        max_tokens=TOKENS,
        temperature=0.0,
        model=settings.NEWSROOM_REFEREE_MODEL,
    )
    return _Sheet(shown=shown, texts=texts, request=request)


def _call(
    task: JudgeTask, shown: Shown, judgement: Judgement, reports: Mapping[SideName, grounding.Report]
) -> Call:
    scores = {side: _scores(judgement, shown.labels[side]) for side in SIDES}
    marks = {side: _marks(scores[side], judgement, shown, side, reports[side], task) for side in SIDES}
    named = shown.side(judgement.better)
    return Call(order=shown.order, pro=marks["pro"], con=marks["con"], better=named or "even")


def cap(report: grounding.Report) -> int:
    """The most that a speech may get for evidence: 10 × the share of its factual sentences that are supported, + 1."""
    if not report.cited:
        return 1
    return max(1, min(10, math.floor(10 * report.recall + 1)))


def _marks(
    scores: Scores,
    judgement: Judgement,
    shown: Shown,
    side: SideName,
    report: grounding.Report,
    task: JudgeTask,
) -> Marks:
    marks = {name: int(getattr(scores, name)) for name in WEIGHTS}
    reasons, excerpts = {}, {}
    own = _folded(task.texts[side])
    for name in WEIGHTS:
        found = [f for f in judgement.findings if f.speaker == shown.labels[side] and f.criterion == name]
        reasons[name] = _named(found[0].note, shown, task)
        # A quotation that blinding has changed is not in the speech that readers see.
        quotes = [finding.quote.strip() for finding in found if _folded(finding.quote) in own]
        if quotes:
            excerpts[name] = quotes[0]
    if marks["evidence"] > cap(report):
        marks["evidence"] = cap(report)
        reasons["evidence"] += f" {_CAPPED}"
    return Marks(marks=marks, reasons=reasons, excerpts=excerpts)


def _named(note: str, shown: Shown, task: JudgeTask) -> str:
    """A note with the personas' names for the labels, for readers."""
    for side in SIDES:
        note = re.sub(rf"\b{shown.labels[side]}\b", task.personas[side].short_name, note, flags=re.IGNORECASE)
    return " ".join(note.split())


def _scores(judgement: Judgement, label: str) -> Scores:
    return next(scores for scores in judgement.scores if scores.speaker == label)


def _form(shown: Shown, texts: Mapping[SideName, str]) -> type[Judgement]:
    """The form with what must hold for this call; its faults go back in the one repair."""

    class Verdict(Judgement):
        @model_validator(mode="after")
        def hold(self) -> Verdict:
            if found := list(faults(self, shown, texts)):
                raise ValueError("; ".join(found[:8]))
            return self

    return Verdict


def faults(judgement: Judgement, shown: Shown, texts: Mapping[SideName, str]) -> Iterator[str]:
    """What is wrong with a judgement, for the referee."""
    labels = sorted(shown.labels.values())
    if sorted(scores.speaker for scores in judgement.scores) != labels:
        yield f"scores must hold each of {' and '.join(labels)} once"
    if judgement.better not in (*labels, "EVEN"):
        yield f"better must be {', '.join(labels)} or EVEN"
    judged = {(finding.speaker, finding.criterion) for finding in judgement.findings}
    for label in labels:
        for name in WEIGHTS:
            if (label, name) not in judged:
                yield f"a finding on the {name} of {label} is missing"
    for at, finding in enumerate(judgement.findings, start=1):
        side = shown.side(finding.speaker)
        if side is None:
            yield f"finding {at}: speaker must be {' or '.join(labels)}"
        elif not finding.quote.strip() or _folded(finding.quote) not in _folded(texts[side]):
            yield f"finding {at}: the quote is not in the text of {finding.speaker}, word for word"
        if len(finding.quote.split()) > QUOTE_WORDS:
            yield f"finding {at}: the quote is longer than {QUOTE_WORDS} words"
        if not 1 <= len(finding.note.split()) <= NOTE_WORDS + 5:
            yield f"finding {at}: the note needs 1 to {NOTE_WORDS} words"
        if print_faults(" ".join(finding.note.split())):
            yield f"finding {at}: the note must be plain words about the speech"


def _folded(text: str) -> str:
    """For comparing word for word: typographic marks, blanks and citations aside."""
    text = _MARKER.sub("", text).translate(str.maketrans("’‘“”–—", "''\"\"--"))
    return " ".join(text.split())


def _question(task: JudgeTask, shown: Shown) -> str:
    if task.question is None:
        return "There was no question; both opened without having heard the other."
    text = cleaned(blind_question(task.question.text, shown, task.personas))
    return f"The question that both had to answer: {text}"


def _table(task: JudgeTask, shown: Shown, reports: Mapping[SideName, grounding.Report]) -> str:
    """A line a card that either cites: number, kind, claim, and how it stands with each, in the order shown."""
    lines = []
    for card in task.brief.cards:
        states = {side: _status(card.n, reports[side]) for side in SIDES}
        if not any(states.values()):
            continue
        claim = cleaned(blind_table(card.claim, task.personas), at_most=300)
        found = "; ".join(
            f"{shown.labels[side]}: {states[side] or 'not cited'}"
            for side in (shown.first, other(shown.first))
        )
        lines.append(f"[{card.n}] {card.kind}: {claim} | {found}")
    return "\n".join(lines) or "Neither cites a card."


def _status(n: int, report: grounding.Report) -> str:
    found = {sentence.status for sentence in report.sentences if n in sentence.citations}
    return next((status for status in ("unsupported", "weak", "supported") if status in found), "")


def _names(task: JudgeTask) -> tuple[str, ...]:
    return tuple(task.personas[side].name for side in SIDES)
