"""What changed between two documents, as readers are told."""

from __future__ import annotations

from stories.comparison import compare
from stories.document import StoryDocument
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
