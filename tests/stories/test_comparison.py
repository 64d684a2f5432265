"""What changed between two documents, as readers are told."""

from __future__ import annotations

from pathlib import Path

from stories.comparison import compare
from stories.document import StoryDocument, parse_story
from tests.debate.fixtures import documents


def edited(**event: object) -> tuple[StoryDocument, StoryDocument]:
    before = documents()["miami-track-ukraine"]
    timeline = [before.timeline[0].model_copy(update=event), *before.timeline[1:]]
    return before, before.model_copy(update={"timeline": timeline})


def test_the_same_document_has_no_changes() -> None:
    before, _ = edited()
    assert compare(before, before) == ()


def test_an_item_that_loses_its_sources_or_people_has_changed() -> None:
    for field in ("sources", "people"):
        before, after = edited(**{field: []})
        (section,) = compare(before, after)
        (item,) = section.items
        assert item.kind == "changed"
        assert [change.name for change in item.fields] == [field]


def test_a_changed_word_is_told_as_what_went_and_what_came() -> None:
    before, after = edited(title="Medvedev threatens somebody")
    ((item,),) = [section.items for section in compare(before, after)]
    kinds = {piece.kind for piece in item.fields[0].pieces}
    assert {"out", "in"} <= kinds


def test_items_that_come_and_go_are_named() -> None:
    before = documents()["miami-track-ukraine"]
    after = before.model_copy(update={"timeline": before.timeline[1:]})
    assert [(i.kind, i.name) for s in compare(before, after) for i in s.items] == [
        ("removed", before.timeline[0].title)
    ]
    assert [i.kind for s in compare(after, before) for i in s.items] == ["added"]


def test_what_has_several_parts_is_told_in_words() -> None:
    before = parse_story(Path(__file__).with_name("example.yaml").read_bytes())
    quote = before.quotes[0]
    assert quote.checked is not None
    checked = quote.checked.model_copy(update={"by": "Ines Ruhl"})
    after = before.model_copy(
        update={"quotes": [quote.model_copy(update={"checked": checked})], "byline": []}
    )
    told = {
        change.name: "".join(piece.text for piece in change.pieces if piece.kind != "in")
        for section in compare(before, after)
        for item in section.items
        for change in item.fields
    }
    assert told == {
        "byline": "Ines Ruhl, Reporter",
        "checked by hand": "30 May 2026, desk, the council's minutes",
    }
