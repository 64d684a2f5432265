"""What machines read: Atom feeds, the sitemap with its news extension, robots.txt.

An id in a feed is a tag URI made of what never changes (`Site.tag`): another host, scheme or name of the site makes
nothing new. What is `updated` is the last substantive revision: a copy edit is no news to anybody's reader.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from newsroom.identity.reading import site
from newsroom.languages.addresses import prefix_of, ways
from newsroom.origin import absolute
from stories.gate import open_story
from stories.latest import latest
from stories.linked import language_of
from stories.models import Entry, Revision, Story
from stories.renaming import leads_to
from stories.responses import public_bytes
from stories.views_site import alterations

ENTRIES = 50
PER_SITEMAP = 500  # stories; a site with more has several, and an index of them
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
    """titled_in, told_in: the languages of title and summary where they are the story's words; "": the feed's own."""

    id: str
    title: str
    page: str
    published: dt.datetime
    updated: dt.datetime
    summary: str
    category: str
    authors: tuple[str, ...] = ()  # of its byline; none: the site
    titled_in: str = ""
    told_in: str = ""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """title: names the site, for a reader of feeds has many; titled_in: as of an entry."""

    id: str
    title: str
    page: str
    updated: dt.datetime
    entries: tuple[FeedEntry, ...]
    titled_in: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """One address of the sitemap. `news_title` only within two days of its first publication."""

    address: str
    changed: dt.datetime | None = None
    first: dt.datetime | None = None
    news_title: str = ""
    language: str = ""  # of the news, as the extension wants it: two or three letters
    ways: tuple[tuple[str, str], ...] = ()  # to the same page in every language offered: tag, address


def _xml(request: HttpRequest, template: str, content_type: str, **context: object) -> HttpResponse:
    context["canonical"] = absolute(request, request.path)
    text = _NOT_XML.sub("", render_to_string(template, context))
    return public_bytes(request, text.encode(), f"{content_type}; charset=utf-8")


@require_safe
def site_feed(request: HttpRequest) -> HttpResponse:
    """Every published story once, the latest published first. 1 query."""
    stories = latest(shown=ENTRIES, of=published_when()).stories
    return _stories_feed(request, stories, id="stories", title=site().name, page=reverse("stories:front"))


@require_safe
def category_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories of a category. 1 query."""
    return _gathered_feed(request, "category", slug)


@require_safe
def person_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories in which somebody has a part. 1 query."""
    return _gathered_feed(request, "person", slug)


@require_safe
def organisation_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories in which an organisation has a part. 1 query."""
    return _gathered_feed(request, "organisation", slug)


@require_safe
def author_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories with an author's name in their bylines. 1 query."""
    return _gathered_feed(request, "author", slug)


def published_when() -> QuerySet[Any]:
    """Published stories with the moment of their first revision, `first`, and of the last that was more than a copy
    edit, `changed`, with its number and note.
    """
    revisions = Revision.objects.filter(story=OuterRef("pk"))
    last = revisions.exclude(kind=Revision.Kind.COPY_EDIT).order_by("-number")
    return Story.objects.published().annotate(
        first=Subquery(revisions.filter(number=1).values("published_at")[:1]),
        changed=Coalesce(Subquery(last.values("published_at")[:1]), F("live__published_at")),
        change=Coalesce(Subquery(last.values("number")[:1]), 1),
        change_note=Coalesce(Subquery(last.values("note")[:1]), Value("")),
    )


def _gathered_feed(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Of what has a page of its own, under the name that its latest story has for it."""
    entry = Entry.objects.filter(kind=kind, key=key, story=OuterRef("pk"))
    having = published_when().annotate(named=Subquery(entry.values("title")[:1])).filter(named__isnull=False)
    stories: Sequence[Any] = latest(shown=ENTRIES, of=having).stories
    if stories:
        page = reverse(f"stories:{kind}", args=[key])
        return _stories_feed(
            request, stories, id=page.strip("/"), title=_of_this_site(stories[0].named), page=page
        )
    if now := leads_to(kind, key):
        return HttpResponsePermanentRedirect(reverse(f"stories:{kind}_feed", args=[now]))
    raise Http404(f"No published story has the {kind} {key}")


def _stories_feed(
    request: HttpRequest, stories: Sequence[Any], *, id: str, title: str, page: str
) -> HttpResponse:
    """stories: of `published_when`."""
    entries = tuple(_story_entry(request, story) for story in stories)
    feed = Feed(
        id=site().tag(id),
        title=title,
        page=absolute(request, page),
        updated=_latest(entries),
        entries=entries,
    )
    return _xml(request, "stories/feed.xml", "application/atom+xml", feed=feed)


def _story_entry(request: HttpRequest, story: Any) -> FeedEntry:
    document = story.document
    note = story.change_note if story.change > 1 else ""  # that it was first published is no news of it
    return FeedEntry(
        id=site().tag("stories", story.slug),
        title=document.headline,
        page=absolute(request, story.get_absolute_url()),
        published=story.first,
        updated=story.changed,
        summary=f"{document.standfirst} {note}".strip(),
        category=document.category,
        authors=tuple(who.name for who in document.byline),
        titled_in=language_of(document),
        told_in=language_of(document),
    )


@require_safe
def story_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """A story's revisions but for copy edits, the latest first. 2 queries."""
    story = open_story(slug)
    document, page = story.document, absolute(request, story.get_absolute_url())
    changes = absolute(request, reverse("stories:changes", args=[slug]))
    revisions = story.revisions.exclude(kind=Revision.Kind.COPY_EDIT).defer("document")[:ENTRIES]
    entries = tuple(
        FeedEntry(
            id=site().tag("stories", slug, revision.number),
            title=_revision_title(revision),
            page=page if revision.number == 1 else f"{changes}?revision={revision.number}#differences",
            published=revision.published_at,
            updated=revision.published_at,
            summary=document.standfirst if revision.number == 1 else revision.note or _("No note was left."),
            category=document.category,
            told_in=language_of(document) if revision.number == 1 or revision.note else "",
        )
        for revision in revisions
    )
    feed = Feed(
        id=site().tag("stories", slug, "changes"),
        title=_of_this_site(document.headline),
        page=page,
        updated=_latest(entries),
        entries=entries,
        titled_in=language_of(document),
    )
    return _xml(request, "stories/feed.xml", "application/atom+xml", feed=feed)


@require_safe
def corrections_feed(request: HttpRequest) -> HttpResponse:
    """What the page of corrections lists, the latest first. 1 query."""
    revisions = list(alterations()[:ENTRIES])
    entries = tuple(_alteration(request, revision) for revision in revisions)
    news = tuple(
        entry for entry, revision in zip(entries, revisions, strict=True) if not revision.is_copy_edit
    )
    feed = Feed(
        id=site().tag("corrections"),
        title=_of_this_site(_("Corrections and changes")),
        page=absolute(request, reverse("stories:corrections")),
        updated=_latest(news),
        entries=entries,
    )
    return _xml(request, "stories/feed.xml", "application/atom+xml", feed=feed)


def _alteration(request: HttpRequest, revision: Any) -> FeedEntry:
    slug, changes = (
        revision.story.slug,
        absolute(request, reverse("stories:changes", args=[revision.story.slug])),
    )
    return FeedEntry(
        id=site().tag("stories", slug, revision.number),
        title=f"{str(_KINDS[Revision.Kind(revision.kind)]).capitalize()}: {revision.headline}",
        page=f"{changes}?revision={revision.number}#differences",
        published=revision.published_at,
        updated=revision.published_at,
        summary=revision.note or _("No note was left."),
        category="",
        told_in=(revision.language or "") if revision.note else "",
    )


_KINDS = {
    Revision.Kind.SUBSTANTIVE: lazy("changed"),
    Revision.Kind.CORRECTION: lazy("corrected"),
    Revision.Kind.COPY_EDIT: lazy("wording only"),
}


def _revision_title(revision: Revision) -> str:
    kind = _KINDS[Revision.Kind(revision.kind)]
    return (
        _("First published")
        if revision.number == 1
        else _("Revision %(number)s: %(kind)s") % {"number": revision.number, "kind": kind}
    )


def _of_this_site(title: str) -> str:
    return f"{title} · {site().name}"


def _latest(entries: tuple[FeedEntry, ...]) -> dt.datetime:
    """Of an empty feed: the day feeds began, so that the same feed has the same bytes."""
    return max((entry.updated for entry in entries), default=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every address, or of a large site an index: `?from=` are the stories whose live revisions have one of the
    PER_SITEMAP keys from there on, with their people, organisations and categories. 3 queries at most."""
    page = latest(shown=PER_SITEMAP)
    asked = request.GET.get("from", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        begins = int(asked)
        keys = range(begins, begins + PER_SITEMAP)
        places = [*(_pages(request) if begins == 0 else ()), *_places(request, keys)]
    elif page.before:
        assert page.stories[0].live_id is not None
        files = range(0, page.stories[0].live_id + 1, PER_SITEMAP)
        here = absolute(request, request.path)
        return _xml(
            request, "stories/sitemaps.xml", "application/xml", files=[f"{here}?from={n}" for n in files]
        )
    else:
        newest = page.stories[0].live_id if page.stories else 0
        places = [*_pages(request), *_places(request, range((newest or 0) + 1))]
    everywhere = [found for place in places for found in _in_each_language(request, place)]
    return _xml(request, "stories/sitemap.xml", "application/xml", places=everywhere)


def _in_each_language(request: HttpRequest, place: Place) -> Iterator[Place]:
    """The page in every language offered, each naming them all. It is news in the first alone."""
    found = ways(urlsplit(place.address).path)
    to = tuple((way.language.tag, absolute(request, way.path)) for way in found) if len(found) > 1 else ()
    for way in found:
        title = place.news_title if way.is_here else ""
        yield replace(place, address=absolute(request, way.path), news_title=title, ways=to)


def _pages(request: HttpRequest) -> Iterator[Place]:
    yield from (Place(address=absolute(request, reverse(name))) for name in _PAGES)


def _places(request: HttpRequest, keys: range) -> Iterator[Place]:
    """What stories whose live revision has one of these keys have addresses for."""
    published = Story.objects.published().filter(live_id__gte=keys.start, live_id__lt=keys.stop)
    since = timezone.now() - NEWS_FOR
    stories = published_when().filter(live_id__gte=keys.start, live_id__lt=keys.stop)
    for story in stories.defer("live__document").order_by("-live_id"):
        is_news = story.first > since
        yield Place(
            address=absolute(request, story.get_absolute_url()),
            changed=story.changed,
            first=story.first,
            news_title=story.document.headline if is_news else "",
            language=language_of(story.document).partition("-")[0].lower() if is_news else "",
        )
    kinds = ("person", "organisation", "category", "author")
    gathered = Entry.objects.filter(kind__in=kinds, story__in=published.select_related(None).values("pk"))
    for kind, key in gathered.values_list("kind", "key").distinct().order_by("kind", "key"):
        yield Place(address=absolute(request, reverse(f"stories:{kind}", args=[key])))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    prefixes = [prefix_of(language.code) for language in settings.OFFERED_LANGUAGES]
    text = render_to_string("stories/robots.txt", {"root": absolute(request, "/"), "prefixes": prefixes})
    return public_bytes(request, text.encode(), "text/plain; charset=utf-8")
