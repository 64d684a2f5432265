"""What ships: complete, and every quotation as its document has it."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest
import yaml

from debate.evidence.brief import SIDES
from debate.evidence.cards import make_brief
from tests.debate.fixtures import documents

RECORD = yaml.safe_load(Path(__file__).with_name("quotations-miami-track-ukraine.yaml").read_text())
FLAGSHIP = documents()["miami-track-ukraine"]


def test_the_flagship_is_complete() -> None:
    assert len(FLAGSHIP.figures) >= 5
    assert len([person for person in FLAGSHIP.people if person.featured]) == 8
    assert len(FLAGSHIP.organisations) >= 4
    assert len(FLAGSHIP.timeline) == 26
    assert len(FLAGSHIP.scenarios) == 8
    assert len(FLAGSHIP.history) == 3
    assert len(FLAGSHIP.quotes) >= 20
    assert len(FLAGSHIP.sources) == 5
    assert len(FLAGSHIP.motions) == 6


@pytest.mark.parametrize("slug", sorted(documents()))
def test_every_figure_event_and_quotation_names_its_source(slug: str) -> None:
    document = documents()[slug]
    assert all(figure.sources for figure in document.figures)
    assert all(event.sources for event in document.timeline)
    assert len(document.timeline) >= 12
    assert len(document.quotes) >= 4
    assert len(document.motions) >= 3


@pytest.mark.parametrize("slug", sorted(documents()))
def test_both_sides_of_every_motion_have_eight_cards_of_several_kinds(slug: str) -> None:
    document = documents()[slug]
    for motion in document.motions:
        brief = make_brief(document, motion)
        for side in SIDES:
            cards = brief.for_side(side)
            assert len(cards) >= 8, (motion.key, side)
            assert len({card.kind for card in cards}) >= 3, (motion.key, side)


def test_quotations_are_what_was_checked_against_the_documents() -> None:
    """Each quotation's hash stands in the record; a changed word has to be checked against its document again."""
    listed = {entry["quote"]: entry for entry in RECORD["quotes"]}
    assert set(listed) == {quote.key for quote in FLAGSHIP.quotes}
    for quote in FLAGSHIP.quotes:
        assert hashlib.sha256(quote.text.encode()).hexdigest() == listed[quote.key]["sha256"], quote.key


def test_every_quotation_stands_in_its_document_character_by_character() -> None:
    folder = os.environ.get("SOURCE_DOCUMENTS")
    if not folder:
        pytest.skip("SOURCE_DOCUMENTS does not name the folder of the documents that the story was made from")
    for entry in RECORD["quotes"]:
        text = next(quote.text for quote in FLAGSHIP.quotes if quote.key == entry["quote"])
        document = (Path(folder) / entry["document"]).read_text(encoding="utf-8")
        assert fold(text) in fold(document), entry["quote"]


def fold(text: str) -> str:
    """Runs of blanks as one; nothing else may differ."""
    return re.sub(r"\s+", " ", text).strip()
