"""Points, streaks and XP, each by a table worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import scoring
from quiz.scoring import Marked


@pytest.mark.parametrize(
    ("elapsed_ms", "left", "points"),
    [
        (0, 20_000, 50),
        (1, 19_999, 49),  # 50 · 19.999 / 20 = 49.9975
        (400, 19_600, 49),
        (401, 19_599, 48),
        (10_000, 10_000, 25),
        (10_001, 9_999, 24),
        (19_600, 400, 1),
        (19_601, 399, 0),
        (20_000, 0, 0),
        (20_001, 0, 0),
        (21_500, 0, 0),
        (-5, 20_000, 50),
    ],
)
def test_time_points_are_the_floor_of_fifty_by_what_is_left(elapsed_ms: int, left: int, points: int) -> None:
    assert scoring.left_ms(elapsed_ms) == left
    assert scoring.time_points(elapsed_ms) == points


@pytest.mark.parametrize(
    ("streak", "bonus"), [(0, 0), (1, 0), (2, 10), (3, 20), (4, 30), (5, 40), (6, 50), (7, 50), (8, 50)]
)
def test_a_streak_earns_ten_more_each_time_up_to_fifty(streak: int, bonus: int) -> None:
    assert scoring.streak_points(streak) == bonus


@pytest.mark.parametrize(
    ("elapsed_ms", "timed", "in_time"),
    [(20_000, True, True), (21_500, True, True), (21_501, True, False), (21_501, False, True)],
)
def test_the_grace_adds_time_to_answer(elapsed_ms: int, timed: bool, in_time: bool) -> None:
    assert scoring.in_time(elapsed_ms, timed=timed) is in_time


def marked(rounds: str, elapsed_ms: int = 10_000) -> list[Marked]:
    """r right, w wrong, v void (was right), x void and never answered, - not settled."""
    return [
        Marked(
            is_right=letter in "rv",
            elapsed_ms=None if letter in "-x" else elapsed_ms,
            is_void=letter in "vx",
        )
        for letter in rounds
    ]


@pytest.mark.parametrize(
    ("rounds", "timed", "points", "time", "correct", "counted", "best", "streak", "accuracy"),
    [
        # eight right at 10 s: 8·100 + 8·25 + (0+10+20+30+40+50+50+50)
        ("rrrrrrrr", True, 1250, 200, 8, 8, 8, 8, 100),
        ("rrrrrrrr", False, 1050, 0, 8, 8, 8, 8, 100),
        ("wwwwwwww", True, 0, 0, 0, 8, 0, 0, 0),
        ("rwrrwrrr", True, 6 * 125 + 10 + 10 + 20, 150, 6, 8, 3, 3, 75),
        # a void round is passed over: the streak goes on across it
        ("rvr", True, 2 * 125 + 10, 50, 2, 2, 2, 2, 100),
        ("rxr", True, 2 * 125 + 10, 50, 2, 2, 2, 2, 100),
        ("vvvv", True, 0, 0, 0, 0, 0, 0, None),
        ("rr-----", True, 2 * 125 + 10, 50, 2, 2, 2, 2, 100),
        ("", True, 0, 0, 0, 0, 0, 0, None),
        ("rww", True, 125, 25, 1, 3, 1, 0, 33),
        ("rrw", True, 260, 50, 2, 3, 2, 0, 67),
    ],
)
def test_a_run_is_scored_from_its_rounds(
    rounds: str,
    timed: bool,
    points: int,
    time: int,
    correct: int,
    counted: int,
    best: int,
    streak: int,
    accuracy: int | None,
) -> None:
    score = scoring.score(marked(rounds), timed=timed)
    assert (score.points, score.time_points, score.correct, score.counted) == (points, time, correct, counted)
    assert (score.best_streak, score.streak, score.accuracy) == (best, streak, accuracy)


def test_a_late_round_counts_as_the_whole_time_in_the_average() -> None:
    rounds = [Marked(is_right=True, elapsed_ms=4_000), Marked(elapsed_ms=90_000)]
    assert scoring.score(rounds, timed=True).average_ms == 12_000


@pytest.mark.parametrize(
    ("correct", "new", "nth", "earned", "amount", "full", "quarters", "capped"),
    [
        (8, 8, 1, 0, 20, 20, 4, False),  # 4 + 2·8
        (8, 8, 2, 20, 20, 20, 4, False),
        (8, 8, 3, 40, 10, 20, 2, False),  # half from the third
        (8, 8, 4, 50, 10, 20, 2, False),
        (8, 8, 5, 50, 5, 20, 1, False),  # a quarter from the fifth
        (8, 8, 5, 58, 2, 20, 1, True),  # the day's 60
        (8, 8, 6, 60, 0, 20, 1, True),
        (8, 0, 1, 0, 4, 4, 4, False),  # nothing new: finishing alone
        (8, 0, 5, 20, 1, 4, 1, False),
        (0, 0, 1, 0, 0, 0, 4, False),  # nothing right: nothing
        (1, 1, 3, 0, 3, 6, 2, False),
        (3, 3, 1, 61, 0, 10, 4, True),  # never negative
    ],
)
def test_xp_shrinks_with_the_day_and_ends_at_its_cap(
    correct: int, new: int, nth: int, earned: int, amount: int, full: int, quarters: int, capped: bool
) -> None:
    got = scoring.xp(correct=correct, new=new, nth_today=nth, earned_today=earned)
    assert (got.amount, got.full, got.quarters, got.is_capped) == (amount, full, quarters, capped)


@given(
    st.lists(st.tuples(st.sampled_from("rwvx-"), st.integers(0, 30_000)), max_size=8),
    st.booleans(),
)
def test_voiding_rounds_never_gains_more_than_the_streak_it_joins(
    rounds: list[tuple[str, int]], timed: bool
) -> None:
    value = [marked(letter, elapsed)[0] for letter, elapsed in rounds]
    score = scoring.score(value, timed=timed)
    assert 0 <= score.correct <= score.counted <= len(value)
    assert score.points == sum(part.total for part in score.rounds)
    assert 100 * score.correct <= score.points <= 200 * score.correct
    without = scoring.score([m for m in value if not m.is_void], timed=timed)
    assert (score.points, score.best_streak, score.streak) == (
        without.points,
        without.best_streak,
        without.streak,
    )
