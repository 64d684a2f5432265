"""What ships: complete, and every quotation as its document has it."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from debate.evidence.brief import SIDES
from debate.evidence.cards import make_brief
from tests.debate.fixtures import documents

RECORD = yaml.safe_load(Path(__file__).with_name("quotations-miami-track-ukraine.yaml").read_text())
FLAGSHIP = documents()["miami-track-ukraine"]


@pytest.mark.parametrize("slug", sorted(documents()))
def test_every_story_says_that_it_is_in_english_whatever_the_sites_language_is(slug: str) -> None:
    assert documents()[slug].language == "en"


def test_the_flagship_is_complete() -> None:
    assert len(FLAGSHIP.figures) >= 5
    assert len([person for person in FLAGSHIP.people if person.featured]) == 8
    assert len(FLAGSHIP.organisations) >= 4
    assert len(FLAGSHIP.timeline) == 27
    assert len(FLAGSHIP.scenarios) == 8
    assert len(FLAGSHIP.history) == 3
    assert len(FLAGSHIP.quotes) >= 20
    assert len(FLAGSHIP.sources) == 6
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


@pytest.mark.parametrize("slug", sorted(documents()))
def test_every_precedent_names_its_source(slug: str) -> None:
    assert [precedent.key for precedent in documents()[slug].history if not precedent.sources] == []


@pytest.mark.parametrize("slug", sorted(documents()))
def test_an_item_stands_once_in_a_motion_and_so_never_speaks_against_itself(slug: str) -> None:
    for motion in documents()[slug].motions:
        items = [bearing.item for bearing in motion.bearing]
        assert [item for item, times in Counter(items).items() if times > 1] == [], motion.key


@pytest.mark.parametrize("slug", sorted(documents()))
def test_both_sides_of_a_motion_have_about_as_much_to_say(slug: str) -> None:
    for motion in documents()[slug].motions:
        words: dict[str, list[int]] = {side: [] for side in SIDES}
        for bearing in motion.bearing:
            words[bearing.side].append(len(bearing.reason.split()))
            assert len(bearing.reason.split()) <= 18, (motion.key, bearing.item)
        pro, con = (sum(counts) / len(counts) for counts in words.values())
        assert abs(pro - con) <= 2, (motion.key, pro, con)
        assert abs(len(words["pro"]) - len(words["con"])) <= 1, motion.key


@pytest.mark.parametrize("slug", sorted(documents()))
def test_no_quotation_rests_on_a_source_that_mixes_reporting_with_composed_scenes(slug: str) -> None:
    document = documents()[slug]
    mixed = {source.key for source in document.sources if "composed scenes" in source.reliability}
    assert [quote.key for quote in document.quotes if quote.source in mixed] == []
    assert bool(mixed) == (slug == "miami-track-ukraine")


@pytest.mark.parametrize("slug", sorted(documents()))
def test_every_card_has_a_name_of_its_own_and_every_quotation_says_how_it_was_checked(slug: str) -> None:
    document = documents()[slug]
    assert document.schema_version == 2
    cards = [*document.figures, *document.timeline, *document.scenarios, *document.history, *document.quotes]
    names = [card.mention or "" for card in cards]
    assert [card.key for card in cards if not card.mention] == []
    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert [quote.key for quote in document.quotes if quote.checked is None] == []


PROSE = {
    "figures": ("explanation",),
    "timeline": ("description",),
    "scenarios": ("description",),
    "history": ("what_happened", "short_term", "long_term", "relevance"),
}


@pytest.mark.parametrize("slug", sorted(documents()))
def test_no_sentence_is_long_and_few_begin_alike(slug: str) -> None:
    document = documents()[slug]
    texts = [re.sub(r"\s*\[\[[^\]]*\]\]", "", document.overview)]
    texts += [
        getattr(item, name)
        for kind, names in PROSE.items()
        for item in getattr(document, kind)
        for name in names
    ]
    sentences = [s for text in texts for s in re.split(r"(?<=[.!?])\s+", fold(text))]
    assert [s for s in sentences if len(s.split()) > 30] == []
    assert sum(s.startswith("The ") for s in sentences) <= len(sentences) / 10


@pytest.mark.parametrize("slug", sorted(documents()))
def test_apostrophes_dashes_and_numbers_are_written_one_way(slug: str) -> None:
    for path, text in texts_of(documents()[slug].as_json()):
        assert not set(text) & set("'\"—−‘"), (path, text)
        assert not re.search(r"\d ?- ?\d{2}|\d %|per ?cent\b", text) or path.endswith(
            ("text", "author", "title")
        ), (path, text)
        assert not re.search(r"(?<![\d.,–$-])\b\d{5,}\b", text), (path, text)
        assert not re.search(r"\d+ (?:million|billion) dollars", text), (path, text)


def texts_of(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a document that a reader sees, with its path; keys, dates and addresses are left out."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("key", "slug", "item", "url", "date", "end_date", "as_of"):
                yield from texts_of(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from texts_of(inner, f"{path}[{i}]")
    elif isinstance(value, str):
        yield path, value


def test_why_the_talks_are_stuck_stands_in_two_paragraphs_and_on_a_card_of_each_side() -> None:
    opening = fold(" ".join(FLAGSHIP.overview.split("\n\n")[:2]))
    for ref in ("event-settlement-first", "scenario-talks-stall"):
        assert f"[[{ref}]]" in opening
    assert "before any ceasefire" in opening
    assert "troops of NATO countries" in opening
    assert "recognise the annexations" in opening
    (motion,) = [motion for motion in FLAGSHIP.motions if motion.default]
    sides = {bearing.item: bearing.side for bearing in motion.bearing}
    assert (sides["event-settlement-first"], sides["scenario-ceasefire-first"]) == ("con", "pro")


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
