"""From the referee's calls to a verdict record."""

from __future__ import annotations

from fractions import Fraction

import pytest

from debate.referee.judging import Judgement, Marks, must_ask_again, record, winner_of
from debate.referee.scoring import WEIGHTS


def marks(evidence: int, logic: int, detail: int, style: int) -> Marks:
    values = dict(zip(WEIGHTS, (evidence, logic, detail, style), strict=True))
    return Marks(marks=values, reasons={name: f"why {name}" for name in values}, excerpts={})


def test_one_call_is_its_own_mean() -> None:
    made = record(1, [Judgement(order="blind", pro=marks(8, 6, 5, 7), con=marks(5, 6, 5, 7))])
    assert made["outcome"] == "pro"  # 6.7 to 5.5
    assert Fraction(made["pro"]["overall"]) == Fraction("6.7")
    assert made["con"]["marks"] == {"evidence": "5", "logic": "6", "detail": "5", "style": "7"}
    assert made["pro"]["reasons"]["logic"] == "why logic"


def test_means_keep_their_fractions() -> None:
    calls = [
        Judgement(order="ab", pro=marks(8, 7, 7, 7), con=marks(7, 7, 7, 7)),
        Judgement(order="ba", pro=marks(7, 7, 7, 7), con=marks(7, 7, 7, 7)),
    ]
    made = record(1, calls)
    assert made["pro"]["marks"]["evidence"] == "15/2"
    assert made["outcome"] == "split"  # 7.2 to 7.0


def test_calls_that_name_different_winners_split_the_round() -> None:
    calls = [
        Judgement(order="ab", pro=marks(9, 9, 9, 9), con=marks(5, 5, 5, 5)),
        Judgement(order="ba", pro=marks(5, 5, 5, 5), con=marks(6, 6, 6, 6)),
    ]
    assert record(2, calls)["outcome"] == "split"


@pytest.mark.parametrize("wrong", [0, 11, -3])
def test_a_mark_off_the_scale_is_refused(wrong: int) -> None:
    with pytest.raises(ValueError, match="1 to 10"):
        record(1, [Judgement(order="blind", pro=marks(wrong, 5, 5, 5), con=marks(5, 5, 5, 5))])


def test_no_call_is_no_verdict() -> None:
    with pytest.raises(ValueError, match="at least one"):
        record(1, [])


def call(pro: int, con: int, better: str = "") -> Judgement:
    return Judgement(order="x", pro=marks(pro, pro, pro, pro), con=marks(con, con, con, con), better=better)


@pytest.mark.parametrize(
    ("pairs", "outcome"),
    [
        ([(8, 5)], "pro"),  # a single referee decides alone
        ([(8, 7), (8, 7)], "pro"),  # both
        ([(9, 5), (7, 7)], "split"),  # 2.0 apart, but one of two names nobody
        ([(7, 6), (6, 7), (8, 5), (7, 5)], "pro"),  # 7.0 to 5.75, three of four
        ([(9, 5), (9, 5), (6, 7), (6, 7)], "split"),  # 7.5 to 6.0, two of four
        ([(5, 6), (5, 6), (5, 6), (6, 6)], "con"),  # 5.25 to 6.0, three of four
    ],
)
def test_a_winner_needs_both_calls_or_three_of_four(pairs: list[tuple[int, int]], outcome: str) -> None:
    assert record(1, [call(*pair) for pair in pairs])["outcome"] == outcome


@pytest.mark.parametrize(
    ("pro", "con", "better", "winner"),
    [
        (7, 6, "", "pro"),
        (7, 6, "pro", "pro"),
        (7, 6, "con", "even"),  # the referee's own word goes against its marks
        (7, 6, "even", "even"),
        (6, 6, "pro", "even"),
        (5, 6, "con", "con"),
    ],
)
def test_a_call_that_contradicts_its_marks_names_nobody(pro: int, con: int, better: str, winner: str) -> None:
    assert winner_of(call(pro, con, better)) == winner


@pytest.mark.parametrize(
    ("pairs", "again"),
    [
        ([(7, 6), (7, 6)], False),
        ([(7, 6), (6, 7)], True),  # winners differ
        ([(7, 6), (7, 7)], True),  # one names nobody
        ([(7, 7), (7, 7)], True),  # under half a point
    ],
)
def test_a_round_left_open_is_asked_again(pairs: list[tuple[int, int]], again: bool) -> None:
    assert must_ask_again([call(*pair) for pair in pairs]) is again
