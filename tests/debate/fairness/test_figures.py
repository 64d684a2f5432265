"""Counting judged rounds: tables worked by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from debate.fairness.figures import TELLING, Counts, JudgedRound, counted, figures, share
from debate.fairness.page import lines

PRO_FIRST, CON_FIRST = "pro", "con"


def judged(
    outcome: str = "pro",
    words: tuple[int, int] = (100, 100),
    gap: float = 0.0,
    calls: Sequence[tuple[str, str]] = (),
) -> JudgedRound:
    return JudgedRound(outcome=outcome, words=words, gap=gap, calls=tuple(calls))


def sums(*rounds: JudgedRound) -> dict[str, float]:
    """The sums that are not 0, but for the five of the correlation."""
    found = counted(rounds).__dict__
    return {name: value for name, value in found.items() if value and not name.startswith("sum_")}


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ([("", "pro")], {}),  # one speech at a time: no order
        (
            [("pro", "pro"), ("con", "pro")],
            {"paired": 1, "agreed": 1, "named": 2, "first_named": 1, "named_rounds": 1},
        ),
        (
            [("pro", "pro"), ("con", "con")],
            {"paired": 1, "opposed": 1, "named": 2, "first_named": 2, "named_rounds": 1},
        ),
        (
            [("pro", "con"), ("con", "pro")],
            {"paired": 1, "opposed": 1, "named": 2, "named_rounds": 1},
        ),  # the last, twice
        (
            [("pro", "con"), ("con", "even")],
            {"paired": 1, "named": 1, "named_rounds": 1},
        ),  # neither agreed nor opposed
        ([("pro", "even"), ("con", "even")], {"paired": 1}),
        # Of four calls the first of each order is the pair; all four count for the order.
        (
            [("pro", "pro"), ("con", "con"), ("con", "pro"), ("pro", "pro")],
            {"paired": 1, "opposed": 1, "named": 4, "first_named": 3, "named_rounds": 1},
        ),
        ([("pro", "pro")], {"named": 1, "first_named": 1, "named_rounds": 1}),  # one order alone is no pair
    ],
)
def test_orders_by_hand(calls: list[tuple[str, str]], expected: dict[str, int]) -> None:
    assert sums(judged("draw", calls=calls)) == {"rounds": 1, "draws": 1, **expected}


@pytest.mark.parametrize(
    ("outcome", "words", "expected"),
    [
        ("pro", (120, 100), {"pro": 1, "unequal": 1, "longer_won": 1}),
        ("pro", (100, 120), {"pro": 1, "unequal": 1}),
        ("con", (100, 120), {"con": 1, "unequal": 1, "longer_won": 1}),
        ("con", (110, 110), {"con": 1}),  # no longer one
        ("split", (100, 120), {"splits": 1}),  # nobody won
    ],
)
def test_outcomes_and_length_by_hand(outcome: str, words: tuple[int, int], expected: dict[str, int]) -> None:
    assert sums(judged(outcome, words)) == {"rounds": 1, **expected}


def test_sums_of_parts_are_the_sum_of_the_whole() -> None:
    rounds = [
        judged("pro", (100 + n, 100), gap=n / 4, calls=[("pro", "pro"), ("con", "pro")]) for n in range(9)
    ]
    assert counted(rounds[:4]) + counted(rounds[4:]) == counted(rounds)


@pytest.mark.parametrize(
    ("count", "of", "low", "high", "leans"),
    [
        # p = .5, z² = 3.8416: middle (.5 + .04802)/1.09604 = .5; half 1.96/1.09604 · √(.00625 + .00060) = .1480
        (20, 40, 35.20, 64.80, "even"),
        # p = .75: middle (.75 + .04802)/1.09604 = .72809; half 1.78826 · √(.0046875 + .00060025) = .13004
        (30, 40, 59.81, 85.81, "high"),
        # p = 1: middle 1.06403/1.12805 = .94324; half 1.96/1.12805 · √(3.8416/3600) = .05676
        (30, 30, 88.65, 100.0, "high"),
        (0, 30, 0.0, 11.35, "low"),
    ],
)
def test_a_share_and_its_interval_by_hand(count: int, of: int, low: float, high: float, leans: str) -> None:
    found = share(count, of)
    assert found.percent == pytest.approx(100 * count / of)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.01), pytest.approx(high, abs=0.01))
    assert found.leans == leans


def test_calls_of_a_round_do_not_count_as_so_many_rounds() -> None:
    # 60 of 80 calls in 40 rounds: the interval of 30 of 40
    found = share(60, 80, cases=40)
    assert (found.percent, found.low, found.high) == (75.0, share(30, 40).low, share(30, 40).high)
    assert share(60, 80, cases=TELLING - 1).percent is None


def test_of_a_few_cases_no_share_is_given() -> None:
    found = share(TELLING - 1, TELLING - 1)
    assert (found.percent, found.low, found.high, found.leans) == (None, None, None, "")


def test_a_share_of_more_than_there_is_is_refused() -> None:
    with pytest.raises(ValueError, match="5 of 4"):
        share(5, 4)


def test_length_and_marks_by_hand() -> None:
    # Ten words more go with a point more in 24 of 30 rounds: r = (24 − 6)/30 = .6;
    # atanh .6 = .69315, spread 1.96/√27 = .37720: tanh .31595 = .3058, tanh 1.07035 = .7896
    rounds = [judged(words=(110, 100), gap=1.0)] * 12 + [judged(words=(110, 100), gap=-1.0)] * 3
    rounds += [judged(words=(100, 110), gap=-1.0)] * 12 + [judged(words=(100, 110), gap=1.0)] * 3
    found = figures(counted(rounds)).length
    assert (found.r, found.low, found.high) == (
        pytest.approx(0.6),
        pytest.approx(0.3058, abs=1e-4),
        pytest.approx(0.7896, abs=1e-4),
    )
    assert found.leans == "longer"


@pytest.mark.parametrize("words", [(100, 100), (110, 100)])
def test_where_all_are_alike_there_is_no_correlation(words: tuple[int, int]) -> None:
    rounds = [judged(words=words, gap=n / 7) for n in range(40)]
    assert figures(counted(rounds)).length.r is None
    rounds = [judged(words=(100 + n, 100), gap=0.7) for n in range(40)]
    assert figures(counted(rounds)).length.r is None


def test_perfect_correlation_has_an_interval_too() -> None:
    rounds = [judged(words=(100 + n, 100), gap=n / 10) for n in range(40)]
    found = figures(counted(rounds)).length
    assert found.r == pytest.approx(1.0)
    assert found.low is not None
    assert found.high is not None
    assert 0.99 < found.low <= found.high <= 1.0


def test_the_page_says_which_way_a_referee_leans_and_what_it_cannot_tell() -> None:
    rounds = [judged("pro", (90, 100), gap=1.0, calls=[("pro", "pro"), ("con", "con")])] * 40
    said = {line.measured: line for line in lines(figures(counted(rounds) + Counts(answers=80, unusable=4)))}
    assert said["The case for wins, of decided rounds"].found == "100.0 % (40 of 40)"
    assert said["The two orders name opposite sides"].found == "100.0 % (40 of 40)"
    assert "reads first" in said["The speech shown first is named, of calls that name one"].says
    assert "Shorter texts win" in said["The longer text wins, of decided rounds"].says
    assert said["How length goes with marks (r, from −1 to 1)"].says.startswith("All alike")
    assert said["Answers that were no use"].found == "5.0 % (4 of 80)"
    few = {line.measured: line for line in lines(figures(counted(rounds[:20])))}
    assert {line.found for line in few.values()} == {"not yet"}
    assert "fewer than 30 rounds" in few["The case for wins, of decided rounds"].says


def test_a_referee_without_orders_has_no_lines_about_them() -> None:
    said = lines(figures(counted([judged(calls=[("", "pro")])] * 40)))
    assert not any("order" in line.measured or "first" in line.measured for line in said)
