"""People, organisations and categories across stories: what the published documents say of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from stories.document import StoryDocument
from stories.models import Entry, Story
from stories.page import name_of
from stories.page_items import Link, PictureEntry
from stories.picturing import picture_entry, pictures_of
from stories.schema2 import Original
from stories.shown import shown_date
from stories.text import monogram

STORIES = 40  # that one page gathers, the latest published first
EVENTS = 30  # of one story on that page; the rest is a filter of its timeline away


@dataclass(frozen=True, kw_only=True)
class Said:
    text: str
    when: str
    context: str
    original: Original | None  # where the text is a translation
    href: str


@dataclass(frozen=True, kw_only=True)
class InStory:
    """What one story says of a person or organisation."""

    story: Link  # to the item in it
    language: str | None  # of the story; None: the site's
    as_of: dt.date
    lines: tuple[str, ...]  # office, or type and status
    text: str
    quotes: tuple[Said, ...]
    events: tuple[tuple[str, Link], ...]
    events_total: int
    all_href: str


@dataclass(frozen=True, kw_only=True)
class Subject:
    name: str
    monogram: str  # "" for a person
    line: str  # as the latest story has it
    portrait: PictureEntry | None  # of a person: from the latest story that has one
    stories: tuple[InStory, ...]
    stories_total: int

    @property
    def quotes_total(self) -> int:
        return sum(len(story.quotes) for story in self.stories)

    @property
    def events_total(self) -> int:
        return sum(story.events_total for story in self.stories)


def stories_with(kind: str, key: str) -> tuple[list[Story], int]:
    """Published stories with such an item, the latest first, and how many there are. 2 queries."""
    found = Story.objects.published().filter(
        pk__in=Entry.objects.filter(kind=kind, key=key).values("story_id")
    )
    shown = list(found.order_by("-live_id")[:STORIES])
    return shown, len(shown) if len(shown) < STORIES else found.count()


def subject(kind: str, key: str) -> Subject | None:
    """A person or organisation as its stories have it, or None. 2 queries, however many items; 3 with a portrait."""
    stories, total = stories_with(kind, key)
    gathered: list[InStory] = []
    name = sign = line = ""
    image = None
    for story in stories:
        document = story.document
        found = document.item(f"{kind}-{key}")
        if found is None:
            continue
        item = found[1]
        gathered.append(_in_story(story, document, kind, key))
        image = image or getattr(item, "portrait", None)
        if not name:
            name, line = name_of(item), gathered[0].lines[0]
            sign = "" if kind == "person" else monogram(name, getattr(item, "abbreviation", None))
    if not gathered:
        return None
    return Subject(
        name=name,
        monogram=sign,
        line=line,
        portrait=picture_entry(image, pictures_of(image)),
        stories=tuple(gathered),
        stories_total=total,
    )


def _in_story(story: Story, document: StoryDocument, kind: str, key: str) -> InStory:
    found = document.item(f"{kind}-{key}")
    assert found is not None
    item, url = found[1], story.get_absolute_url()
    lists = "people" if kind == "person" else "organisations"
    events = sorted(
        (event for event in document.timeline if key in getattr(event, lists)),
        key=lambda event: event.date,
        reverse=True,
    )
    return InStory(
        story=Link(href=f"{url}#{kind}-{key}", text=document.headline),
        language=document.language,
        as_of=document.as_of,
        lines=tuple(str(getattr(item, name)) for name in ("office", "type", "status") if hasattr(item, name)),
        text=str(getattr(item, "part", "") or getattr(item, "description", "")),
        quotes=tuple(_said(document, url, key)) if kind == "person" else (),
        events=tuple(
            (
                shown_date(event.date, event.precision, event.end_date),
                Link(href=f"{url}#event-{event.key}", text=event.title),
            )
            for event in events[:EVENTS]
        ),
        events_total=len(events),
        all_href=f"{url}?{kind}={key}#timeline",
    )


def _said(document: StoryDocument, url: str, key: str) -> Iterator[Said]:
    for quote in document.quotes:
        if quote.speaker == key:
            yield Said(
                text=quote.text,
                when=shown_date(quote.date, quote.precision),
                context=quote.context,
                original=quote.original,
                href=f"{url}#quote-{quote.key}",
            )
