"""A referee's receipt: the lines from which a mark follows. Whoever adds them up gets the mark.

    1 to start
    +3 the adapter of bags and tape (a record, with another source)
    +2 the new checklist for the restart (a record)
    = 6

A mark lies between 1 and 10 and under a ceiling, if one is written; where the sum lies outside, the last line says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from debate.referee.scoring import Outcome, decide, overall

LOWEST, HIGHEST = 1, 10
_START = re.compile(r"^(\d+) to start$", re.MULTILINE)
_LINE = re.compile(r"^([+−])(\d+) ", re.MULTILINE)
_CEILING = re.compile(r"^at most (\d+),", re.MULTILINE)


@dataclass(frozen=True)
class Line:
    """What earns or costs points, in words."""

    points: int
    text: str

    def __str__(self) -> str:
        return f"{'−' if self.points < 0 else '+'}{abs(self.points)} {self.text}"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The lines of one criterion. ceiling: the most it may come to, and why."""

    start: int
    lines: tuple[Line, ...]
    ceiling: tuple[int, str] = (HIGHEST, "")

    @property
    def mark(self) -> int:
        return _bounded(self.start + sum(line.points for line in self.lines), self.ceiling[0])

    def __str__(self) -> str:
        total = self.start + sum(line.points for line in self.lines)
        rows = [f"{self.start} to start", *map(str, self.lines)]
        if self.ceiling[1]:
            rows.append(f"at most {self.ceiling[0]}, {self.ceiling[1]}")
        signed = f"−{-total}" if total < 0 else str(total)
        return "\n".join(
            [*rows, f"= {self.mark}" + (f" (the sum is {signed})" if total != self.mark else "")]
        )


def added_up(printed: str) -> int:
    """The mark that a reader gets from a printed receipt."""
    start = _START.search(printed)
    total = int(start[1]) if start else 0
    total += sum(int(points) * (-1 if sign == "−" else 1) for sign, points in _LINE.findall(printed))
    ceiling = _CEILING.search(printed)
    return _bounded(total, int(ceiling[1]) if ceiling else HIGHEST)


def outcome_of(pro: Mapping[str, str], con: Mapping[str, str]) -> Outcome:
    """Who won the round, from both sides' printed receipts and nothing else."""
    totals: Iterable[Fraction] = (
        overall({name: added_up(printed) for name, printed in side.items()}) for side in (pro, con)
    )
    return decide(*totals)


def _bounded(total: int, most: int) -> int:
    return max(LOWEST, min(most, HIGHEST, total))
