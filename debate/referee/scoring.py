"""The arithmetic of a debate: marks to overall, verdict, XP, titles. No database, clock or network.

All comparison is exact, in tenths of a point before rounding for show: overall marks are `Fraction`s.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

# What each criterion weighs, in percent (DESIGN.md §6).
WEIGHTS = {"evidence": 40, "logic": 30, "detail": 20, "style": 10}
DRAW_BELOW = Fraction(1, 10)  # of a point
SPLIT_BELOW = Fraction(3, 10)

XP_FINISH, XP_ROUND, XP_CORRECT, XP_CROSSFIRE = 20, 5, 20, 10


class Outcome(StrEnum):
    PRO = "pro"
    CON = "con"
    DRAW = "draw"
    SPLIT = "split"

    @property
    def is_decided(self) -> bool:
        return self in (Outcome.PRO, Outcome.CON)


def overall(marks: Mapping[str, Fraction | int]) -> Fraction:
    """Marks of 1–10 a criterion, weighed into one overall mark of 1–10."""
    if set(marks) != set(WEIGHTS):
        raise ValueError(f"marks must be given for exactly {', '.join(WEIGHTS)}")
    return sum((Fraction(marks[name]) * weight for name, weight in WEIGHTS.items()), Fraction()) / 100


def decide(pro: Fraction, con: Fraction, *, calls_agree: bool = True) -> Outcome:
    """Who won, from two overall marks. calls_agree: whether the referee's calls named one winner."""
    gap = pro - con
    if abs(gap) < DRAW_BELOW:
        return Outcome.DRAW
    if abs(gap) < SPLIT_BELOW or not calls_agree:
        return Outcome.SPLIT
    return Outcome.PRO if gap > 0 else Outcome.CON


def decide_final(rounds: Sequence[tuple[Fraction, Fraction]]) -> Outcome:
    """Who won the debate: both rounds weigh the same, and the same thresholds hold."""
    pro = sum((pair[0] for pair in rounds), Fraction()) / len(rounds)
    con = sum((pair[1] for pair in rounds), Fraction()) / len(rounds)
    return decide(pro, con)


def seal(nonce: str, record: Mapping[str, Any]) -> str:
    """The hash shown before predictions: sha256 of the nonce and the verdict's canonical JSON.

    nonce: 32 hexadecimal digits. Anyone who is given nonce and record afterwards can compute it again.
    """
    return hashlib.sha256((nonce + canonical(record)).encode()).hexdigest()


def canonical(record: Mapping[str, Any]) -> str:
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class Fate(StrEnum):
    """What became of one prediction."""

    RIGHT = "right"
    WRONG = "wrong"
    UNDECIDED = "undecided"


def fate_of(predicted: str, outcome: Outcome) -> Fate:
    """A prediction is right or wrong only in a decided round."""
    if not outcome.is_decided:
        return Fate.UNDECIDED
    return Fate.RIGHT if predicted == outcome else Fate.WRONG


@dataclass(frozen=True, kw_only=True)
class Title:
    name: str
    meaning: str


_TITLES = {
    (Fate.RIGHT, Fate.RIGHT): Title(name="The Referee’s Shadow", meaning="You called both rounds."),
    (Fate.RIGHT, Fate.UNDECIDED): Title(
        name="Ahead of the Bench", meaning="You called the round that was decided."
    ),
    (Fate.RIGHT, Fate.WRONG): Title(name="The Even Hand", meaning="One call right and one wrong."),
    (Fate.UNDECIDED, Fate.UNDECIDED): Title(
        name="The Even Hand", meaning="Neither round was decided, so neither call could be."
    ),
    (Fate.UNDECIDED, Fate.WRONG): Title(
        name="Counsel for the Other Side", meaning="The round that was decided went against you."
    ),
    (Fate.WRONG, Fate.WRONG): Title(
        name="The Lone Dissenter", meaning="Both rounds went against you: a useful record, read upside down."
    ),
}


def title(calls: Sequence[Fate]) -> Title:
    """The title for two calls, in whichever order they came."""
    first, second = sorted(calls)
    return _TITLES[first, second]
