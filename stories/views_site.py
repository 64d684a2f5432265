"""What readers ask of the site beyond one story: search, people, organisations, categories, corrections."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from newsroom.origin import absolute
from stories import linked
from stories.authors.reading import author_page
from stories.front import front_teasers
from stories.latest import before_of
from stories.models import Entry, Revision
from stories.page import accent_of
from stories.page_items import Link
from stories.renaming import leads_to
from stories.responses import public_page
from stories.search import LONGEST_QUERY, search
from stories.subjects import stories_with, subject

CORRECTIONS_PER_PAGE = 40


def _page_number(request: HttpRequest) -> int:
    """The page asked for; 1 for anything that is no page."""
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """2 queries; none without a question."""
    results = search(request.GET.get("q", ""), _page_number(request))
    return public_page(
        request,
        "stories/search.html",
        results=results,
        longest=LONGEST_QUERY,
        is_beyond=results.total > 0 and results.page > results.pages,
        previous=results.page - 1 if results.page > 1 else 0,
        following=results.page + 1 if results.page < results.pages else 0,
    )


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """1 query, however many stories and items."""
    return _subject(request, "person", slug)


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """1 query, however many stories and items."""
    return _subject(request, "organisation", slug)


def _subject(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    found = subject(kind, key)
    if found is None:
        if now := leads_to(kind, key):
            return HttpResponsePermanentRedirect(reverse(f"stories:{kind}", args=[now]))
        raise Http404(f"No published story has the {kind} {key}")
    page, root = absolute(request, request.path), absolute(request, "/")
    data = linked.script(linked.profile(found, kind, page=page, root=root))
    feed = reverse(f"stories:{kind}_feed", args=[key])
    return public_page(request, "stories/subject.html", subject=found, kind=kind, feed=feed, linked_data=data)


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """At most 5 queries, however many stories."""
    found = author_page(slug)
    if found is None:
        raise Http404(f"Nobody who writes here has the address {slug}")
    page, root = absolute(request, request.path), absolute(request, "/")
    wrote = [Link(href=each.url, text=each.document.headline) for each in found.stories]
    data = linked.script(
        linked.writer(
            found.name, found.role, "\n\n".join(found.biography), found.portrait, wrote, page=page, root=root
        )
    )
    return public_page(request, "stories/author.html", author=found, linked_data=data)


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """1 query."""
    stories, total = stories_with("category", slug)
    if not stories:
        raise Http404(f"No published story is in the category {slug}")
    teasers = front_teasers(stories)
    name = teasers[0].document.category
    return public_page(
        request,
        "stories/category.html",
        name=name,
        accent=accent_of(name),
        teasers=teasers,
        total=total,
        feed=reverse("stories:category_feed", args=[slug]),
    )


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """A page of them; `?before=` a revision goes on with earlier ones. 1 query."""
    before, shown = before_of(request.GET.dict()), CORRECTIONS_PER_PAGE
    found = alterations().filter(pk__lt=before) if before else alterations()
    page = list(found[: shown + 1])
    return public_page(
        request,
        "stories/corrections.html",
        revisions=page[:shown],
        earlier=page[shown - 1].pk if len(page) > shown else 0,
        is_later=bool(before),
    )


def alterations() -> QuerySet[Any]:
    """Every revision of a published story that changed or took away what stood there, the latest first, with its
    story's `headline` and the `language` that the document says, if any.
    """
    headline = Entry.objects.filter(story=OuterRef("story"), kind="story").values("title")[:1]
    return (
        Revision.objects.filter(alters=True, story__live__isnull=False, story__withdrawn_at__isnull=True)
        .defer("document")
        .select_related("story")
        .annotate(headline=Subquery(headline), language=KeyTextTransform("language", "document"))
        .order_by("-pk")
    )


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return public_page(request, "stories/about.html", stale_days=settings.STORY_STALE_DAYS)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return public_page(request, "stories/privacy.html")
