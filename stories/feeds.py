"""What machines read: Atom feeds, the sitemap with its news extension, robots.txt."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from newsroom.origin import absolute
from stories.gate import open_story
from stories.models import Entry, Revision, Story
from stories.responses import public_bytes
from stories.views_site import alterations

ENTRIES = 50
PLACES = 45_000  # a sitemap may hold 50,000
NEWS_FOR = dt.timedelta(hours=48)  # the news extension is for articles of the last two days
_PAGES = (
    "stories:front",
    "stories:corrections",
    "stories:about",
    "debate:arena",
    "debate:daily",
    "debate:how_it_works",
    "quiz:index",
    "quiz:daily",
    "players:leaderboard",
)
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # characters no XML document may hold


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    id: str
    title: str
    page: str
    updated: dt.datetime
    summary: str
    category: str


@dataclass(frozen=True, kw_only=True)
class Feed:
    id: str
    title: str
    page: str
    updated: dt.datetime
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True, kw_only=True)
class Place:
    """One address of the sitemap. `news_title` only within two days of its first publication."""

    address: str
    changed: dt.datetime | None = None
    first: dt.datetime | None = None
    news_title: str = ""


def _xml(request: HttpRequest, template: str, content_type: str, **context: object) -> HttpResponse:
    context["canonical"] = absolute(request, request.path)
    text = _NOT_XML.sub("", render_to_string(template, context))
    return public_bytes(request, text.encode(), f"{content_type}; charset=utf-8")


@require_safe
def site_feed(request: HttpRequest) -> HttpResponse:
    """Every published story once, as last published. 1 query."""
    stories = Story.objects.published().order_by("-live__published_at")[:ENTRIES]
    entries = tuple(_story_entry(request, story) for story in stories)
    root = absolute(request, "/")
    feed = Feed(id=root, title="Stories", page=root, updated=_latest(entries), entries=entries)
    return _xml(request, "stories/feed.xml", "application/atom+xml", feed=feed)


def _story_entry(request: HttpRequest, story: Story) -> FeedEntry:
    assert story.live is not None
    document, page = story.document, absolute(request, story.get_absolute_url())
    return FeedEntry(
        id=page,
        title=document.headline,
        page=page,
        updated=story.live.published_at,
        summary=f"{document.standfirst} {story.live.note}".strip(),
        category=document.category,
    )


@require_safe
def story_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Every revision of a story, the latest first. 2 queries."""
    story = open_story(slug)
    assert story.live is not None
    document, page = story.document, absolute(request, story.get_absolute_url())
    changes = absolute(request, reverse("stories:changes", args=[slug]))
    revisions = story.revisions.defer("document")[:ENTRIES]
    entries = tuple(
        FeedEntry(
            id=f"{changes}?revision={revision.number}",
            title=_revision_title(revision),
            page=page if revision.number == 1 else f"{changes}?revision={revision.number}#differences",
            updated=revision.published_at,
            summary=revision.note or "No note was left.",
            category=document.category,
        )
        for revision in revisions
    )
    feed = Feed(id=page, title=document.headline, page=page, updated=_latest(entries), entries=entries)
    return _xml(request, "stories/feed.xml", "application/atom+xml", feed=feed)


@require_safe
def corrections_feed(request: HttpRequest) -> HttpResponse:
    """What the page of corrections lists, the latest first. 1 query."""
    page = absolute(request, reverse("stories:corrections"))
    entries = tuple(_alteration(request, revision) for revision in alterations()[:ENTRIES])
    title = "Corrections and changes"
    feed = Feed(id=page, title=title, page=page, updated=_latest(entries), entries=entries)
    return _xml(request, "stories/feed.xml", "application/atom+xml", feed=feed)


def _alteration(request: HttpRequest, revision: Any) -> FeedEntry:
    changes = absolute(request, reverse("stories:changes", args=[revision.story.slug]))
    at = f"{changes}?revision={revision.number}"
    return FeedEntry(
        id=at,
        title=f"{_KINDS[Revision.Kind(revision.kind)].capitalize()}: {revision.headline}",
        page=f"{at}#differences",
        updated=revision.published_at,
        summary=revision.note or "No note was left.",
        category="",
    )


_KINDS = {
    Revision.Kind.SUBSTANTIVE: "changed",
    Revision.Kind.CORRECTION: "corrected",
    Revision.Kind.COPY_EDIT: "wording only",
}


def _revision_title(revision: Revision) -> str:
    kind = _KINDS[Revision.Kind(revision.kind)]
    return "First published" if revision.number == 1 else f"Revision {revision.number}: {kind}"


def _latest(entries: tuple[FeedEntry, ...]) -> dt.datetime:
    """Of an empty feed: the day feeds began, so that the same feed has the same bytes."""
    return max((entry.updated for entry in entries), default=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """2 queries."""
    return _xml(request, "stories/sitemap.xml", "application/xml", places=tuple(_places(request)))


def _places(request: HttpRequest) -> Iterator[Place]:
    def at(path: str) -> str:
        return absolute(request, path)

    yield from (Place(address=at(reverse(name))) for name in _PAGES)
    stories: QuerySet[Any] = Story.objects.published().annotate(first=Min("revisions__published_at"))
    since = timezone.now() - NEWS_FOR
    for story in stories.order_by("-live__published_at")[:PLACES]:
        assert story.live is not None
        first: dt.datetime = story.first
        is_news = first > since
        yield Place(
            address=at(story.get_absolute_url()),
            changed=story.live.published_at,
            first=first,
            news_title=story.document.headline if is_news else "",
        )
    kinds = {"person": "person", "organisation": "organisation", "category": "category"}
    gathered = (
        Entry.objects.filter(kind__in=kinds, story__live__isnull=False, story__withdrawn_at__isnull=True)
        .values_list("kind", "key")
        .distinct()
        .order_by("kind", "key")[: PLACES // 2]
    )
    for kind, key in gathered:
        yield Place(address=at(reverse(f"stories:{kinds[kind]}", args=[key])))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    text = render_to_string("stories/robots.txt", {"root": absolute(request, "/")})
    return public_bytes(request, text.encode(), "text/plain; charset=utf-8")
