"""From a referee's judgements to a verdict record. Our code does the arithmetic, whoever marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from debate.referee.scoring import WEIGHTS, decide, overall

ASK_AGAIN_BELOW = Fraction(1, 2)  # of a point, mean of both orders


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a referee saw in a speech. effect: "plus" or "minus"; quote: words of the speech, or ""."""

    criterion: str
    effect: str
    note: str
    quote: str


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A sentence that says what the card it cites does not, as a referee holds. quote: words of it."""

    card: int
    why: str
    quote: str


@dataclass(frozen=True, kw_only=True)
class Clash:
    """A point on which the speakers met. answered_by: "pro", "con", "both" or "neither"."""

    point: str
    answered_by: str


@dataclass(frozen=True, kw_only=True)
class Marks:
    """One side's marks (1–10 a criterion) with a reason and, where one fits, the sentence it points at."""

    marks: Mapping[str, int]
    reasons: Mapping[str, str]
    excerpts: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """One judgement of a round. order: how the speeches were shown; "blind" if one at a time.

    better: whom the referee itself named, "pro", "con" or "even"; "" if it was not asked.
    saw_orders: whether it says that some text tried to tell it how to judge.
    """

    order: str
    pro: Marks
    con: Marks
    better: str = ""
    clash: tuple[Clash, ...] = ()
    saw_orders: bool = False


CAPPED = "Held down to what the cards bear out."


def marks_of(
    marks: Mapping[str, int], findings: tuple[Finding, ...], doubts: tuple[Doubt, ...], *, capped: bool
) -> Marks:
    """Marks that rest on findings: the first note on a criterion is its reason, its first quotation its excerpt.

    Raises KeyError if a criterion has no finding. capped: the mark for evidence has been limited by our check.
    """
    quoted = {finding.criterion: finding.quote for finding in reversed(findings) if finding.quote}
    noted = {finding.criterion: finding.note for finding in reversed(findings)}
    reasons = {name: noted[name] for name in WEIGHTS}
    if capped:
        reasons["evidence"] += f" {CAPPED}"
    return Marks(
        marks=marks,
        reasons=reasons,
        excerpts={name: quoted[name] for name in WEIGHTS if name in quoted},
        findings=findings,
        doubts=doubts,
    )


def record(round_number: int, calls: Sequence[Judgement]) -> dict[str, Any]:
    """What a verdict says and its seal covers: mean marks and overall a side, and the outcome.

    Fractions are written as text ("37/5"), so nothing is rounded before it is compared.
    """
    if not calls:
        raise ValueError("a verdict needs at least one call")
    means = {side: _means([getattr(call, side) for call in calls]) for side in ("pro", "con")}
    totals = {side: overall(means[side]) for side in means}
    ahead = "pro" if totals["pro"] > totals["con"] else "con"
    agreeing = sum(winner_of(call) == ahead for call in calls)
    agree = 4 * agreeing >= 3 * len(calls)  # the one, both, or three of four
    return {
        "round": round_number,
        "outcome": str(decide(totals["pro"], totals["con"], calls_agree=agree)),
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


def winner_of(call: Judgement) -> str:
    """Whom one call puts ahead: "pro", "con" or "even".

    A referee that names another than its own marks add up to has named nobody.
    """
    gap = overall(call.pro.marks) - overall(call.con.marks)
    counted = "pro" if gap > 0 else "con" if gap < 0 else "even"
    return counted if call.better in ("", counted) else "even"


def must_ask_again(calls: Sequence[Judgement]) -> bool:
    """Whether both orders leave it so open that they are asked once more: winners differ, or mean gap < 0.5."""
    gap = sum((overall(call.pro.marks) - overall(call.con.marks) for call in calls), Fraction()) / len(calls)
    return len({winner_of(call) for call in calls}) > 1 or abs(gap) < ASK_AGAIN_BELOW


def as_json(call: Judgement) -> dict[str, Any]:
    """One judgement as stored and shown under "how was this judged?"."""
    return {
        "order": call.order,
        "better": winner_of(call),
        "clash": [asdict(clash) for clash in call.clash],
        "saw_orders": call.saw_orders,
        **{
            side: {
                "marks": dict(marks.marks),
                "reasons": dict(marks.reasons),
                "excerpts": dict(marks.excerpts),
                "findings": [asdict(finding) for finding in marks.findings],
                "doubts": [asdict(doubt) for doubt in marks.doubts],
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
