"""From the referee's calls to a verdict record."""

from __future__ import annotations

from fractions import Fraction

import pytest

from debate.engines.base import Call, Marks
from debate.judging import record
from debate.scoring import WEIGHTS


def marks(evidence: int, logic: int, detail: int, style: int) -> Marks:
    values = dict(zip(WEIGHTS, (evidence, logic, detail, style), strict=True))
    return Marks(marks=values, reasons={name: f"why {name}" for name in values}, excerpts={})


def test_one_call_is_its_own_mean() -> None:
    made = record(1, [Call(order="blind", pro=marks(8, 6, 5, 7), con=marks(5, 6, 5, 7))])
    assert made["outcome"] == "pro"  # 6.7 to 5.5
    assert Fraction(made["pro"]["overall"]) == Fraction("6.7")
    assert made["con"]["marks"] == {"evidence": "5", "logic": "6", "detail": "5", "style": "7"}
    assert made["pro"]["reasons"]["logic"] == "why logic"


def test_means_keep_their_fractions() -> None:
    calls = [
        Call(order="ab", pro=marks(8, 7, 7, 7), con=marks(7, 7, 7, 7)),
        Call(order="ba", pro=marks(7, 7, 7, 7), con=marks(7, 7, 7, 7)),
    ]
    made = record(1, calls)
    assert made["pro"]["marks"]["evidence"] == "15/2"
    assert made["outcome"] == "split"  # 7.2 to 7.0


def test_calls_that_name_different_winners_split_the_round() -> None:
    calls = [
        Call(order="ab", pro=marks(9, 9, 9, 9), con=marks(5, 5, 5, 5)),
        Call(order="ba", pro=marks(5, 5, 5, 5), con=marks(6, 6, 6, 6)),
    ]
    assert record(2, calls)["outcome"] == "split"


@pytest.mark.parametrize("wrong", [0, 11, -3])
def test_a_mark_off_the_scale_is_refused(wrong: int) -> None:
    with pytest.raises(ValueError, match="1 to 10"):
        record(1, [Call(order="blind", pro=marks(wrong, 5, 5, 5), con=marks(5, 5, 5, 5))])


def test_no_call_is_no_verdict() -> None:
    with pytest.raises(ValueError, match="at least one"):
        record(1, [])
