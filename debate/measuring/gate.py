"""One row of the table of gates."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

from debate.referee.scoring import Outcome


@dataclasses.dataclass(frozen=True, kw_only=True)
class Gate:
    """value and gate as shown; note: what exactly was counted."""

    name: str
    value: str
    gate: str
    is_met: bool
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


def every(name: str, part: int, whole: int, *, note: str) -> Gate:
    """A row that all must pass."""
    value = f"{part / max(1, whole):.2%} of {whole}"
    return Gate(name=name, value=value, gate="100 %", is_met=part == whole > 0, note=note)


def most(name: str, share: float, limit: float, *, of: int, note: str = "") -> Gate:
    """A share that may not be above a limit."""
    return Gate(
        name=name, value=f"{share:.1%} of {of}", gate=f"≤ {limit:.0%}", is_met=share <= limit, note=note
    )


def between(name: str, won: Sequence[bool], low: float, high: float, *, note: str = "") -> Gate:
    """A share of wins with its 95 % interval."""
    share = sum(won) / max(1, len(won))
    half = 1.96 * math.sqrt(share * (1 - share) / max(1, len(won)))
    value = f"{share:.1%} [{share - half:.1%}, {share + half:.1%}] of {len(won)}"
    return Gate(
        name=name,
        value=value,
        gate=f"{low:.0%}–{high:.0%}",
        is_met=bool(won) and low <= share <= high,
        note=note,
    )


def pro_won(outcomes: Sequence[Outcome]) -> list[bool]:
    """Of decided rounds, whether PRO won each."""
    return [outcome == Outcome.PRO for outcome in outcomes if outcome.is_decided]
