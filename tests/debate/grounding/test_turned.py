"""A sentence that turns a card round is never called supported, and one that says the same is never refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from debate.evidence.brief import Brief, Card
from debate.grounding import Sentence, check

ROWS: list[list[str]] = yaml.safe_load((Path(__file__).parent / "turned.yaml").read_text())


def read(claim: str, text: str) -> Sentence:
    card = Card(n=1, item="event-1", kind="event", claim=claim, detail="", label="it")
    brief = Brief(story="s", motion_key="m", motion="It should be so", cards=(card,))
    (sentence,) = check(text, brief).sentences
    return sentence


@pytest.mark.parametrize(("claim", "turned", "same"), ROWS)
def test_it_tells_the_opposite_from_other_words(claim: str, turned: str, same: str) -> None:
    assert read(claim, turned).status != "supported"
    assert read(claim, same).findings == ()
