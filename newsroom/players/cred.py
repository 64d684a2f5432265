"""The arithmetic of cred: what a call of a round wins or costs. No database, clock or network.

    delta = K · ((q − y)² − (p − y)²)

y is 1 if PRO won the round and 0 if CON did; p is the player's probability for PRO; q is the house line,
the site's own estimate of it. The score is proper: saying what one believes is the best strategy, and
copying the house wins and costs nothing. A draw or a split decision scores 0. Everything is an exact
`Decimal`; `shown` rounds to a tenth, and only for the eye.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

START = Decimal(1000)
K_ROUND = {1: 60, 2: 100}  # what a round weighs (DESIGN.md §6)
DEBATES_A_DAY = 8  # distinct debates of a UTC day whose rounds move cred
SIDES = ("pro", "con")
CONFIDENCES = (55, 70, 85)  # percent
HOUSE_LOW, HOUSE_HIGH = Decimal("0.15"), Decimal("0.85")
_HUNDREDTH, _TENTH = Decimal("0.01"), Decimal("0.1")
_SIDE_NAMES = {"pro": "the case for", "con": "the case against"}


def probability(side: str, confidence: int) -> Decimal:
    """The player's probability that PRO wins, from the side they named and how sure they are (percent)."""
    if side not in SIDES or not 50 <= confidence <= 100:
        raise ValueError(f"not a call: {side!r} at {confidence!r} percent")
    stated = Decimal(confidence) / 100
    return stated if side == "pro" else 1 - stated


def clip(house_line: Decimal) -> Decimal:
    """The house line as it is shown and counted: whole percent, from .15 to .85."""
    return min(HOUSE_HIGH, max(HOUSE_LOW, Decimal(house_line).quantize(_HUNDREDTH, ROUND_HALF_UP)))


def delta(*, side: str, confidence: int, house_line: Decimal, outcome: str, k: int) -> Decimal:
    """What the call moves cred by, exactly. outcome: pro, con, draw or split; the last two give 0."""
    p, q = probability(side, confidence), clip(house_line)
    if outcome not in SIDES:
        return Decimal(0)
    y = Decimal(1) if outcome == "pro" else Decimal(0)
    return k * ((q - y) ** 2 - (p - y) ** 2)


def preview(house_line: Decimal, k: int) -> dict[tuple[str, int], tuple[Decimal, Decimal]]:
    """For each (side, confidence) on offer: what it wins if right, and what it moves cred by if wrong."""
    return {
        (side, confidence): (
            delta(side=side, confidence=confidence, house_line=house_line, outcome=side, k=k),
            delta(side=side, confidence=confidence, house_line=house_line, outcome=other, k=k),
        )
        for side, other in zip(SIDES, reversed(SIDES), strict=True)
        for confidence in CONFIDENCES
    }


def shown(amount: Decimal) -> str:
    """`+9.6`, `−14.4`, `0`: a change of cred for readers, to a tenth."""
    rounded = amount.quantize(_TENTH, ROUND_HALF_UP)
    if rounded == 0:
        return "0"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded)}"


def percent_of(share: Decimal) -> int:
    return int((share * 100).quantize(Decimal(1), ROUND_HALF_UP))


def sentence(
    *,
    side: str,
    confidence: int,
    house_line: Decimal,
    outcome: str,
    k: int,
    is_rated: bool,
    is_counted: bool,
    for_xp: str = "",
) -> str:
    """What a call did to cred, or why it did nothing, in one sentence for the player. for_xp: why it is unrated."""
    if not is_rated:
        return f"Called for XP, so your cred stays: {for_xp or 'you may have seen a verdict first'}."
    if outcome not in SIDES:
        return f"The round was {'a draw' if outcome == 'draw' else 'a split decision'}, so your cred stays."
    if not is_counted:
        return f"Cred counts in {DEBATES_A_DAY} debates a day and this was a later one, so yours stays."
    moved = delta(side=side, confidence=confidence, house_line=house_line, outcome=outcome, k=k)
    house = percent_of(clip(house_line) if side == "pro" else 1 - clip(house_line))
    said, winner = _SIDE_NAMES[side], _SIDE_NAMES[outcome]
    change = f"you {'gain' if moved > 0 else 'lose'} {shown(abs(moved)).lstrip('+')} cred"
    if moved == 0:
        return f"You were as sure of {said} as the house, {house} %, so your cred stays."
    if side == outcome and moved < 0:
        return f"{winner.capitalize()} won, but the house was surer of it, {house} % to your {confidence} %: {change}."
    if side != outcome and moved > 0:
        return f"{winner.capitalize()} won, and the house was surer of {said}, {house} % to your {confidence} %: {change}."
    but = "and it won" if side == outcome else f"but {winner} won"
    return f"You were {confidence} % sure of {said}, {but}: {change}."


def working(*, side: str, confidence: int, house_line: Decimal, outcome: str, k: int) -> str:
    """The sum behind `sentence`, as `60 × ((0.50 − 1)² − (0.70 − 1)²) = +9.6`; "" where nobody won."""
    if outcome not in SIDES:
        return ""
    y = 1 if outcome == "pro" else 0
    moved = delta(side=side, confidence=confidence, house_line=house_line, outcome=outcome, k=k)
    house, own = clip(house_line), probability(side, confidence).quantize(_HUNDREDTH)
    return f"{k} × (({house} − {y})² − ({own} − {y})²) = {shown(moved)}"


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """Calibration at one confidence: of `rounds` calls, `right` were right."""

    confidence: int  # percent
    rounds: int
    right: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.right / self.rounds) if self.rounds else None


CALIBRATION_AFTER = 30  # decided rounds; fewer say nothing about calibration


def calibration(calls: Sequence[tuple[str, int, str]]) -> list[Bucket]:
    """Calls as (side, confidence, outcome), counted by confidence. Undecided rounds are left out."""
    decided = [(confidence, side == outcome) for side, confidence, outcome in calls if outcome in SIDES]
    return [
        Bucket(
            confidence=offered,
            rounds=sum(1 for confidence, _ in decided if confidence == offered),
            right=sum(1 for confidence, is_right in decided if confidence == offered and is_right),
        )
        for offered in CONFIDENCES
    ]
