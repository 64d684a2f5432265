"""Whether a story is open: for its own pages and for the games, which all ask here.

A withdrawn story closes with everything that is played of it. `Withdrawn` may be raised anywhere, by a view or by the
service under its lock; `newsroom.pages` answers it with 410 and the reason, as a page, a notice for htmx, or JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as lazy

from newsroom.errors import Gone
from stories.models import Story


class Withdrawn(Gone):
    """The story was withdrawn; the text is the reason that its editors gave, never what was withdrawn."""

    label, title = lazy("Withdrawn"), lazy("This story is no longer published")


def require_open(*stories: Story) -> None:
    """Raises Withdrawn if none of these stories can be read any more; what is about one of several stays open."""
    if stories and all(story.withdrawn_at for story in stories):
        raise Withdrawn(stories[0].withdrawn_reason)


def open_story(slug: str, *, only: Iterable[str] = ()) -> Story:
    """The published story of an address, with its live revision but not its document, which stays parsed in memory.

    only: the fields to load. Raises Http404 for none, Withdrawn for one that was. 1 query.
    """
    stories = Story.objects.filter(slug=slug, live__isnull=False).select_related("live")
    story = (stories.only(*only) if only else stories.defer("live__document")).order_by().first()
    if story is None:
        raise Http404(f"No published story {slug}")
    require_open(story)
    return story


def of_published_story(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view the story of its address in place of the slug. 404 for none, 410 once withdrawn."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str, **more: Any) -> HttpResponse:
        return view(request, open_story(slug), **more)

    return answer
