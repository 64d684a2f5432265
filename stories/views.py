"""What readers ask for: the front page, a story, its document, its changes. All from published documents."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from newsroom.pages import refusal
from stories.comparison import compare
from stories.document import story_schema
from stories.front import front_teasers
from stories.models import Revision, Story
from stories.page import RevisionNote, accent_of, build_page
from stories.responses import public_json, public_page
from stories.timeline import TimelineFilter


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """1 query."""
    return public_page(request, "stories/front.html", teasers=front_teasers(Story.objects.published()))


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """1 query, however many items the story has."""
    found = _story_or_404(slug)
    if found.withdrawn_at:
        return _withdrawn(request, found)
    assert found.live is not None
    page = build_page(
        found.document,
        url=found.get_absolute_url(),
        revision=note_of(found.live),
        asked=TimelineFilter.from_query(request.GET.dict()),
    )
    return public_page(request, "stories/story.html", page=page)


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
    found = Story.objects.filter(slug=slug, live__isnull=False).select_related("live").first()
    if found is None:
        raise Http404(f"No published story {slug}")
    return found


def _withdrawn(request: HttpRequest, found: Story) -> HttpResponse:
    """410 with the reason, never the text that was withdrawn."""
    return refusal(request, "stories/withdrawn.html", status=410, reason=found.withdrawn_reason)
