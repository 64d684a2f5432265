"""stories.page: the story page as a value."""

from __future__ import annotations

import pytest

from newsroom.identity.colours import HOUSE_ACCENTS
from stories.page import _columns, _number, accent_of, build_page, name_of
from stories.timeline import TimelineFilter
from tests.stories.documents import example, raw, shipped

URL = "/stories/harbour-bridge-vote/"


def test_it_numbers_sources_and_says_what_rests_on_each() -> None:
    page = build_page(example(), url=URL)
    (source,) = page.sources
    assert (source.anchor, source.number, source.kind) == ("source-survey", 1, "Official")
    assert [link.href for link in source.carries] == [
        "#figure-minutes",
        "#event-vote-called",
        "#scenario-narrow-yes",
        "#quote-lind-view",
        "#person-mara-lind",
        "#organisation-council",
    ]
    assert source.carries[3].text == "“You cannot eat a view”"


def test_it_puts_a_quotation_into_its_speakers_card() -> None:
    (person,) = build_page(example(), url=URL).featured
    (quote,) = person.quotes
    assert (quote.anchor, quote.text, quote.when) == (
        "quote-lind-view",
        "You cannot eat a view",
        "12 May 2026",
    )
    assert quote.speaker.href == "#person-mara-lind"


def test_it_puts_speakers_who_are_not_featured_under_also_quoted_and_the_silent_under_also_named() -> None:
    people = raw()["people"]
    people[0]["featured"] = False
    people.append(people[0] | {"key": "silent", "name": "Ada Silent"})
    page = build_page(example(people=people), url=URL)
    assert [p.anchor for p in page.featured] == []
    assert [p.anchor for p in page.also_quoted] == ["person-mara-lind"]
    assert [p.anchor for p in page.also_named] == ["person-silent"]


def test_it_links_people_and_organisations_to_their_events_and_back() -> None:
    page = build_page(example(), url=URL)
    ((when, link),) = page.featured[0].events.latest
    assert (when, link.href, link.text) == (
        "12–13 May 2026",
        "#event-vote-called",
        "The council calls a vote",
    )
    assert page.organisations[0].events.total == 1
    entry = page.timeline.periods[0].events[0]
    assert entry.people[0].href == "#person-mara-lind"
    assert entry.organisations[0].text == "Harbour Council"


def test_it_leads_to_the_whole_page_for_an_event_that_a_filter_left_out() -> None:
    page = build_page(example(), url=URL, asked=TimelineFilter(type="Nothing"))
    assert page.featured[0].events.latest[0][1].href == f"{URL}#event-vote-called"
    assert f'href="{URL}#event-vote-called"' in page.overview


def test_it_puts_the_default_motion_first() -> None:
    page = build_page(shipped("miami-track-ukraine"), url="/x/")
    assert page.motions[0].key == next(m.key for m in page.document.motions if m.default)
    assert len(page.motions) == len(page.document.motions)


def test_it_places_every_quotation_of_a_shipped_story_once() -> None:
    page = build_page(shipped("miami-track-ukraine"), url="/x/")
    placed = [quote.anchor for person in (*page.featured, *page.also_quoted) for quote in person.quotes]
    assert sorted(placed) == sorted(f"quote-{quote.key}" for quote in page.document.quotes)
    assert sum(count for _, count in page.speakers) == len(placed)


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("42", ("", "42")),
        ("about 42,000", ("about", "42,000")),
        ("up to 3", ("up to", "3")),
        ("DEFCON 2", ("", "DEFCON 2")),
    ],
)
def test_it_sets_words_before_a_number_apart(value: str, parts: tuple[str, str]) -> None:
    assert _number(value) == parts


@pytest.mark.parametrize(
    ("figures", "columns"), [(1, 1), (4, 4), (5, 5), (6, 3), (8, 4), (7, 4), (9, 5), (10, 5)]
)
def test_its_band_leaves_few_cells_empty(figures: int, columns: int) -> None:
    assert _columns(figures) == columns


def test_a_category_has_one_colour() -> None:
    assert accent_of("Force in Play") == accent_of("FORCE IN PLAY")
    assert all(1 <= accent_of(f"Category {n}") <= HOUSE_ACCENTS for n in range(99))


def test_items_are_named_as_readers_know_them() -> None:
    document = example()
    assert name_of(document.figures[0]) == "9 minutes saved on each crossing"
    assert name_of(document.quotes[0]) == "“You cannot eat a view”"
    assert name_of(document.motions[0]) == "The bridge is worth its toll"
