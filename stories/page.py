"""The story page as a value: everything the template prints, computed from the published document.

Pure: a document and what its revision is in, a `StoryPage` out. The template only arranges it. Anchors are
`<kind>-<key>`; sources are numbered in the document's order; a quotation stands with its speaker, and
speakers who are not featured stand under *Also quoted*.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as lazy

from newsroom.afresh import afresh
from newsroom.documents import Part
from newsroom.identity.colours import HOUSE_ACCENTS
from newsroom.identity.reading import site
from stories.courses import Course, course
from stories.document import (
    LISTS,
    Event,
    Figure,
    Organisation,
    Person,
    Quote,
    StoryDocument,
)
from stories.page_items import (
    AuthorEntry,
    EventLinks,
    FigureEntry,
    Link,
    MotionEntry,
    OrganisationEntry,
    PersonEntry,
    PictureEntry,
    Playable,
    PrecedentEntry,
    QuoteEntry,
    ScenarioEntry,
    SourceEntry,
    SourceNumber,
)
from stories.picturing import Pictures, byline_of, picture_entry
from stories.shown import shown_date
from stories.text import Citation, monogram, overview_html, plain, reading_minutes
from stories.timeline import (
    Ties,
    Timeline,
    TimelineFilter,
    build_timeline,
)

LINKED_EVENTS = 5  # on a person's or organisation's card; the rest is a filter of the timeline away
LINKED_ITEMS = 40  # on a source's entry: what it says happened before whom it tells of


@dataclass(frozen=True, kw_only=True)
class RevisionNote:
    """What readers may know about the revision they read."""

    number: int
    published_at: dt.datetime
    kind: str
    note: str


@dataclass(frozen=True, kw_only=True)
class StoryPage:
    """Everything on the page. `document` is there for plain fields; items come through their entries."""

    url: str
    document: StoryDocument
    byline: tuple[AuthorEntry, ...]
    picture: PictureEntry | None
    revision: RevisionNote | None  # None: a draft being previewed
    accent: int  # for the class accent-<n>
    minutes: int
    overview: SafeString
    figures: tuple[FigureEntry, ...]
    figure_columns: int
    courses: tuple[Course, ...]  # of the figures that have a series
    featured: tuple[PersonEntry, ...]
    also_quoted: tuple[PersonEntry, ...]
    also_named: tuple[PersonEntry, ...]
    speakers: tuple[tuple[Link, int], ...]  # who is quoted, and how often: most quoted first
    organisations: tuple[OrganisationEntry, ...]
    timeline: Timeline
    scenarios: tuple[ScenarioEntry, ...]
    history: tuple[PrecedentEntry, ...]
    sources: tuple[SourceEntry, ...]
    motions: tuple[MotionEntry, ...]
    quiz_asks: int  # of the story's quotations; 0: there is no quiz of it
    closed: str  # why the story cannot be debated whatever its motions have, ""
    silent: str  # why no voice speaks on it, "" if they do
    was: Mapping[str, tuple[str, ...]]  # an item’s anchor → those that it had under other keys

    @property
    def is_arena_open(self) -> bool:
        return self.document.debatable and any(not motion.closed for motion in self.motions)

    @property
    def category_url(self) -> str:
        return reverse("stories:category", args=[category_key(self.document.category)])

    @property
    def people_total(self) -> int:
        return len(self.document.people)


OUTCOMES = {
    "yes": lazy("It came about"),
    "no": lazy("It did not come about"),
    "void": lazy("It can no longer be decided"),
}
SOURCE_KINDS = {
    "official": lazy("Official"),
    "reporting": lazy("Reporting"),
    "commentary": lazy("Commentary"),
    "reference": lazy("Reference"),
}


def accent_of(category: str) -> int:
    """The number of a category's class accent-<n>, the same everywhere: the newsroom's, else one of the house's by its name alone."""
    name = category.casefold()
    chosen = site().category_colours.get(name)
    return chosen[0] if chosen else zlib.adler32(name.encode()) % HOUSE_ACCENTS + 1


def category_key(category: str) -> str:
    """The last part of a category's address, for any name."""
    return slugify(category)[:80] or f"category-{zlib.crc32(category.encode()):08x}"


def name_of(item: Part) -> str:
    """An item's own name, as other items refer to it."""
    match item:
        case Figure():
            return f"{item.value}{'' if item.unit == '%' else ' '}{item.unit} {item.label}".replace("  ", " ")
        case Quote():
            return gettext("“%s”") % item.text
        case _ if hasattr(item, "title"):
            return str(item.title)
        case _:
            return str(getattr(item, "name", None) or getattr(item, "text", ""))


def build_page(
    document: StoryDocument,
    *,
    url: str,
    revision: RevisionNote | None = None,
    asked: TimelineFilter | None = None,
    playable: Playable | None = None,
    was: Mapping[str, tuple[str, ...]] | None = None,
    pictures: Pictures | None = None,
) -> StoryPage:
    """The page of a document at its address. Time and memory grow with its items, nothing is fetched.

    pictures: those of the document that the site has (`picturing.pictures_of`); the page goes without the others.
    """
    return _Builder(document, url, asked or TimelineFilter(), pictures).page(
        revision, playable or Playable(), was or {}
    )


def first_figures(document: StoryDocument, count: int) -> tuple[FigureEntry, ...]:
    """The figures that lead the band."""
    return tuple(map(_Builder(document, "", TimelineFilter()).figure, document.figures[:count]))


def motions_of(
    document: StoryDocument, closed: Mapping[str, str], was: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[MotionEntry, ...]:
    """The default one first. closed: why nobody can debate a motion, by its key."""
    return tuple(
        MotionEntry(
            anchor=f"motion-{motion.key}",
            key=motion.key,
            text=motion.text,
            closed=closed.get(motion.key, ""),
            was=(was or {}).get(f"motion-{motion.key}", ()),
        )
        for motion in sorted(document.motions, key=lambda motion: not motion.default)
    )


class _Builder:
    """What the parts of one page share while it is built: numbers, names and who refers to whom."""

    def __init__(
        self, document: StoryDocument, url: str, asked: TimelineFilter, pictures: Pictures | None = None
    ) -> None:
        self.document, self.url, self.asked, self.pictures = document, url, asked, pictures or {}
        self.cited = {
            source.key: SourceNumber(number=n, href=f"#source-{source.key}")
            for n, source in enumerate(document.sources, start=1)
        }
        self.links = {
            kind: {item.key: self._link(kind, item) for item in getattr(document, name)}
            for kind, name in LISTS.items()
        }
        self.events_by: Mapping[str, list[Event]] = defaultdict(list)
        for event in sorted(document.timeline, key=lambda event: event.date, reverse=True):
            for ref in (
                *(f"person-{k}" for k in event.people),
                *(f"organisation-{k}" for k in event.organisations),
            ):
                self.events_by[ref].append(event)
        self.quotes_by: Mapping[str, list[QuoteEntry]] = defaultdict(list)
        for quote in document.quotes:
            self.quotes_by[quote.speaker].append(self._quote(quote))

    def page(
        self, revision: RevisionNote | None, playable: Playable, was: Mapping[str, tuple[str, ...]]
    ) -> StoryPage:
        document = self.document
        people = [self._person(person) for person in document.people]
        featured = {f"person-{person.key}" for person in document.people if person.featured}
        others = [person for person in people if person.anchor not in featured]
        quoted = sorted((person for person in people if person.quotes), key=lambda p: -len(p.quotes))
        return StoryPage(
            url=self.url,
            document=document,
            byline=byline_of(document),
            picture=picture_entry(document.image, self.pictures),
            revision=revision,
            accent=accent_of(document.category),
            minutes=reading_minutes(_texts(document)),
            overview=overview_html(document.overview, self._citation),
            figures=tuple(map(self.figure, document.figures)),
            figure_columns=_columns(len(document.figures)),
            courses=tuple(self._courses()),
            featured=tuple(person for person in people if person.anchor in featured),
            also_quoted=tuple(person for person in others if person.quotes),
            also_named=tuple(person for person in others if not person.quotes),
            speakers=tuple((Link(href=f"#{p.anchor}", text=p.name), len(p.quotes)) for p in quoted),
            organisations=tuple(map(self._organisation, document.organisations)),
            timeline=build_timeline(
                document,
                self.asked,
                self.url,
                Ties(
                    person=self.links["person"].__getitem__,
                    organisation=self.links["organisation"].__getitem__,
                    sources=self._sources,
                ),
            ),
            scenarios=tuple(self._scenarios()),
            history=tuple(
                PrecedentEntry(anchor=f"precedent-{p.key}", item=p, sources=self._sources(p.sources))
                for p in document.history
            ),
            sources=tuple(self._source_list()),
            motions=motions_of(document, playable.closed, was),
            quiz_asks=playable.quiz_asks,
            closed=afresh(playable.closed.get("", "")),
            silent=playable.silent,
            was=was,
        )

    def _link(self, kind: str, item: Part) -> Link:
        """To an item of this page; to the whole page where a filter may have left the event out."""
        away = kind == "event" and isinstance(item, Event) and not self.asked.admits(item)
        anchor = f"{kind}-{item.key}"  # type: ignore[attr-defined]  # every listed part has a key
        return Link(href=f"{self.url if away else ''}#{anchor}", text=name_of(item))

    def _sources(self, keys: Sequence[str]) -> tuple[SourceNumber, ...]:
        return tuple(sorted((self.cited[key] for key in keys), key=lambda source: source.number))

    def _citation(self, ref: str) -> Citation | None:
        kind, _, key = ref.partition("-")
        link = self.links.get(kind, {}).get(key) or self.links["source"].get(ref)
        return Citation(href=link.href, title=link.text) if link else None

    def figure(self, figure: Figure) -> FigureEntry:
        qualifier, number = _number(figure.value)
        return FigureEntry(
            anchor=f"figure-{figure.key}",
            qualifier=qualifier,
            number=number,
            unit=figure.unit,
            is_attached=figure.unit in ("%", "°", "°C", "‰"),
            label=figure.label,
            explanation=figure.explanation,
            as_of=figure.as_of,
            sources=self._sources(figure.sources),
            course_href=f"#series-{figure.key}" if figure.series else "",
        )

    def _courses(self) -> Iterator[Course]:
        for figure in self.document.figures:
            if figure.series is not None:
                yield course(
                    figure.series,
                    anchor=f"series-{figure.key}",
                    figure=self.links["figure"][figure.key],
                    sources=self._sources([figure.series.source]),
                )

    def _person(self, person: Person) -> PersonEntry:
        return PersonEntry(
            anchor=f"person-{person.key}",
            url=reverse("stories:person", args=[person.key]),
            name=person.name,
            office=person.office,
            part=person.part,
            portrait=picture_entry(person.portrait, self.pictures),
            sources=self._sources(person.sources),
            quotes=tuple(self.quotes_by.get(person.key, ())),
            events=self._events("person", person.key),
        )

    def _quote(self, quote: Quote) -> QuoteEntry:
        return QuoteEntry(
            anchor=f"quote-{quote.key}",
            text=quote.text,
            speaker=self.links["person"][quote.speaker],
            when=shown_date(quote.date, quote.precision),
            context=quote.context,
            sources=self._sources([quote.source]),
            original=quote.original,
        )

    def _organisation(self, organisation: Organisation) -> OrganisationEntry:
        return OrganisationEntry(
            anchor=f"organisation-{organisation.key}",
            url=reverse("stories:organisation", args=[organisation.key]),
            name=organisation.name,
            monogram=monogram(organisation.name, organisation.abbreviation),
            type=organisation.type,
            status=organisation.status,
            description=organisation.description,
            sources=self._sources(organisation.sources),
            events=self._events("organisation", organisation.key),
        )

    def _events(self, kind: str, key: str) -> EventLinks:
        events = self.events_by.get(f"{kind}-{key}", [])
        return EventLinks(
            total=len(events),
            latest=tuple(
                (shown_date(event.date, event.precision, event.end_date), self.links["event"][event.key])
                for event in events[:LINKED_EVENTS]
            ),
            all_href=f"{self.url}?{kind}={key}#timeline",
        )

    def _scenarios(self) -> Iterator[ScenarioEntry]:
        for scenario in self.document.scenarios:
            yield ScenarioEntry(
                anchor=f"scenario-{scenario.key}",
                title=scenario.title,
                description=scenario.description,
                discussed_by=tuple(scenario.discussed_by),
                resolves_when=scenario.resolves_when or "",
                outcome=str(OUTCOMES.get(scenario.resolution or "", "")),
                resolution=scenario.resolution or "",
                sources=self._sources(scenario.sources),
            )

    def _source_list(self) -> Iterator[SourceEntry]:
        rests_on: dict[str, list[Link]] = defaultdict(list)
        for kind, name in sorted(LISTS.items(), key=lambda of: of[0] in ("person", "organisation")):
            for item in getattr(self.document, name):
                keys = [item.source] if kind == "quote" else getattr(item, "sources", ())
                if kind == "figure" and item.series is not None:
                    keys = dict.fromkeys([*keys, item.series.source])
                for key in keys:
                    rests_on[key].append(self.links[kind][item.key])
        for source in self.document.sources:
            carried = rests_on[source.key]
            yield SourceEntry(
                anchor=f"source-{source.key}",
                number=self.cited[source.key].number,
                item=source,
                kind=str(SOURCE_KINDS[source.kind]),
                carries=tuple(carried[:LINKED_ITEMS]),
                carries_total=len(carried),
            )


def _number(value: str) -> tuple[str, str]:
    """A figure's value as the words before its number and the number: `about`, `42,000`."""
    match = re.fullmatch(r"([a-z][a-z ]*) (\d.*)", value)
    return (match[1], match[2]) if match else ("", value)


def _columns(figures: int) -> int:
    """Of the band on a wide page, up to five: the fewest rows, then the fewest empty cells."""
    if figures <= 5:
        return max(1, figures)
    return min((5, 4, 3), key=lambda columns: (-(-figures // columns), -figures % columns))


def _texts(document: StoryDocument) -> Iterator[str]:
    """What a reader of the whole page reads."""
    yield from (document.headline, document.standfirst, plain(document.overview))
    for item in document.figures:
        yield f"{item.label} {item.explanation}"
    for person in document.people:
        yield f"{person.name} {person.office} {person.part}"
    for organisation in document.organisations:
        yield f"{organisation.name} {organisation.status} {organisation.description}"
    for event in document.timeline:
        yield f"{event.title} {event.description}"
    for scenario in document.scenarios:
        yield f"{scenario.title} {scenario.description} {scenario.resolves_when or ''}"
    for p in document.history:
        yield f"{p.title} {p.what_happened} {p.short_term} {p.long_term} {p.relevance}"
    for quote in document.quotes:
        yield f"{quote.text} {quote.context}"
