"""The blind referee: both orders, two more calls if they leave it open; our code checks, caps and counts.

A call that is unusable after its one repair is discarded. Only as many calls count as both orders have in
common, so neither order ever weighs more: two or four, and none if one order brought nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from django.conf import settings
from pydantic import BaseModel, Field, model_validator

from debate import grounding
from debate.engines.base import JudgeTask
from debate.engines.llm.asking import LEAST_SECONDS, Sitting, new_marker
from debate.engines.llm.blinding import Shown, blind_question, blind_speech, blind_table, new_labels
from debate.engines.llm.cleaning import CARD_CHARACTERS, card_text, cleaned, cleaned_speech, print_faults
from debate.engines.llm.prompts import prompt
from debate.evidence.brief import SIDES, SideName, other
from debate.referee import judging
from debate.referee.judging import Judgement, Marks
from debate.referee.scoring import WEIGHTS
from newsroom.generation.errors import TryAgain
from newsroom.llm.errors import LlmError, Unusable

TOKENS = 5_000
QUOTE_WORDS, NOTE_WORDS = 20, 25
CLASHES = 3  # shown at most
TEXT_CHARACTERS = 3_000  # far above two speeches of 90 words
_MARKER = re.compile(r"\s*\[[\d, ]+\]")
_CAPPED = "Held down to what the cards bear out."


class Finding(BaseModel):
    speaker: str
    criterion: Literal["evidence", "logic", "detail", "style"]
    quote: str = Field(description="At most 20 words, copied exactly from that speaker's text.")
    effect: Literal["plus", "minus"]
    note: str = Field(description="At most 25 words.")


class FalseCitation(BaseModel):
    speaker: str
    quote: str = Field(description="At most 20 words, copied exactly from that speaker's text.")
    card: int
    why: str = Field(description="At most 25 words.")


class Clash(BaseModel):
    point: str
    answered_by: str


class Scores(BaseModel):
    speaker: str
    evidence: int = Field(ge=1, le=10)
    logic: int = Field(ge=1, le=10)
    detail: int = Field(ge=1, le=10)
    style: int = Field(ge=1, le=10)


class Answer(BaseModel):
    """In this order, so that analysis stands before marks."""

    findings: list[Finding]
    false_citations: list[FalseCitation] = Field(max_length=20)
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


def judge(task: JudgeTask, sitting: Sitting) -> tuple[Judgement, ...]:
    """Two or four calls, as many of each order. Raises LlmError, or TooFewCalls."""
    by_order: dict[SideName, list[Judgement]] = {"pro": [], "con": []}
    for parts, first in ((2, SIDES[0]), (1, SIDES[1])):
        by_order[first] += _usable(task, sitting, first, parts)
    counted = _paired(by_order)
    if not counted or judging.must_ask_again(counted):
        try:
            for parts, first in ((2, SIDES[1]), (1, SIDES[0])):
                if counted and sitting.seconds_left < 2 * LEAST_SECONDS:
                    break
                by_order[first] += _usable(task, sitting, first, parts)
        except LlmError:
            if not counted:
                raise
        counted = _paired(by_order)
    if not counted:
        raise TooFewCalls
    return counted


def _paired(by_order: Mapping[SideName, list[Judgement]]) -> tuple[Judgement, ...]:
    """As many calls of each order, in turn."""
    return tuple(call for pair in zip(by_order["pro"], by_order["con"], strict=False) for call in pair)


def _usable(task: JudgeTask, sitting: Sitting, first: SideName, parts: int) -> list[Judgement]:
    """The call with this side shown first; none if it brought nothing usable."""
    try:
        return [_call(task, sitting, first, parts)]
    except Unusable:
        return []


def _call(task: JudgeTask, sitting: Sitting, first: SideName, parts: int) -> Judgement:
    shown = new_labels(first)
    reports = {
        side: grounding.check(task.texts[side], task.brief, known_names=_names(task)) for side in SIDES
    }
    texts = {
        side: tuple(_shown(part, side, task) for part in task.texts[side].split("\n\n")) for side in SIDES
    }
    second, marker = other(first), new_marker()
    request = sitting.request(
        "referee",
        prompt("referee"),
        {
            "marker": marker,
            "first": shown.labels[first],
            "second": shown.labels[second],
            "round": "opening speeches" if task.round == 1 else "answers to one question, then closings",
            "motion": blind_table(cleaned(task.brief.motion), task.personas),
            "question": _question(task, shown),
            "table": _table(task, shown, reports),
            "openings": _openings(task, shown, marker),
            "first_text": _in_parts(texts[first]),
            "second_text": _in_parts(texts[second]),
        },
        max_tokens=TOKENS,
        temperature=0.0,
        model=settings.NEWSROOM_REFEREE_MODEL,
        parts=parts,
    )
    judgement = sitting.form(request, _form(shown, {side: " ".join(parts) for side, parts in texts.items()}))
    scores = {side: _scores(judgement, shown.labels[side]) for side in SIDES}
    marks = {side: _marks(scores[side], judgement, shown, side, reports[side], task) for side in SIDES}
    named = shown.side(judgement.better)
    return Judgement(
        order=shown.order,
        pro=marks["pro"],
        con=marks["con"],
        better=named or "even",
        clash=tuple(_clash(judgement, shown, task)),
        saw_orders=judgement.suspicious_instruction_seen,
    )


def cap(report: grounding.Report, doubted: Collection[str] = ()) -> int:
    """The most that a speech may get for evidence: 10 × the share of its factual sentences that are supported, + 1.

    doubted: texts of sentences that this call holds to be false; they count as not supported.
    """
    factual = [sentence for sentence in report.sentences if sentence.kind == "factual"]
    stand = [s for s in factual if s.status == "supported" and s.text not in doubted]
    if not any(sentence.citations for sentence in stand):
        return 1
    return max(1, min(10, math.floor(Fraction(10 * len(stand), len(factual)) + 1)))


def _marks(
    scores: Scores,
    judgement: Answer,
    shown: Shown,
    side: SideName,
    report: grounding.Report,
    task: JudgeTask,
) -> Marks:
    marks = {name: int(getattr(scores, name)) for name in WEIGHTS}
    findings = tuple(_findings(judgement, shown, side, task))
    doubted = dict(_doubts(judgement, shown, side, report, task))
    most = cap(report, doubted)
    reasons = {name: next(f.note for f in findings if f.criterion == name) for name in WEIGHTS}
    quoted = {f.criterion: f.quote for f in reversed(findings) if f.quote}
    if marks["evidence"] > most:
        marks["evidence"] = most
        reasons["evidence"] += f" {_CAPPED}"
    return Marks(
        marks=marks,
        reasons=reasons,
        excerpts={name: quoted[name] for name in WEIGHTS if name in quoted},
        findings=findings,
        doubts=tuple(doubted.values()),
    )


def _findings(judgement: Answer, shown: Shown, side: SideName, task: JudgeTask) -> Iterator[judging.Finding]:
    """Every finding on a side, for readers. A quotation that blinding has changed is not in what they see."""
    own = _folded(task.texts[side])
    for finding in judgement.findings:
        if finding.speaker == shown.labels[side]:
            quote = finding.quote.strip()
            yield judging.Finding(
                criterion=finding.criterion,
                effect=finding.effect,
                note=_named(finding.note, shown, task),
                quote=quote if _folded(quote) in own else "",
            )


def _doubts(
    judgement: Answer, shown: Shown, side: SideName, report: grounding.Report, task: JudgeTask
) -> Iterator[tuple[str, judging.Doubt]]:
    """Sentences of a side that are said to be false, with what was said. Only of a sentence that has the words and
    cites the card: what else a referee claims here does not count."""
    for claimed in judgement.false_citations:
        if claimed.speaker != shown.labels[side] or not claimed.quote.strip() or not is_a_note(claimed.why):
            continue
        for sentence in report.sentences:
            blind = _folded(_shown(sentence.text, side, task))
            if claimed.card in sentence.citations and _folded(claimed.quote) in blind:
                quote = claimed.quote.strip() if _folded(claimed.quote) in _folded(sentence.text) else ""
                yield (
                    sentence.text,
                    judging.Doubt(card=claimed.card, why=_named(claimed.why, shown, task), quote=quote),
                )


def _clash(judgement: Answer, shown: Shown, task: JudgeTask) -> Iterator[judging.Clash]:
    """Where they met, for readers; a point that is not fit to print is left out."""
    who = {shown.labels[side]: str(side) for side in SIDES} | {"BOTH": "both", "NEITHER": "neither"}
    for clash in judgement.clash[:CLASHES]:
        if clash.answered_by in who and is_a_note(clash.point):
            yield judging.Clash(point=_named(clash.point, shown, task), answered_by=who[clash.answered_by])


def is_a_note(text: str) -> bool:
    """Whether a referee's remark may be printed."""
    return 1 <= len(text.split()) <= NOTE_WORDS + 5 and not print_faults(" ".join(text.split()))


def _named(note: str, shown: Shown, task: JudgeTask) -> str:
    """A note with the personas' names for the labels, for readers."""
    for side in SIDES:
        note = re.sub(rf"\b{shown.labels[side]}\b", task.personas[side].short_name, note, flags=re.IGNORECASE)
    return " ".join(note.split())


def _scores(judgement: Answer, label: str) -> Scores:
    return next(scores for scores in judgement.scores if scores.speaker == label)


def _form(shown: Shown, texts: Mapping[SideName, str]) -> type[Answer]:
    """The form with what must hold for this call; its faults go back in the one repair."""

    class Verdict(Answer):
        @model_validator(mode="after")
        def hold(self) -> Verdict:
            if found := list(faults(self, shown, texts)):
                raise ValueError("; ".join(found[:8]))
            return self

    return Verdict


def faults(judgement: Answer, shown: Shown, texts: Mapping[SideName, str]) -> Iterator[str]:
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


def _shown(text: str, side: SideName, task: JudgeTask) -> str:
    """A side's text as the referee sees it."""
    people = {name for card in task.brief.cards for name in (*card.names, card.speaker)}
    return cleaned_speech(blind_speech(text, side, task.personas, people), at_most=TEXT_CHARACTERS)


def _in_parts(parts: tuple[str, ...]) -> str:
    """A text of one part as it is; of two, each under what it was."""
    if len(parts) != 2:
        return "\n\n".join(parts)
    return f"(answer)\n{parts[0]}\n\n(closing)\n{parts[1]}"


def _openings(task: JudgeTask, shown: Shown, marker: str) -> str:
    """What had to be answered: the round before, in the order of this call; "" in the first round."""
    heard = {side: task.earlier.get(side, "") for side in (shown.first, other(shown.first))}
    if not all(heard.values()):
        return ""
    return (
        "Their openings, to tell which point was the strongest and who met it; not to be marked again.\n"
        + "\n".join(
            f"The opening of {shown.labels[side]}:\n<{marker}>\n{_shown(text, side, task)}\n</{marker}>"
            for side, text in heard.items()
        )
    )


def _question(task: JudgeTask, shown: Shown) -> str:
    if task.question is None:
        return "There was no question; both opened without having heard the other."
    text = cleaned(blind_question(task.question.text, shown, task.personas))
    return f"The question that both had to answer: {text}"


def _table(task: JudgeTask, shown: Shown, reports: Mapping[SideName, grounding.Report]) -> str:
    """A line a card that either cites: the whole card, and how it stands with each, in the order shown."""
    lines = []
    for card in task.brief.cards:
        states = {side: _status(card.n, reports[side]) for side in SIDES}
        if not any(states.values()):
            continue
        text = card_text(replace(card, reasons={})).line()
        text = cleaned(blind_table(text, task.personas), at_most=CARD_CHARACTERS)
        found = "; ".join(
            f"{shown.labels[side]}: {states[side] or 'not cited'}"
            for side in (shown.first, other(shown.first))
        )
        lines.append(f"{text} | {found}")
    return "\n".join(lines) or "Neither cites a card."


def _status(n: int, report: grounding.Report) -> str:
    found = {sentence.status for sentence in report.sentences if n in sentence.citations}
    return next((status for status in ("unsupported", "weak", "supported") if status in found), "")


def _names(task: JudgeTask) -> tuple[str, ...]:
    return tuple(task.personas[side].name for side in SIDES)
