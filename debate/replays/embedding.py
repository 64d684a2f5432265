"""A debate of a story, to stand on another site: its openings there, its calls and verdicts here."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from debate.arena import choosing, pairing
from debate.written.reading import read_rounds
from stories.embeds import framed, piece
from stories.gate import of_published_story
from stories.models import Story


@require_safe
@framed
@of_published_story
def embed(request: HttpRequest, story: Story) -> HttpResponse:
    """The openings of the debate that the arena offers first, else the motions. No verdict is read. At most 8 queries."""
    if not pairing.is_open(story):
        raise Http404("no debate of it")
    found = next(iter(choosing.ready(story)), None)
    if found is None:
        return piece(request, "debate/embed.html", story, motions=story.document.motions)
    debate = found.debate
    opening = next(iter(read_rounds(debate, None, opened=())))
    return piece(
        request,
        "debate/embed.html",
        story,
        debate=debate,
        sides=[(side, debate.persona(side).as_document, speeches[0]) for side, speeches in opening.sides],
        offer=found.url,
    )
