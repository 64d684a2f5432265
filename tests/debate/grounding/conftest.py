"""Shared by the grounding tests: a check of one sentence."""

from __future__ import annotations

import pytest

from debate.grounding import Sentence, check

from .briefs import BRIEFS


class Checker:
    def __call__(self, text: str, brief: str = "peace", names: tuple[str, ...] = ()) -> Sentence:
        (sentence,) = check(text, BRIEFS[brief], known_names=names).sentences
        return sentence

    def rules(self, text: str, brief: str = "peace", names: tuple[str, ...] = ()) -> set[str]:
        return {finding.rule for finding in self(text, brief, names).findings}


@pytest.fixture(scope="session")
def checked() -> Checker:
    return Checker()
