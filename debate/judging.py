"""From the referee's calls to a verdict record. Pure; our code does the arithmetic, whoever marked."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from debate.engines.base import Call, Marks
from debate.scoring import WEIGHTS, Outcome, decide, overall


def record(round_number: int, calls: Sequence[Call]) -> dict[str, Any]:
    """What a verdict says and its seal covers: mean marks and overall a side, and the outcome.

    Fractions are written as text ("37/5"), so nothing is rounded before it is compared.
    """
    if not calls:
        raise ValueError("a verdict needs at least one call")
    means = {side: _means([getattr(call, side) for call in calls]) for side in ("pro", "con")}
    totals = {side: overall(means[side]) for side in means}
    winners = {decide(overall(call.pro.marks), overall(call.con.marks)) for call in calls}
    disagree = {Outcome.PRO, Outcome.CON} <= winners
    return {
        "round": round_number,
        "outcome": str(decide(totals["pro"], totals["con"], calls_agree=not disagree)),
        **{
            side: {
                "marks": {name: str(mark) for name, mark in means[side].items()},
                "overall": str(totals[side]),
                "reasons": dict(getattr(calls[0], side).reasons),
                "excerpts": dict(getattr(calls[0], side).excerpts),
            }
            for side in means
        },
    }


def call_json(call: Call) -> dict[str, Any]:
    """One call as stored and shown under "how was this judged?"."""
    return {
        "order": call.order,
        **{
            side: {
                "marks": dict(marks.marks),
                "reasons": dict(marks.reasons),
                "excerpts": dict(marks.excerpts),
            }
            for side, marks in (("pro", call.pro), ("con", call.con))
        },
    }


def _means(side: Sequence[Marks]) -> dict[str, Fraction]:
    for marks in side:
        for name in WEIGHTS:
            if not 1 <= marks.marks[name] <= 10:
                raise ValueError(f"{name} must be marked 1 to 10, not {marks.marks[name]}")
    return {name: Fraction(sum(marks.marks[name] for marks in side), len(side)) for name in WEIGHTS}
