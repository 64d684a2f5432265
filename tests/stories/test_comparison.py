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


def test_a_picture_is_told_by_what_it_shows_never_by_its_file() -> None:
    before = parse_story(Path(__file__).with_name("example.yaml").read_bytes())
    assert before.image is not None
    author = before.byline[0].model_copy(update={"slug": "ines-ruhl"})
    [byline] = compare(before, before.model_copy(update={"byline": [author]}))[0].items[0].fields
    assert [piece.text for piece in byline.pieces if piece.kind == "in"] == [", with a page of their own"]
    other = before.image.model_copy(update={"file": f"pictures/{'a' * 32}.webp", "focus": [30, 40]})
    [section] = compare(before, before.model_copy(update={"image": other}))
    [change] = section.items[0].fields
    told = "".join(piece.text for piece in change.pieces)
    assert change.name == "picture"
    assert before.image.alt in told
    assert before.image.credit in told
    assert "another picture" in told
    assert "30 % from the left and 40 % from the top" in told
    assert ".webp" not in told
    assert before.image.file not in told


def test_no_word_of_the_format_is_shown_to_readers() -> None:
    before = documents()["miami-track-ukraine"]
    scenario = before.scenarios[0].model_copy(update={"resolution": "void"})
    event = before.timeline[0].model_copy(update={"precision": "approximate"})
    source = before.sources[0].model_copy(update={"kind": "reference"})
    motion = before.motions[0]
    bearing = motion.bearing[0].model_copy(update={"side": "both"})
    lists = {
        "scenarios": [scenario, *before.scenarios[1:]],
        "timeline": [event, *before.timeline[1:]],
        "sources": [source, *before.sources[1:]],
        "motions": [
            motion.model_copy(update={"bearing": [bearing, *motion.bearing[1:]]}),
            *before.motions[1:],
        ],
    }
    told = {
        change.name: "".join(piece.text for piece in change.pieces if piece.kind != "out")
        for section in compare(before, before.model_copy(update=lists))
        for item in section.items
        for change in item.fields
    }
    assert told.pop("bearing").count(" (for both sides): ") == 1
    assert told == {
        "outcome": "It can no longer be decided",
        "precision": "approximately",
        "kind": "Reference",
    }
