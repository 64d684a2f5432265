"""What a page shows of each kind of item: ready to print, with links already made. Pure values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from newsroom.pictures.shown import Shown
from stories.document import Precedent, Source
from stories.schema2 import Original


@dataclass(frozen=True, kw_only=True)
class Link:
    """A name and the address it leads to."""

    href: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SourceNumber:
    """A source as cited: its number in the story and the address of its entry."""

    number: int
    href: str


@dataclass(frozen=True, kw_only=True)
class PictureEntry:
    """A picture with what is said of it."""

    shown: Shown
    alt: str  # "" if it only decorates
    caption: str
    credit: str
    licence: Link | None  # where there is no address to it, its href is ""
    focus_x: int  # tenths from the left and from the top, for the classes focus-x-<n> and focus-y-<n>
    focus_y: int


@dataclass(frozen=True, kw_only=True)
class AuthorEntry:
    name: str
    role: str
    href: str  # "" if nothing more is known here


@dataclass(frozen=True, kw_only=True)
class FigureEntry:
    anchor: str
    qualifier: str  # words before the number, such as “about”, or ""
    number: str
    unit: str
    is_attached: bool  # a unit such as % stands close to its number
    label: str
    explanation: str
    as_of: dt.date
    sources: tuple[SourceNumber, ...]
    course_href: str  # of its drawing over time, "" if it has none


@dataclass(frozen=True, kw_only=True)
class QuoteEntry:
    anchor: str
    text: str
    speaker: Link
    when: str
    context: str
    sources: tuple[SourceNumber, ...]
    original: Original | None = None  # where the text is a translation


@dataclass(frozen=True, kw_only=True)
class EventLinks:
    """The events that an item takes part in: the latest of them, and where all are."""

    total: int
    latest: tuple[tuple[str, Link], ...]  # spoken date, event
    all_href: str

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.latest)


@dataclass(frozen=True, kw_only=True)
class PersonEntry:
    anchor: str
    url: str  # of the page that gathers this person across stories
    name: str
    office: str
    part: str
    portrait: PictureEntry | None
    sources: tuple[SourceNumber, ...]
    quotes: tuple[QuoteEntry, ...]
    events: EventLinks


@dataclass(frozen=True, kw_only=True)
class OrganisationEntry:
    anchor: str
    url: str  # of the page that gathers this organisation across stories
    name: str
    monogram: str
    type: str
    status: str
    description: str
    sources: tuple[SourceNumber, ...]
    events: EventLinks


@dataclass(frozen=True, kw_only=True)
class ScenarioEntry:
    anchor: str
    title: str
    description: str
    discussed_by: tuple[str, ...]
    resolves_when: str
    outcome: str  # "" while it is open
    resolution: str  # yes, no, void or ""
    sources: tuple[SourceNumber, ...]


@dataclass(frozen=True, kw_only=True)
class PrecedentEntry:
    anchor: str
    item: Precedent
    sources: tuple[SourceNumber, ...]


@dataclass(frozen=True, kw_only=True)
class SourceEntry:
    anchor: str
    number: int
    item: Source
    kind: str
    carries: tuple[Link, ...]
    carries_total: int


@dataclass(frozen=True, kw_only=True)
class MotionEntry:
    anchor: str
    key: str
    text: str
    closed: str  # why nobody can debate it, "" if it can be
    was: tuple[str, ...] = ()  # the anchors it had under other keys


@dataclass(frozen=True, kw_only=True)
class Playable:
    """What can be played of a story. quiz_asks: how many of the story's quotations its quiz asks, 0 where it has
    none. closed: why nobody can debate a motion, by its key, and under "" why nobody can debate any; the others are open. silent: why no voice speaks."""

    quiz_asks: int = 0
    closed: Mapping[str, str] = field(default_factory=dict)
    silent: str = ""
