"""The blind referee: both orders side by side, two more calls if they leave it open; our code checks, caps and counts.

A call that is unusable after its one repair is discarded. Only as many calls count as both orders have in
common, so neither order ever weighs more: two or four, and none if one order brought nothing.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.conf import settings

from debate import grounding
from debate.engines.base import JudgeTask
from debate.engines.llm.asking import LEAST_SECONDS, Sitting
from debate.engines.llm.blinding import Shown, blind_question, blind_table, new_labels
from debate.engines.llm.cleaning import CARD_CHARACTERS, card_text
from debate.engines.llm.marking import Answer, as_shown, form, judgement_of
from debate.engines.llm.prompts import prompt
from debate.engines.llm.tongue import tongue_blanks
from debate.evidence.brief import SIDES, SideName, other
from debate.referee import judging
from debate.referee.judging import Judgement
from newsroom.generation.errors import GiveUp, TryAgain
from newsroom.llm.cleaning import cleaned, new_marker
from newsroom.llm.errors import LlmError, Unusable
from newsroom.llm.exchange import Request

TOKENS = 5_000


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


def _paired(by_order: Mapping[SideName, list[Judgement]]) -> tuple[Judgement, ...]:
    """As many calls of each order, in turn."""
    return tuple(call for pair in zip(by_order["pro"], by_order["con"], strict=False) for call in pair)


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """One call: what is asked, and what its answer is read by."""

    shown: Shown
    texts: Mapping[SideName, str]
    request: Request


def _ask_both_orders(task: JudgeTask, sitting: Sitting, by_order: Mapping[SideName, list[Judgement]]) -> None:
    """A call in each order, at the same time; what is unusable is left out. Raises LlmError if one went without answer."""
    names = _names(task)
    reports = {side: grounding.check(task.texts[side], task.brief, known_names=names) for side in SIDES}
    sheets = {first: _sheet(task, sitting, first, reports) for first in SIDES}
    found = sitting.forms(
        [(sheet.request, form(sheet.shown, sheet.texts, task.brief.language)) for sheet in sheets.values()]
    )
    lost = [each for each in found if isinstance(each, LlmError) and not isinstance(each, Unusable)]
    if lost:
        raise next((error for error in lost if isinstance(error, GiveUp)), lost[0])
    for (first, sheet), answer in zip(sheets.items(), found, strict=True):
        if isinstance(answer, Answer):
            by_order[first].append(judgement_of(answer, sheet.shown, task, reports))


def _sheet(
    task: JudgeTask, sitting: Sitting, first: SideName, reports: Mapping[SideName, grounding.Report]
) -> _Sheet:
    """The call with this side shown first."""
    shown = new_labels(first)
    second, marker = other(first), new_marker()
    parts = {
        side: tuple(as_shown(text, side, task) for text in task.texts[side].split("\n\n")) for side in SIDES
    }
    request = sitting.request(
        "referee",
        prompt("referee"),
        {
            **tongue_blanks(task.brief, "referee"),
            "marker": marker,
            "first": shown.labels[first],
            "second": shown.labels[second],
            "round": "opening speeches" if task.round == 1 else "answers to one question, then closings",
            "motion": blind_table(cleaned(task.brief.motion), task.personas),
            "question": _question(task, shown, marker),
            "table": _table(task, shown, reports),
            "openings": _openings(task, shown, marker),
            "first_text": _in_parts(parts[first]),
            "second_text": _in_parts(parts[second]),
        },
        max_tokens=TOKENS,
        temperature=0.0,
        model=settings.NEWSROOM_REFEREE_MODEL,
    )
    texts = {side: " ".join(each) for side, each in parts.items()}
    return _Sheet(shown=shown, texts=texts, request=request)


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
            f"The opening of {shown.labels[side]}:\n<{marker}>\n{as_shown(text, side, task)}\n</{marker}>"
            for side, text in heard.items()
        )
    )


def _question(task: JudgeTask, shown: Shown, marker: str) -> str:
    if task.question is None:
        return "There was no question; both opened without having heard the other."
    text = cleaned(blind_question(task.question.text, shown, task.personas))
    return f"The question that both had to answer:\n<{marker}>\n{text}\n</{marker}>"


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
