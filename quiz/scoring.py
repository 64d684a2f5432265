"""Points, streaks and XP of the quiz: arithmetic alone, in whole numbers.

Times are milliseconds as the server kept them. A round is right only if the right person was named in
time; a void one (its quotation was corrected or withdrawn) is passed over as if it had not been asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

ROUND_MS = 20_000
LONGEST_MS = 24 * 60 * 60 * 1000  # no round is timed for longer; also what a column holds
GRACE_MS = 1_500  # for the way of an answer to the server; it adds time to answer, not points
RIGHT = 100
TIME_MOST = 50
STREAK_STEP, STREAK_MOST = 10, 50  # 10 for the second right answer in a row, 20 for the third, 50 at most

XP_FINISH = 4  # once at least one answer was right
XP_RIGHT = 2  # for a quotation the player has not placed before
XP_DAY_MOST = 60
XP_QUARTERS = (4, 4, 2, 2, 1)  # of the full XP: the day's first two quizzes, the next two, every later one


@dataclass(frozen=True, kw_only=True)
class Marked:
    """One round as the server knows it. `elapsed_ms` is None while it is not settled."""

    is_right: bool = False
    elapsed_ms: int | None = None
    is_void: bool = False


@dataclass(frozen=True, kw_only=True)
class RoundPoints:
    """What one round brought, and the streak after it."""

    right: int = 0
    time: int = 0
    streak_bonus: int = 0
    streak: int = 0

    @property
    def total(self) -> int:
        return self.right + self.time + self.streak_bonus


@dataclass(frozen=True, kw_only=True)
class Score:
    """A whole run. `counted` is how many settled rounds are not void; `rounds` is in their order."""

    rounds: tuple[RoundPoints, ...]
    counted: int
    correct: int
    points: int
    time_points: int
    best_streak: int
    average_ms: int | None  # over counted rounds, a late one as the whole 20 s; None with nothing counted

    @property
    def streak(self) -> int:
        return self.rounds[-1].streak if self.rounds else 0

    @property
    def accuracy(self) -> int | None:
        """Percent right of what counts, rounded half up; None with nothing counted."""
        return (200 * self.correct + self.counted) // (2 * self.counted) if self.counted else None


def elapsed_ms(start: dt.datetime, end: dt.datetime) -> int:
    """Milliseconds by the server's clock. Should somebody set it meanwhile: never negative, a day at most."""
    return min(max((end - start) // dt.timedelta(milliseconds=1), 0), LONGEST_MS)


def in_time(elapsed_ms: int, *, timed: bool) -> bool:
    return not timed or elapsed_ms <= ROUND_MS + GRACE_MS


def left_ms(elapsed_ms: int) -> int:
    """What is left of the 20 s: nothing within the grace."""
    return min(max(ROUND_MS - elapsed_ms, 0), ROUND_MS)


def time_points(elapsed_ms: int) -> int:
    return TIME_MOST * left_ms(elapsed_ms) // ROUND_MS


def streak_points(streak: int) -> int:
    """The bonus of a right answer that makes the streak this long."""
    return min(STREAK_STEP * (streak - 1), STREAK_MOST) if streak > 1 else 0


def score(rounds: Iterable[Marked], *, timed: bool) -> Score:
    """Score a run from its rounds in order. Unsettled rounds bring nothing and leave the streak alone."""
    scored: list[RoundPoints] = []
    streak = best = 0
    times: list[int] = []
    for marked in rounds:
        bonus = RoundPoints(streak=streak)
        if not marked.is_void and marked.elapsed_ms is not None:
            times.append(min(max(marked.elapsed_ms, 0), ROUND_MS) if timed else marked.elapsed_ms)
            streak = streak + 1 if marked.is_right else 0
            bonus = RoundPoints(streak=streak)
            if marked.is_right:
                time = time_points(marked.elapsed_ms) if timed else 0
                bonus = RoundPoints(right=RIGHT, time=time, streak_bonus=streak_points(streak), streak=streak)
        best = max(best, streak)
        scored.append(bonus)
    return Score(
        rounds=tuple(scored),
        counted=len(times),
        correct=sum(bonus.right > 0 for bonus in scored),
        points=sum(bonus.total for bonus in scored),
        time_points=sum(bonus.time for bonus in scored),
        best_streak=best,
        average_ms=sum(times) // len(times) if times else None,
    )


@dataclass(frozen=True, kw_only=True)
class Xp:
    """What finishing a run earns, and how it came about."""

    amount: int
    full: int  # before the day's share and cap
    quarters: int  # the share of the full XP that this run of the day earns, in quarters
    is_capped: bool


def xp(*, correct: int, new: int, nth_today: int, earned_today: int) -> Xp:
    """XP of a finished run. Drawn from what was played, it never grows by playing the same again.

    correct: right answers; new: those to quotations never placed before; nth_today: 1 for the player's
    first finished quiz of the UTC day; earned_today: XP from quizzes that day so far.
    """
    full = (XP_FINISH if correct else 0) + XP_RIGHT * new
    quarters = XP_QUARTERS[min(nth_today, len(XP_QUARTERS)) - 1]
    share = full * quarters // 4
    amount = max(0, min(share, XP_DAY_MOST - earned_today))
    return Xp(amount=amount, full=full, quarters=quarters, is_capped=amount < share)
