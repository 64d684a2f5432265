"""The gates: of natural sentences, how many false ones are refused, true ones passed and free ones left alone.

By rule alone, for each half. The half that no rule was tuned on is the one that counts.
"""

from __future__ import annotations

from collections import Counter

import pytest

from .sentences import KINDS, Case, Half, cases, practice

EVERY = list(cases())


@pytest.fixture(scope="module")
def refused() -> dict[Case, bool]:
    return {case: case.refused for case in EVERY}


def share(refused: dict[Case, bool], half: Half, wanted: str) -> float:
    some = [case for case in EVERY if (case.half, case.wanted) == (half, wanted)]
    return sum(refused[case] for case in some) / len(some)


@pytest.mark.parametrize("half", ["tune", "unseen"])
def test_it_refuses_two_of_three_false_sentences(half: Half, refused: dict[Case, bool]) -> None:
    assert share(refused, half, "false") >= 0.65


@pytest.mark.parametrize("half", ["tune", "unseen"])
def test_it_refuses_hardly_a_true_sentence(half: Half, refused: dict[Case, bool]) -> None:
    assert share(refused, half, "true") <= 0.06


@pytest.mark.parametrize("half", ["tune", "unseen"])
def test_it_leaves_free_prose_alone(half: Half, refused: dict[Case, bool]) -> None:
    assert share(refused, half, "free") <= 0.10


def test_it_has_enough_to_say_so() -> None:
    wanted = Counter(case.wanted for case in EVERY)
    assert wanted["false"] >= 200
    assert wanted["true"] >= 150
    assert wanted["free"] >= 60
    assert len({case.story for case in EVERY}) == 5
    assert {case.kind for case in EVERY} == {*KINDS, ""}
    assert len({case.written for case in EVERY}) == len(EVERY)


def test_it_passes_the_true_sentences_that_it_was_tuned_on() -> None:
    some = list(practice())
    refused = [case.text for case in some if case.refused]
    assert len(refused) <= 0.08 * len(some), refused
