"""New keys for items that readers know, and the way from the old ones."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from newsroom.documents import DocumentFaults
from stories import publishing, renaming
from stories.document import check_story
from stories.models import Renamed, Story
from stories.renaming import brought_up, follow, former_anchors, keys_of, rename
from tests.stories.documents import example, published, raw

NEW = {
    "figure": ("figures", "minutes", "nine-minutes"),
    "person": ("people", "mara-lind", "lind"),
    "organisation": ("organisations", "council", "harbour-council"),
    "event": ("timeline", "vote-called", "ballot"),
    "scenario": ("scenarios", "narrow-yes", "yes"),
    "precedent": ("history", "tunnel-1974", "old-tunnel"),
    "quote": ("quotes", "lind-view", "view"),
    "source": ("sources", "survey", "traffic-survey"),
    "motion": ("motions", "build-it", "toll"),
}


@pytest.mark.parametrize(
    ("key", "found"), [("c", "c"), ("a", "c"), ("b", "c"), ("x", None), ("y", None), ("z", None)]
)
def test_it_follows_renames_of_renames_and_no_circle(key: str, found: str | None) -> None:
    renames = {("event", "a"): "b", ("event", "b"): "c", ("event", "x"): "y", ("event", "y"): "x"}
    assert follow(renames, "event", key, {"c"}) == found


def test_a_document_takes_new_keys_wherever_it_says_the_old_ones() -> None:
    document = example(overview="The vote [[event-vote-called]] and a survey [[source-survey]] [[survey]].")
    renames = {(kind, old): new for kind, (_, old, new) in NEW.items()}
    known = {kind: {new} for kind, (_, _, new) in NEW.items()}
    brought = brought_up(document, renames, known)
    assert "survey]" not in brought.overview.replace("traffic-survey", "")
    assert "[[event-ballot]]" in brought.overview
    assert [bearing.item for bearing in brought.motions[0].bearing] == [
        "figure-nine-minutes",
        "precedent-old-tunnel",
    ]
    assert brought.figures[0].series is not None
    assert brought.figures[0].series.source == "traffic-survey"
    assert (brought.quotes[0].speaker, brought.quotes[0].source) == ("lind", "traffic-survey")
    assert brought.timeline[0].people == ["lind"]
    assert brought_up(document, renames, keys_of(document)) == document, "keys that are still there stay"


def test_an_anchor_that_came_back_is_no_former_one() -> None:
    renames = {("event", "vote-called"): "ballot", ("event", "ballot"): "vote-called"}
    assert former_anchors(renames, example()) == {"event-vote-called": ("event-ballot",)}


@pytest.fixture
def story(db: None) -> Story:
    return published(example())


@pytest.mark.parametrize("kind", NEW)
def test_a_renamed_item_answers_to_both_addresses(kind: str, story: Story, client: Client) -> None:
    name, old, new = NEW[kind]
    rename(getattr(story, name).get(), new)
    story.refresh_from_db()
    page = client.get(story.get_absolute_url()).content.decode()
    assert f'id="{kind}-{old}"' in page, "until it is published, readers see what they saw"
    assert f"{kind}-{new}" not in page
    publishing.publish(story)
    page = client.get(story.get_absolute_url()).content.decode()
    assert f'id="{kind}-{new}"' in page
    assert page.count(f'<span id="{kind}-{old}"') == 1
    way = f"{story.get_absolute_url()}changes/?item={kind}-"
    response = client.get(f"{way}{old}")
    assert (response.status_code, response.headers["Location"]) == (301, f"{way}{new}")
    if kind in ("person", "organisation"):
        folder = {"person": "people", "organisation": "organisations"}[kind]
        response = client.get(f"/{folder}/{old}/")
        assert (response.status_code, response.headers["Location"]) == (301, f"/{folder}/{new}/")
        filtered = client.get(f"{story.get_absolute_url()}?{kind}={old}").content.decode()
        assert 'id="event-vote-called"' in filtered


def test_a_rename_is_no_change_that_readers_are_told_of(story: Story, client: Client) -> None:
    client.get(f"{story.get_absolute_url()}since/")
    for _, (name, _, new) in NEW.items():
        rename(getattr(story, name).get(), new)
    story.refresh_from_db()
    revision = publishing.publish(story)
    assert revision.number == 2
    assert not revision.alters
    assert revision.tally == {"added": 0, "changed": 0, "removed": []}
    assert client.get(f"{story.get_absolute_url()}since/", headers={"HX-Request": "true"}).status_code == 204
    assert (
        "The council calls a vote" not in client.get(f"{story.get_absolute_url()}changes/").content.decode()
    )


def test_what_refers_to_an_item_follows_it(story: Story) -> None:
    source, event = story.sources.get(), story.timeline.get()
    assert renaming.referring_to(source).series == 1
    assert renaming.referring_to(event).in_overview == 1
    assert renaming.referring_to(story.figures.get()).bearings == 1
    rename(source, "traffic")
    rename(event, "ballot")
    story.refresh_from_db()
    document = publishing.compile_document(story)
    assert document.figures[0].series is not None
    assert document.figures[0].series.source == "traffic"
    assert document.timeline[0].key == "ballot"


def test_a_key_that_no_reader_knows_leaves_no_way(story: Story) -> None:
    figure = story.figures.create(
        key="draft", value="1", label="one", explanation="One.", as_of="2026-01-01", order=99
    )
    rename(figure, "other")
    assert not Renamed.objects.exists()


def test_a_key_of_an_earlier_revision_is_known_too(story: Story) -> None:
    publishing.load(
        example(history=[], motions=raw()["motions"][:0], debatable=False, not_debatable_reason="No.")
    )
    story.refresh_from_db()
    publishing.publish(story)
    publishing.load(example())
    assert renaming.is_published(story.history.get())


def test_a_former_key_is_no_other_items(story: Story) -> None:
    event = story.timeline.get()
    rename(event, "ballot")
    other = story.timeline.create(
        key="count", date="2026-06-14", title="The count", type="Vote", description="It is counted."
    )
    with pytest.raises(ValidationError, match="its old address leads there"):
        rename(other, "vote-called")
    with pytest.raises(ValidationError, match="Another event of this story has this key"):
        rename(other, "ballot")
    rename(event, "vote-called")
    assert event.key == "vote-called", "the item itself may have its key back"


def test_a_document_of_before_keeps_the_new_key(story: Story) -> None:
    before = publishing.compile_document(story)
    event = story.timeline.get()
    rename(event, "ballot")
    publishing.load(before)
    event.refresh_from_db()
    assert event.key == "ballot"
    story.refresh_from_db()
    assert "[[event-ballot]]" in story.overview


def test_a_document_cannot_take_a_published_key_from_its_item(story: Story) -> None:
    moved = raw()
    moved["timeline"][0]["key"] = "ballot"
    moved["overview"] = moved["overview"].replace("vote-called", "ballot")
    with pytest.raises(DocumentFaults) as refused:
        publishing.load(check_story(moved))
    assert str(refused.value).startswith("timeline[0].key: readers know this event as vote-called")
    assert story.timeline.get().key == "vote-called"
