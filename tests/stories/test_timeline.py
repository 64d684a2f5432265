"""stories.timeline: filters, order, headings, the density plot."""

from __future__ import annotations

import pytest

from stories.document import StoryDocument
from stories.page import build_page
from stories.timeline import MAX_BARS, OPEN_EVENTS, Timeline, TimelineFilter
from tests.stories.documents import event, example, many_events

EVENTS = [
    event("c1", "2026-03-02", type="Vote", people=["mara-lind"], is_key=True),
    event("c2", "2026-03-02", type="Debate"),
    event("b", "2026-02-01", type="Vote", organisations=["council"], precision="month"),
    event("a", "2026-01-30", end_date="2026-02-02", people=["mara-lind"]),
]


def timeline(document: StoryDocument | None = None, **query: str) -> Timeline:
    document = document or example(timeline=EVENTS, overview="Text.")
    return build_page(document, url="/stories/x/", asked=TimelineFilter.from_query(query)).timeline


def keys(found: Timeline) -> list[str]:
    return [entry.anchor.removeprefix("event-") for period in found.periods for entry in period.events]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["c1", "c2", "b", "a"]),
        ({"order": "newest"}, ["c1", "c2", "b", "a"]),
        ({"order": "oldest"}, ["a", "b", "c1", "c2"]),
        ({"order": "sideways"}, ["c1", "c2", "b", "a"]),
        ({"type": "Vote"}, ["c1", "b"]),
        ({"type": "vote", "order": "oldest"}, ["b", "c1"]),
        ({"person": "mara-lind"}, ["c1", "a"]),
        ({"organisation": "council"}, ["b"]),
        ({"key": "1"}, ["c1"]),
        ({"key": "yes"}, ["c1", "c2", "b", "a"]),
        ({"type": "", "person": " ", "organisation": ""}, ["c1", "c2", "b", "a"]),
        ({"type": "Vote", "person": "mara-lind"}, ["c1"]),
        ({"type": "Debate", "key": "1"}, []),
        ({"type": "no such type"}, []),
        ({"person": "nobody"}, []),
        ({"organisation": "x" * 9_000}, []),
        ({"person": "mara-lind\x00' OR 1=1"}, []),
    ],
)
def test_it_shows_what_the_address_asks_for(query: dict[str, str], expected: list[str]) -> None:
    found = timeline(**query)
    assert keys(found) == expected
    assert (found.shown, found.total) == (len(expected), 4)


def test_it_says_dates_as_well_as_they_are_known() -> None:
    entries = [entry for period in timeline().periods for entry in period.events]
    assert [f"{entry.when}{entry.year}" for entry in entries] == [
        "2 March 2026",
        "2 March 2026",
        "February 2026",
        "30 January – 2 February 2026",
    ]
    assert [entry.iso for entry in entries] == ["2026-03-02", "2026-03-02", "2026-02", "2026-01-30"]


@pytest.mark.parametrize(
    ("date", "end", "spoken"),
    [
        ("0520-01-01", None, "about 520"),
        ("0510-01-01", "0530-01-01", "about 510–530"),
        ("0510-01-01", "0530-12-31", "about 510–530"),
        ("1914-01-01", "1914-12-31", "about 1914"),
        ("1961-04-01", None, "about April 1961"),
        ("1961-04-01", "1961-05-31", "about April–May 1961"),
        ("2026-01-01", None, "about 1 January 2026"),
        ("2026-01-08", "2026-02-01", "about 8 January – 1 February 2026"),
    ],
)
def test_an_approximate_date_says_no_more_than_is_known(date: str, end: str | None, spoken: str) -> None:
    only = event("e", date, precision="approximate", **({"end_date": end} if end else {}))
    (period,) = timeline(example(timeline=[only], overview="Text.")).periods
    assert f"{period.events[0].when}{period.events[0].year}" == spoken


def test_it_puts_months_over_events_and_years_over_decades() -> None:
    assert [p.heading for p in timeline().periods] == ["March 2026", "February 2026", "January 2026"]
    sparse = example(timeline=[event(f"e{y}", f"{y}-05-01") for y in (1974, 1985, 1999)], overview="Text.")
    assert [p.heading for p in timeline(sparse).periods] == ["1999", "1985", "1974"]


def test_it_puts_an_event_of_an_unknown_month_under_its_year() -> None:
    events = [*EVENTS, event("d", "2026-01-01", precision="year")]
    found = timeline(example(timeline=events, overview="Text."))
    assert [p.heading for p in found.periods][-1] == "2026"


def test_its_links_keep_the_rest_of_the_state() -> None:
    found = timeline(type="Vote", order="oldest")
    assert found.newest_href == "/stories/x/?type=Vote#timeline"
    assert found.key_href == "/stories/x/?order=oldest&type=Vote&key=1#timeline"
    assert found.all_href == "/stories/x/#timeline"


def test_its_plot_counts_all_events_and_leads_to_those_shown() -> None:
    found = timeline(person="mara-lind")
    assert [bar.label for bar in found.bars] == [
        "January 2026: 1 event",
        "February 2026: 0 events",
        "March 2026: 1 event",
    ]
    assert [bar.href for bar in found.bars] == ["#month-2026-01", "", "#month-2026-03"]
    assert [bar.height > bar.shown_height for bar in found.bars] == [False, True, True]


def test_it_keeps_five_thousand_events_usable() -> None:
    found = timeline(many_events(5_000))
    assert len(keys(found)) == 5_000
    assert len(found.bars) <= MAX_BARS
    opened = sum(len(period.events) for period in found.periods if period.is_open)
    assert OPEN_EVENTS <= opened < OPEN_EVENTS + 100
