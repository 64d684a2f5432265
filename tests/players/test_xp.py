from __future__ import annotations

from decimal import Decimal as D

import pytest

from newsroom.players import plots, xp


@pytest.mark.parametrize(
    ("amount", "earned", "paid"),
    [
        (20, 0, 20),
        (80, 560, 80),  # the eighth whole debate
        (20, 640, 10),  # then half
        (5, 640, 2),
        (20, 630, 15),  # 10 in full, half of the other 10
        (20, 795, 5),  # to the most a day pays
        (20, 800, 0),
        (20, 5000, 0),
        (0, 0, 0),
        (10_000, 0, 800),
    ],
)
def test_a_day_pays_in_full_then_half_then_nothing(amount: int, earned: int, paid: int) -> None:
    assert xp.granted(amount, earned) == paid


def test_no_way_to_split_awards_pays_more_than_a_day_allows() -> None:
    for size in (1, 2, 5, 10, 20, 79, 80, 1000):
        earned = 0
        for _ in range(2000):
            earned += xp.granted(size, earned)
        assert earned <= xp.MOST_A_DAY


def test_eight_whole_debates_a_day_pay_in_full() -> None:
    earned = 0
    for _ in range(8):
        for part in (5, 20, 10, 5, 20, 20):
            paid = xp.granted(part, earned)
            assert paid == part
            earned += paid
    assert earned == 640


@pytest.mark.parametrize(
    ("points", "level"), [(0, 1), (99, 1), (100, 2), (299, 2), (300, 3), (600, 4), (999, 4), (1000, 5)]
)
def test_levels_begin_where_the_table_says(points: int, level: int) -> None:
    assert xp.level_of(points) == level


def test_a_level_is_reached_exactly_at_its_xp() -> None:
    for level in range(1, 500):
        begins = xp.xp_of_level(level)
        assert xp.level_of(begins) == level
        assert begins == 0 or xp.level_of(begins - 1) == level - 1


def test_the_share_of_a_level_runs_from_0_to_99() -> None:
    assert [xp.share_of_level(points) for points in (0, 50, 99, 100, 200)] == [0, 50, 99, 0, 50]


def test_the_plot_holds_every_value_within_its_box() -> None:
    values = [D(1000), D("1013.7"), D("871.2"), D("-40"), D("1369.4")]
    line = plots.line(values)
    assert line is not None
    points = [tuple(map(float, pair.split(","))) for pair in line.points.split()]
    assert len(points) == len(values)
    assert all(0 <= x <= line.width and 0 <= y <= line.height for x, y in points)
    assert points[3][1] == max(y for _, y in points)
    assert points[4][1] == min(y for _, y in points)
    assert 2 <= len(line.ticks) <= 7


def test_a_flat_history_is_drawn_and_a_single_value_is_not() -> None:
    assert plots.line([D(1000)]) is None
    assert plots.line([D(1000), D(1000)]) is not None


def test_a_long_history_keeps_its_first_and_last() -> None:
    line = plots.line([D(n) for n in range(10_000)])
    assert line is not None
    assert len(line.points.split()) == 200
