"""The timeline as a reader asked for it: filtered, ordered, under headings, with its density plot.

Pure. Its state is the query string (`order=newest|oldest&type=&person=&organisation=&key=1`), so every
view of it is a link. A value that the story does not know matches nothing; it is never an error.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stories.dates import grain_of
from stories.document import Event, StoryDocument
from stories.page_items import Link, SourceNumber
from stories.shown import shown_date, year_said_last

# Fewer events a month than this, and months are more headings than list: years stand over them instead.
EVENTS_PER_MONTH = 1.5
OPEN_EVENTS = 120  # months beyond this many events start closed: a page of 5,000 stays usable
MAX_BARS = 72  # of the density plot; a longer span counts several months or years in one bar

Order = Literal["newest", "oldest"]


@dataclass(frozen=True, kw_only=True)
class TimelineFilter:
    """What a reader asked to see. The default is everything, newest first."""

    order: Order = "newest"
    type: str = ""
    person: str = ""
    organisation: str = ""
    key_only: bool = False

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """Read the parameters of the address; an order nobody knows is the usual one."""
        return cls(
            order="oldest" if query.get("order") == "oldest" else "newest",
            type=query.get("type", "").strip(),
            person=query.get("person", "").strip(),
            organisation=query.get("organisation", "").strip(),
            key_only=query.get("key") == "1",
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether events may be missing from the list."""
        return bool(self.type or self.person or self.organisation or self.key_only)

    def admits(self, event: Event) -> bool:
        return (
            (not self.type or event.type.casefold() == self.type.casefold())
            and (not self.person or self.person in event.people)
            and (not self.organisation or self.organisation in event.organisations)
            and (not self.key_only or event.is_key)
        )

    def address(self, url: str, **changes: Any) -> str:
        """The page with these parameters, some of them changed, at its timeline."""
        asked = replace(self, **changes)
        values = {
            "order": "oldest" if asked.order == "oldest" else "",
            "type": asked.type,
            "person": asked.person,
            "organisation": asked.organisation,
            "key": "1" if asked.key_only else "",
        }
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{url}{'?' if query else ''}{query}#timeline"


@dataclass(frozen=True, kw_only=True)
class EventEntry:
    anchor: str
    iso: str  # as exact as the date is known, for <time datetime>
    when: str  # the spoken date without the year that the heading above gives
    year: str  # that year, with its space, or ""
    title: str
    type: str
    description: str
    is_key: bool
    people: tuple[Link, ...]
    organisations: tuple[Link, ...]
    sources: tuple[SourceNumber, ...]


@dataclass(frozen=True, kw_only=True)
class Period:
    """The events under one heading, a month or a year."""

    anchor: str
    heading: str
    events: tuple[EventEntry, ...]
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One column of the density plot, in the units of its view box; without `href` it leads nowhere."""

    label: str
    x: int
    y: int
    height: int
    shown_y: int
    shown_height: int
    href: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Timeline:
    asked: TimelineFilter
    total: int
    shown: int
    periods: tuple[Period, ...]
    bars: tuple[Bar, ...]
    plot_width: int
    first: str
    last: str
    types: tuple[Choice, ...]
    people: tuple[Choice, ...]
    organisations: tuple[Choice, ...]
    all_href: str
    newest_href: str
    oldest_href: str
    key_href: str  # key events only, or back to every event
    has_key_events: bool


@dataclass(frozen=True, kw_only=True)
class Ties:
    """How the rest of the page turns an event's references into links."""

    person: Callable[[str], Link]
    organisation: Callable[[str], Link]
    sources: Callable[[Sequence[str]], tuple[SourceNumber, ...]]


BAR_WIDTH, PLOT_HEIGHT = 12, 40


def shown_events(document: StoryDocument, asked: TimelineFilter) -> list[Event]:
    """The events that the filter admits, in its order; events of one day keep the document's order."""
    found = [event for event in document.timeline if asked.admits(event)]
    return sorted(found, key=lambda event: event.date, reverse=asked.order == "newest")


def build_timeline(document: StoryDocument, asked: TimelineFilter, url: str, ties: Ties) -> Timeline:
    by_year = _by_year(document.timeline)
    events = shown_events(document, asked)
    groups: dict[tuple[int, int], list[Event]] = {}
    for event in events:
        groups.setdefault(_period_of(event, by_year), []).append(event)
    periods, count = [], 0
    for (year, month), members in groups.items():
        periods.append(
            Period(
                anchor=_period_anchor(year, month),
                heading=_heading(year, month),
                events=tuple(_entry(event, year, ties) for event in members),
                is_open=count < OPEN_EVENTS,
            )
        )
        count += len(members)
    bars = _bars(document.timeline, events, by_year)
    types = Counter(event.type for event in document.timeline)
    people = Counter(key for event in document.timeline for key in event.people)
    organisations = Counter(key for event in document.timeline for key in event.organisations)
    return Timeline(
        asked=asked,
        total=len(document.timeline),
        shown=len(events),
        periods=tuple(periods),
        bars=bars,
        plot_width=len(bars) * BAR_WIDTH,
        first=_spoken_end(document.timeline, min),
        last=_spoken_end(document.timeline, max),
        types=tuple(
            Choice(value=name, text=f"{name} ({n})", is_chosen=name.casefold() == asked.type.casefold())
            for name, n in types.most_common()
        ),
        people=_choices(((p.key, p.name) for p in document.people), people, asked.person),
        organisations=_choices(
            ((o.key, o.name) for o in document.organisations), organisations, asked.organisation
        ),
        all_href=f"{url}#timeline",
        newest_href=asked.address(url, order="newest"),
        oldest_href=asked.address(url, order="oldest"),
        key_href=asked.address(url, key_only=not asked.key_only),
        has_key_events=any(event.is_key for event in document.timeline),
    )


def _choices(names: Iterable[tuple[str, str]], counts: Counter[str], chosen: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(value=key, text=f"{name} ({counts[key]})", is_chosen=key == chosen)
        for key, name in names
        if counts[key]
    )


def _entry(event: Event, heading_year: int, ties: Ties) -> EventEntry:
    spoken = shown_date(event.date, event.precision, event.end_date)
    said_above = year_said_last(heading_year)
    cut = bool(said_above) and spoken.endswith(said_above) and spoken.count(said_above) == 1
    return EventEntry(
        anchor=f"event-{event.key}",
        iso=_iso(event),
        when=spoken.removesuffix(said_above) if cut else spoken,
        year=said_above if cut else "",
        title=event.title,
        type=event.type,
        description=event.description,
        is_key=event.is_key,
        people=tuple(map(ties.person, event.people)),
        organisations=tuple(map(ties.organisation, event.organisations)),
        sources=ties.sources(event.sources),
    )


def _iso(event: Event) -> str:
    grain = grain_of(event.date, event.precision, event.end_date)
    return event.date.isoformat()[: {"month": 7, "year": 4}.get(grain, 10)]


def _by_year(events: Sequence[Event]) -> bool:
    """Whether years make better headings than months: in a story of decades with few events in each."""
    months = {(event.date.year, event.date.month) for event in events}
    return len({year for year, _ in months}) > 2 and len(events) < EVENTS_PER_MONTH * len(months)


def _period_of(event: Event, by_year: bool) -> tuple[int, int]:
    """Year and month; month 0 where only the year is known or wanted."""
    is_year = grain_of(event.date, event.precision, event.end_date) == "year"
    return event.date.year, 0 if by_year or is_year else event.date.month


def _period_anchor(year: int, month: int) -> str:
    return f"month-{year:04}-{month:02}" if month else f"year-{year:04}"


def _heading(year: int, month: int) -> str:
    return shown_date(dt.date(year, month or 1, 1), "month" if month else "year")


def _spoken_end(events: Sequence[Event], pick: Callable[..., Event]) -> str:
    if not events:
        return ""
    event = pick(events, key=lambda event: event.date)
    grain = grain_of(event.date, event.precision, event.end_date)
    return shown_date(event.date, "month" if grain != "year" else "year")


def _bars(events: Sequence[Event], shown: Sequence[Event], by_year: bool) -> tuple[Bar, ...]:
    """Events over the whole span, oldest left: all of them in grey, those shown in colour."""
    if not events:
        return ()

    def step(event: Event) -> int:
        return event.date.year if by_year else event.date.year * 12 + event.date.month - 1

    first, last = min(map(step, events)), max(map(step, events))
    width = -(-(last - first + 1) // MAX_BARS)  # steps in one bar, rounded up
    total, visible = Counter((step(e) - first) // width for e in events), Counter[int]()
    targets: dict[int, str] = {}
    for event in shown:
        bar = (step(event) - first) // width
        visible[bar] += 1
        targets.setdefault(bar, _period_anchor(*_period_of(event, by_year)))
    highest = max(total.values())
    bars = []
    for bar in range((last - first) // width + 1):
        from_step, to_step = first + bar * width, first + (bar + 1) * width - 1
        label = _step_name(from_step, by_year)
        if width > 1:
            label = _("%(first)s to %(last)s") % {"first": label, "last": _step_name(to_step, by_year)}
        height, shown_height = (_height(counts[bar], highest) for counts in (total, visible))
        bars.append(
            Bar(
                label=ngettext("%(when)s: %(n)s event", "%(when)s: %(n)s events", visible[bar])
                % {"when": label, "n": visible[bar]},
                x=bar * BAR_WIDTH,
                y=PLOT_HEIGHT - height,
                height=height,
                shown_y=PLOT_HEIGHT - shown_height,
                shown_height=shown_height,
                href=f"#{targets[bar]}" if bar in targets else "",
            )
        )
    return tuple(bars)


def _step_name(step: int, by_year: bool) -> str:
    return _heading(step, 0) if by_year else _heading(step // 12, step % 12 + 1)


def _height(count: int, highest: int) -> int:
    """Of a bar, at least a visible four units for one event."""
    return max(4, round(PLOT_HEIGHT * count / highest)) if count else 0
