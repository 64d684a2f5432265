"""What readers ask for: the front page, a story, its document, its changes. All from published documents."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from newsroom.languages.addresses import ways
from newsroom.origin import absolute, origin_of
from stories import linked
from stories.comparison import SectionChange, compare
from stories.document import story_schema
from stories.finished import finished_form, render
from stories.front import STORIES_SHOWN, front_teasers, with_its_picture
from stories.gate import open_story
from stories.latest import before_of, latest
from stories.models import Revision, Story
from stories.page import accent_of
from stories.picturing import images_in, pictures_of
from stories.renaming import comparable, follow, keys_of, renames_of
from stories.responses import (
    HTML,
    public_bytes,
    public_form,
    public_json,
    public_page,
    wanted_encoding,
)
from stories.share import image_address
from stories.since import (
    ANCHOR,
    NEWS_SHOWN,
    SEEN_SECONDS,
    Visit,
    changes_since,
    fate_of,
    news_since,
    seen_cookie,
    steps_from,
    this_visit,
)
from stories.timeline import TimelineFilter


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The latest published stories in their rank; `?before=` goes on with earlier ones. 1 query, 2 with a picture."""
    before = before_of(request.GET.dict())
    page = latest(shown=STORIES_SHOWN, before=before)
    teasers = front_teasers(page.stories)
    teasers[:1] = map(with_its_picture, teasers[:1])
    return public_page(
        request,
        "stories/front.html",
        teasers=teasers,
        earlier=page.before,
        is_later=bool(before),
        linked_data=linked.script(linked.website(absolute(request, "/"))),
    )


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """2 queries with its finished page; rendered: at most 5, however many items the story has."""
    found = _story_or_404(slug)
    assert found.live is not None
    asked = TimelineFilter.from_query(request.GET.dict())
    origin, encoding = origin_of(request), wanted_encoding(request)
    if asked == TimelineFilter() and (body := finished_form(found, origin, encoding)):
        return public_form(request, body, encoding, HTML)
    return public_bytes(request, render(found, origin, asked).html, HTML)


@require_safe
def story_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The document, as the current schema writes it. 1 query."""
    found = _story_or_404(slug)
    return public_json(request, found.document.as_json())


@require_safe
def story_linked(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that is known of the story, as linked data. 2 queries, 3 with pictures."""
    found = _story_or_404(slug)
    assert found.live is not None
    document = found.document
    value = linked.everything(
        document,
        linked.history_of(found),
        pictures_of(*images_in(document)),
        number=found.live.number,
        page=absolute(request, found.get_absolute_url()),
        image=absolute(request, image_address(document)),
        root=absolute(request, "/"),
    )
    return public_json(request, value, "application/ld+json")


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    return public_json(request, story_schema(), "application/schema+json")


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Every revision, and what one of them changed (`?revision=3`; the latest if not said). 5 queries."""
    found = _story_or_404(slug)
    if item := request.GET.get("item", ""):
        return _fate(request, found, item)
    revisions = list(found.revisions.defer("document"))
    asked = request.GET.get("revision", "")
    chosen = next((r for r in revisions if str(r.number) == asked), revisions[0] if not asked else None)
    if chosen is None:
        raise Http404(f"{slug} has no revision {asked[:20]}")
    before = found.revisions.filter(number__lt=chosen.number).first()
    sections: tuple[SectionChange, ...] = ()
    if before:
        now = chosen.as_document()
        sections = compare(comparable(found.pk, before.as_document(), now), now)
    return public_page(
        request,
        "stories/changes.html",
        story=found,
        headline=found.document.headline,
        accent=accent_of(found.document.category),
        revisions=revisions,
        chosen=chosen,
        before=before,
        sections=sections,
    )


@require_safe
def since(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed since the visitor's last visit: the strip for the page's script, a page for a link.

    The only memory is a cookie that is sent to this address alone: see `since.Visit`. 1 query when
    nothing changed, 3 otherwise.
    """
    found = _story_or_404(slug)
    assert found.live is not None
    visit = this_visit(request.COOKIES.get(seen_cookie(request.path), ""), found.live.number, time.time())
    seen = visit.before
    changed = changes_since(steps_from(found.live, seen)) if seen else None
    asked_by_script = request.headers.get("HX-Request") == "true"
    if asked_by_script and (changed is None or not changed.marks):
        response = HttpResponse(status=204)
    else:
        part = "stories/since.html#since" if asked_by_script else "stories/since.html"
        context = {"story": found, "document": found.document, "seen": seen, "since": changed}
        context["here"] = request.path
        response = HttpResponse(render_to_string(part, context))
    return _remembering(request, response, visit)


@require_safe
def front_since(request: HttpRequest) -> HttpResponse:
    """What was published since the visitor last saw the front page: a strip for its script, a page for a link.

    As `since`, its memory is a cookie that is sent to this address alone. 1 query when nothing is new, 3 otherwise.
    """
    newest = Revision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    visit = this_visit(request.COOKIES.get(seen_cookie(request.path), ""), newest, time.time())
    news = news_since(visit.before) if 0 < visit.before < newest else ()
    if request.headers.get("HX-Request") != "true":
        context = {"seen": visit.before, "news": news, "here": request.path}
        response = HttpResponse(render_to_string("stories/front_since.html", context))
    elif news:
        context = {"news": news[:NEWS_SHOWN], "more": len(news[NEWS_SHOWN:])}
        response = HttpResponse(render_to_string("stories/front_since.html#since", context))
    else:
        response = HttpResponse(status=204)
    return _remembering(request, response, visit)


def _remembering(request: HttpRequest, response: HttpResponse, visit: Visit) -> HttpResponse:
    """The answer to one reader, and the visit in a cookie that is sent to this address alone.

    One for the same address in each language: what was read in one is known in the other.
    """
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    for way in ways(request.path):
        response.set_cookie(
            seen_cookie(way.path),
            visit.cookie,
            max_age=SEEN_SECONDS,
            path=way.path,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


# Not the document, which stays parsed in memory: a process reads it once.
_SHOWN = (
    *("slug", "withdrawn_at", "withdrawn_reason"),
    *("live__number", "live__sha256", "live__kind", "live__note", "live__published_at", "live__story"),
)


def _story_or_404(slug: str) -> Story:
    """A story that can be read: drafts have no address, and a withdrawn one says so."""
    return open_story(slug, only=_SHOWN)


def _fate(request: HttpRequest, found: Story, anchor: str) -> HttpResponse:
    """What became of an item that an old address points at: here, renamed, gone since a revision, or never heard of."""
    kind, _, key = anchor.partition("-")
    if key not in (known := keys_of(found.document).get(kind, set())):
        now = follow(renames_of(found.pk), kind, key, known)
        if now is not None:
            query = QueryDict(mutable=True)
            query["item"] = f"{kind}-{now}"
            return HttpResponsePermanentRedirect(f"{request.path}?{query.urlencode()}")
    fate = fate_of(found, anchor)
    return public_page(
        request,
        "stories/fate.html",
        story=found,
        headline=found.document.headline,
        accent=accent_of(found.document.category),
        anchor=anchor if ANCHOR.fullmatch(anchor) else "",
        fate=fate,
    )
