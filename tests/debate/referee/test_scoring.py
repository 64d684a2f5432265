"""The arithmetic of a debate, worked by hand."""

from __future__ import annotations

import hashlib
from fractions import Fraction

import pytest

from debate.referee.scoring import Fate, Outcome, decide, decide_final, fate_of, overall, seal, title


@pytest.mark.parametrize(
    ("evidence", "logic", "detail", "style", "expected"),
    [
        (1, 1, 1, 1, "1"),
        (10, 10, 10, 10, "10"),
        (8, 6, 5, 7, "67/10"),  # 3.2 + 1.8 + 1.0 + 0.7
        (10, 1, 1, 1, "23/5"),  # 4.0 + 0.3 + 0.2 + 0.1: evidence alone is worth 3.6 above the floor
        (1, 1, 1, 10, "19/10"),  # 0.4 + 0.3 + 0.2 + 1.0: style alone is worth 0.9
    ],
)
def test_overall_weighs_forty_thirty_twenty_ten(
    evidence: int, logic: int, detail: int, style: int, expected: str
) -> None:
    marks = {"evidence": evidence, "logic": logic, "detail": detail, "style": style}
    assert overall(marks) == Fraction(expected)


def test_overall_refuses_missing_and_unknown_criteria() -> None:
    with pytest.raises(ValueError, match="exactly evidence"):
        overall({"evidence": 5, "logic": 5, "detail": 5})
    with pytest.raises(ValueError, match="exactly evidence"):
        overall({"evidence": 5, "logic": 5, "detail": 5, "style": 5, "charm": 5})


@pytest.mark.parametrize(
    ("pro", "con", "expected"),
    [
        ("7", "7", Outcome.DRAW),
        ("7.09", "7", Outcome.DRAW),  # under a tenth, though it would be shown as 7.1 to 7.0
        ("7.1", "7", Outcome.SPLIT),  # exactly a tenth is no draw
        ("7", "7.29", Outcome.SPLIT),
        ("7.3", "7", Outcome.PRO),  # exactly three tenths decides
        ("6.7", "7", Outcome.CON),
    ],
)
def test_thresholds_are_compared_exactly(pro: str, con: str, expected: Outcome) -> None:
    assert decide(Fraction(pro), Fraction(con)) is expected


def test_calls_that_disagree_split_even_a_wide_gap() -> None:
    assert decide(Fraction(8), Fraction(6), calls_agree=False) is Outcome.SPLIT
    assert decide(Fraction(8), Fraction(8), calls_agree=False) is Outcome.DRAW


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        ([("8", "7"), ("7", "7.2")], Outcome.PRO),  # means 7.5 and 7.1
        ([("8", "7"), ("7", "8")], Outcome.DRAW),  # means 7.5 and 7.5
        ([("7.3", "7"), ("7", "6.9")], Outcome.SPLIT),  # means 7.15 and 6.95
        ([("7", "7.6"), ("7", "7")], Outcome.CON),  # means 7.0 and 7.3
    ],
)
def test_the_final_weighs_both_rounds_the_same(rounds: list[tuple[str, str]], expected: Outcome) -> None:
    assert decide_final([(Fraction(pro), Fraction(con)) for pro, con in rounds]) is expected


@pytest.mark.parametrize(
    ("predicted", "outcome", "expected"),
    [
        ("pro", Outcome.PRO, Fate.RIGHT),
        ("pro", Outcome.CON, Fate.WRONG),
        ("con", Outcome.CON, Fate.RIGHT),
        ("con", Outcome.DRAW, Fate.UNDECIDED),
        ("pro", Outcome.SPLIT, Fate.UNDECIDED),
    ],
)
def test_a_call_counts_only_in_a_decided_round(predicted: str, outcome: Outcome, expected: Fate) -> None:
    assert fate_of(predicted, outcome) is expected


def test_every_pair_of_calls_has_one_of_five_titles_in_either_order() -> None:
    names = {}
    for first in Fate:
        for second in Fate:
            assert title([first, second]) == title([second, first])
            names[frozenset((first, second))] = title([first, second]).name
    assert len(set(names.values())) == 5
    assert title([Fate.RIGHT, Fate.WRONG]).name == title([Fate.UNDECIDED, Fate.UNDECIDED]).name


def test_anyone_can_compute_the_seal_from_key_and_record() -> None:
    record = {"outcome": "pro", "round": 1, "überall": "é"}
    written = '{"outcome":"pro","round":1,"überall":"é"}'
    assert seal("00ff", record) == hashlib.sha256(("00ff" + written).encode()).hexdigest()
    assert seal("00fe", record) != seal("00ff", record)
