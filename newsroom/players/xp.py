"""The arithmetic of XP: levels, and what a day may bring. No database, clock or network.

A day (UTC) pays in full up to 640 XP from one kind of play, which is eight whole debates; then half, up to
800; then nothing. Kinds (debates, quizzes, …) are counted apart, by the first word of an award's source.
Playing more is never forbidden, it only stops paying: a script gains no more than a keen player.
"""

from __future__ import annotations

from math import isqrt

FULL_A_DAY = 640  # XP of one kind: 8 debates of 80
MOST_A_DAY = 800  # XP of one kind


def granted(amount: int, earned_today: int) -> int:
    """What an award of `amount` pays when `earned_today` XP of its kind were paid before it that day."""
    if amount < 0 or earned_today < 0:
        raise ValueError("XP is never negative")
    in_full = min(amount, max(0, FULL_A_DAY - earned_today))
    in_half = (amount - in_full) // 2
    return in_full + min(in_half, max(0, MOST_A_DAY - earned_today - in_full))


def kind_of(source: str) -> str:
    """`play` of `play:…:round:1`."""
    return source.partition(":")[0]


def xp_of_level(level: int) -> int:
    """The XP at which a level begins: 0, 100, 300, 600, 1000, … Each takes 100 XP more than the last."""
    return 50 * level * (level - 1)


def level_of(xp: int) -> int:
    """The level that so much XP has reached; level 1 begins at 0."""
    return (isqrt(25 * (25 + 2 * xp)) + 25) // 50


def share_of_level(xp: int) -> int:
    """How much of the present level is done, in percent."""
    level = level_of(xp)
    low, high = xp_of_level(level), xp_of_level(level + 1)
    return 100 * (xp - low) // (high - low)
