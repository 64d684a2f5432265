"""Which story an address of another app may show: for views of the games, which hang below a story's address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from newsroom.pages import refusal
from stories.models import Story


def of_published_story(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view the story of its address in place of the slug. 404 for none, 410 with its page once withdrawn."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str, **more: Any) -> HttpResponse:
        stories = Story.objects.filter(slug=slug, live__isnull=False).select_related("live")
        story = stories.defer("live__document").order_by().first()  # parsed documents stay in memory
        if story is None:
            raise Http404(f"No published story {slug}")
        if story.withdrawn_at:
            return refusal(request, "stories/withdrawn.html", status=410, reason=story.withdrawn_reason)
        return view(request, story, **more)

    return answer
