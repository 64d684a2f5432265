"""What the desk is warned of before it publishes, and what a document refuses at its fields."""

from __future__ import annotations

import secrets

import pytest
from django.test import Client
from django.urls import reverse

from debate.models import Persona
from newsroom.documents import DocumentFaults
from stories import publishing
from stories.document import Bearing, StoryDocument, check_story
from stories.models import Story
from stories.truth.noticed import reader_warnings
from tests.stories.desk import item_page
from tests.stories.documents import example, published, raw, shipped

pytestmark = pytest.mark.django_db


def with_bearings(pro: int, con: int) -> StoryDocument:
    """A shipped story whose first motion has so many items on each side."""
    document = shipped("apollo-13")
    items = [f"event-{event.key}" for event in document.timeline]
    bearing = [
        Bearing(item=items.pop(), side="pro", reason="It shows what was at stake.") for _ in range(pro)
    ]
    bearing += [
        Bearing(item=items.pop(), side="con", reason="It shows what was at risk.") for _ in range(con)
    ]
    first, *rest = document.motions
    return document.model_copy(update={"motions": [first.model_copy(update={"bearing": bearing}), *rest]})


@pytest.mark.parametrize(
    ("pro", "con", "warned"), [(3, 3, []), (2, 3, ["pro"]), (3, 2, ["con"]), (0, 2, ["pro", "con"])]
)
def test_a_side_with_fewer_than_three_items_is_named(pro: int, con: int, warned: list[str]) -> None:
    document = with_bearings(pro, con)
    faults = [fault for fault in reader_warnings(Story(), document) if fault.path == "motions[0].bearing"]
    assert [fault.message.rpartition(" ")[2] for fault in faults] == warned


def warned(document: StoryDocument, story: Story | None = None) -> dict[str, str]:
    return {fault.path: fault.message for fault in reader_warnings(story or Story(), document)}


def test_a_shipped_story_leaves_nothing_to_notice() -> None:
    assert warned(shipped("apollo-13")) == {}


def test_what_readers_would_miss_is_named_with_its_place() -> None:
    document = raw(as_of="2026-05-11")
    document["timeline"][0]["mention"] = None
    document["motions"][0]["bearing"][1]["reason"] = "time  saved on every crossing."
    found = warned(check_story(document))
    assert found["as_of"] == "is 2026-05-11, and vote-called happened on 2026-05-13: move it on"
    assert "debates name it by its title: vote-called" in found["timeline[0].mention"]
    assert found["motions[0].bearing[1].reason"] == "is word for word the reason of build-it › figure-minutes"
    assert found["quotes"] == "1 of them: a quiz needs 4, so this story has none"
    assert "cannot be debated: only 1 items speak con" in found["motions[0].bearing"]


def test_quotations_that_a_quiz_cannot_ask_are_noticed() -> None:
    quote = raw()["quotes"][0]
    quotes = [quote | {"key": f"said-{n}", "text": f"{quote['text']} {n}"} for n in range(4)]
    assert "too few of them can be asked" in warned(example(quotes=quotes))["quotes"]


def test_somebody_taken_out_is_noticed_wherever_a_title_or_text_still_names_them() -> None:
    people = raw()["people"]
    osk = people[0] | {"key": "jan-osk", "name": "Jan Osk-Nilsen", "part": "Runs the ferry."}
    timeline = [raw()["timeline"][0] | {"title": "Osk-Nilsen calls a vote"}]
    story = published(example(people=[*people, osk], timeline=timeline))
    assert warned(story.document, story).keys() & {"timeline[0].title"} == set()
    found = warned(example(timeline=timeline, standfirst="Jan Oskar rows."), story)
    assert found["timeline[0].title"] == "still names Jan Osk-Nilsen, who is no longer among the people"
    assert "standfirst" not in found
    lind = people[0] | {"key": "mara-lind-2"}
    kept = example(people=[lind], quotes=[], timeline=[raw()["timeline"][0] | {"people": []}])
    assert not [path for path, message in warned(kept, story).items() if "Mara Lind" in message]


@pytest.mark.parametrize(
    ("overview", "told"),
    [
        ("Text.\n\n## What next", "a heading in line 3, “## What next”"),
        ("What next\n=========", "a heading in line 2"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a table in line 1"),
        ("So it is.[^1]\n\n[^1]: A note.", "a footnote in line 1"),
        ("![A bridge](https://example.org/a.png)", "an image in line 1"),
        ("```\ncode\n```", "a block of code in line 1"),
        ("Water is H<sub>2</sub>O.", "HTML in line 1"),
        ("1986. A year – and *so* on: **bold**, [a link](https://example.org/), a < b, 5 > 3, #1.", ""),
        ("Write to [the desk](mailto:desk@example.org).\n\n> A quotation\n\n- a list", ""),
    ],
)
def test_markdown_that_is_not_shown_as_such_is_noticed_with_its_line(overview: str, told: str) -> None:
    found = [
        fault.message
        for fault in reader_warnings(Story(), example(overview=overview))
        if fault.path == "overview"
    ]
    assert [message.startswith(told) for message in found if "line" in message] == ([True] if told else [])


def test_markdown_in_a_field_that_is_none_is_noticed() -> None:
    source = raw()["sources"][0] | {"reliability": "See **this** [report](https://example.org/)."}
    assert warned(example(sources=[source]))["sources[0].reliability"].endswith("its signs: **this**")


def test_a_character_that_was_lost_on_its_way_is_noticed() -> None:
    source = raw()["sources"][0] | {"title": "Caf\ufffd society", "reliability": "\uf0b7 A list."}
    found = warned(example(sources=[source]))
    assert "at “Caf⟨U+FFFD⟩ society”" in found["sources[0].title"]
    assert "at “⟨U+F0B7⟩ A list.”" in found["sources[0].reliability"]


def test_a_persona_among_the_people_is_noticed(cast: dict[str, Persona]) -> None:
    name = next(iter(cast.values())).name
    people = [raw()["people"][0] | {"name": name.upper()}]
    assert f"is also the name of a persona, {name}" in warned(example(people=people))["people[0].name"]


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"unit": "min\u2060utes"}, "figures[0].unit", "an invisible character, at “min⟨U+2060⟩utes”"),
        (
            {"label": "saved\u202e on each"},
            "figures[0].label",
            "an invisible character, at “saved⟨U+202E⟩ on each”",
        ),
        (
            {"explanation": "Nine.\U000e0041"},
            "figures[0].explanation",
            "an invisible character, at “Nine.⟨U+E0041⟩”",
        ),
        (
            {"explanation": "See https://ann:secret@example.org/x."},
            "figures[0].explanation",
            "user name or password",
        ),
    ],
)
def test_what_nobody_sees_and_nobody_should_is_refused_at_its_field(
    change: dict[str, str], path: str, words: str
) -> None:
    with pytest.raises(DocumentFaults) as refused:
        example(figures=[raw()["figures"][0] | change])
    (fault,) = refused.value.faults
    assert (fault.path, fault.item) == (path, "minutes")
    assert words in fault.message


def test_an_address_with_a_password_is_refused_and_one_with_an_at_sign_is_not() -> None:
    source = raw()["sources"][0]
    with pytest.raises(DocumentFaults, match="sources › survey: has an address with a user name or password"):
        example(sources=[source | {"url": "https://ann:secret@example.org/"}])
    assert example(sources=[source | {"url": "https://example.org/@ann"}])


def test_a_list_that_is_too_long_says_how_long_it_may_be() -> None:
    with pytest.raises(DocumentFaults, match="byline: has at most 12 entries, and has 13"):
        example(byline=[{"name": f"Ann {n}", "role": "Reporter"} for n in range(13)])


def test_what_was_stored_before_a_rule_is_still_shown() -> None:
    story = published(example())
    assert story.live
    document = story.live.document
    document["sources"][0]["url"] = "https://ann:secret@example.org/"
    type(story.live).objects.update(document=document, sha256=secrets.token_hex(32))
    assert Client().get(story.get_absolute_url()).status_code == 200


def test_the_checklist_leads_to_the_field(admin_client: Client) -> None:
    story, _ = publishing.load(example())
    story.timeline.update(precision="month", end_date="2026-01-01")
    story.figures.update(unit="min\u2060")
    story.quotes.update(text="You can eat a view")
    figure, event, quote = story.figures.get(), story.timeline.get(), story.quotes.get()
    page = admin_client.get(reverse("admin:stories_story_checklist", args=[story.pk])).content.decode()
    assert "Nothing blocks publication" not in page
    for item, field, where in (
        (figure, "unit", "Figure minutes · unit"),
        (event, "date", "Event vote-called · date"),
        (quote, "text", "Quote lind-view · text"),
    ):
        assert f'<a href="{item_page(item)}#id_{field}">{where}</a>' in page
