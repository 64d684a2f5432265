"""What readers ask for: the front page, a story, its document, its changes. All from published documents."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from newsroom.pages import refusal
from stories.comparison import compare
from stories.document import StoryDocument, story_schema
from stories.front import front_teasers
from stories.models import Revision, Story
from stories.page import RevisionNote, accent_of, build_page
from stories.responses import FOREVER, PublicResponse, public_json, public_page
from stories.share import image_address, linked_data
from stories.since import ANCHOR, SEEN, SEEN_SECONDS, changes_since, fate_of, seen_revision, steps_from
from stories.timeline import TimelineFilter


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """1 query."""
    return public_page(request, "stories/front.html", teasers=front_teasers(Story.objects.published()))


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """1 query, however many items the story has; one more where its document is not yet in memory, and
    one more after the first revision.
    """
    found = _story_or_404(slug)
    if found.withdrawn_at:
        return _withdrawn(request, found)
    assert found.live is not None
    asked = TimelineFilter.from_query(request.GET.dict())
    page = build_page(found.document, url=found.get_absolute_url(), revision=note_of(found.live), asked=asked)
    stale_from = _stale_from(found.document)
    is_stale = stale_from is not None and timezone.now() >= stale_from
    image = request.build_absolute_uri(image_address(found.document))
    response = public_page(
        request,
        "stories/story.html",
        page=page,
        is_stale=is_stale,
        share_image=image,
        linked_data=linked_data(
            found.document,
            found.live,
            first_published_at=_first_published_at(found),
            page=request.build_absolute_uri(found.get_absolute_url()),
            image=image,
            root=request.build_absolute_uri("/"),
        ),
        is_lasting=asked == TimelineFilter(),
    )
    if isinstance(response, PublicResponse):
        response.shown = f"{found.live.pk}-{found.live.sha256}"
        response.expires_at = stale_from.timestamp() if stale_from and not is_stale else FOREVER
    return response


def _stale_from(document: StoryDocument) -> dt.datetime | None:
    """From when the page says that nobody has checked it lately; None if nothing in it is open."""
    if all(scenario.resolution for scenario in document.scenarios):
        return None
    day = document.as_of + dt.timedelta(days=settings.STORY_STALE_DAYS)
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


@require_safe
def story_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The document, as the current schema writes it. 1 query."""
    found = _story_or_404(slug)
    if found.withdrawn_at:
        return _withdrawn(request, found)
    return public_json(request, found.document.as_json())


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    return public_json(request, story_schema(), "application/schema+json")


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Every revision, and what one of them changed (`?revision=3`; the latest if not said). 4 queries."""
    found = _story_or_404(slug)
    if found.withdrawn_at:
        return _withdrawn(request, found)
    if item := request.GET.get("item", ""):
        return _fate(request, found, item)
    revisions = list(found.revisions.defer("document"))
    asked = request.GET.get("revision", "")
    chosen = next((r for r in revisions if str(r.number) == asked), revisions[0] if not asked else None)
    if chosen is None:
        raise Http404(f"{slug} has no revision {asked[:20]}")
    before = found.revisions.filter(number__lt=chosen.number).first()
    sections = compare(before.as_document(), chosen.as_document()) if before else ()
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

    The only memory is a cookie that is sent to this address alone and holds the number of the revision
    last seen. 1 query when nothing changed, 2 otherwise.
    """
    found = _story_or_404(slug)
    if found.withdrawn_at:
        return _withdrawn(request, found)
    assert found.live is not None
    seen = seen_revision(request.COOKIES.get(SEEN, ""), found.live)
    changed = changes_since(steps_from(found.live, seen)) if seen else None
    asked_by_script = request.headers.get("HX-Request") == "true"
    if asked_by_script and (changed is None or not changed.marks):
        response = HttpResponse(status=204)
    else:
        part = "stories/since.html#since" if asked_by_script else "stories/since.html"
        context = {"story": found, "document": found.document, "seen": seen, "since": changed}
        response = HttpResponse(render_to_string(part, context))
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response.set_cookie(
        SEEN,
        str(found.live.number),
        max_age=SEEN_SECONDS,
        path=request.path,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def note_of(revision: Revision) -> RevisionNote:
    """What the page says about the revision it shows."""
    return RevisionNote(
        number=revision.number,
        published_at=revision.published_at,
        is_copy_edit=revision.kind == Revision.Kind.COPY_EDIT,
        note=revision.note,
    )


def _story_or_404(slug: str) -> Story:
    """A story that is or was published: drafts have no address. Callers check `withdrawn_at`."""
    stories = Story.objects.filter(slug=slug, live__isnull=False).select_related("live")
    found = stories.defer("live__document").first()  # which is read where it is not yet in memory
    if found is None:
        raise Http404(f"No published story {slug}")
    return found


def _first_published_at(found: Story) -> dt.datetime:
    """1 query if the live revision is not the first."""
    assert found.live is not None
    if found.live.number == 1:
        return found.live.published_at
    return found.revisions.values_list("published_at", flat=True).get(number=1)


def _fate(request: HttpRequest, found: Story, anchor: str) -> HttpResponse:
    """What became of an item that an old address points at: here, gone since a revision, or never heard of."""
    fate = fate_of(found, anchor)
    return public_page(
        request,
        "stories/fate.html",
        is_lasting=False,
        story=found,
        headline=found.document.headline,
        accent=accent_of(found.document.category),
        anchor=anchor if ANCHOR.fullmatch(anchor) else "",
        fate=fate,
    )


def _withdrawn(request: HttpRequest, found: Story) -> HttpResponse:
    """410 with the reason, never the text that was withdrawn."""
    return refusal(request, "stories/withdrawn.html", status=410, reason=found.withdrawn_reason)
