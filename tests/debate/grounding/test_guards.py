"""Negation, attribution, modality, quantifiers; the mutants test them at length."""

from __future__ import annotations

import pytest

from debate.grounding.negation import negations

from .conftest import Checker


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("Putin did not accept the proposal", "accept"),
        ("Putin rejected the proposal", "propos"),
        ("the proposal was rejected", "propos"),
        ("nobody denies that the war ended", ""),
        ("it is not only ready", ""),
        ("no more than 15,000 troops", ""),
        ("not a promise but a debt", "promis"),
        ("it failed to end the war", "end"),
        ("it did not fail to end the war", ""),
        ("a banned gas is rising", ""),
    ],
)
def test_it_knows_what_is_denied(text: str, denied: str) -> None:
    scope = {word for cue in negations(text) for word in cue.scope}
    assert denied in scope if denied else not scope


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Putin accepted the proposal that Witkoff and Kushner had brought [10].", {"negation"}),
        ("Putin refused the proposal that Witkoff and Kushner had brought [10].", set()),
        ("Is it not true that the Dayton accords ended the war in Bosnia [12]?", set()),
        ("Ninety percent of the framework is agreed with Washington [2].", {"attribution"}),
        ("I say that ninety percent of the framework is agreed with Washington [2].", {"attribution"}),
        ("Ninety percent of the framework is agreed with Washington, says Zelenskyy [2].", set()),
        ("The Dayton accords reportedly ended the war in Bosnia [12].", {"attribution"}),
        ("The guarantee was extended [3].", {"modality"}),
        ("The guarantee may be extended [3].", set()),
        ("Congress approved the guarantee and the allies ratified it [3].", {"modality"}),
        ("All provisions on prisoners were honoured under Minsk [11].", {"quantifier"}),
        ("Some provisions on prisoners were honoured under Minsk [11].", set()),
    ],
)
def test_it_keeps_what_a_card_holds_back(text: str, rules: set[str], checked: Checker) -> None:
    assert checked.rules(text) == rules
