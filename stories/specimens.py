"""What `/styleguide/stories/` shows: the first items of a published story, and cards for the front page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stories.comparison import compare
from stories.front import front_teasers
from stories.models import Story
from stories.page import StoryPage, build_page
from stories.playing import playable

SHOWN = 2  # of each kind of item


def values() -> dict[str, Any]:
    """Empty if nothing is published. 1 query."""
    stories = list(Story.objects.published())
    if not stories:
        return {}
    teasers = front_teasers(stories)
    first = teasers[0]
    document = first.document
    but_for_its_last_word = document.headline.rpartition(" ")[0]
    reworded = document.model_copy(
        update={"headline": f"{but_for_its_last_word} reworded", "timeline": document.timeline[1:]}
    )
    return {
        "page": _beginning_of(build_page(document, url=first.url, playable=playable(document))),
        "teasers": teasers,
        "story": next(story for story in stories if story.get_absolute_url() == first.url),
        "sections": compare(document, reworded),
    }


def _beginning_of(page: StoryPage) -> StoryPage:
    """The page with its first items only; those who are quoted come before those who are not."""
    period = page.timeline.periods[:1]
    people = sorted(page.featured, key=lambda person: not person.quotes)
    return replace(
        page,
        figures=page.figures[:3],
        figure_columns=3,
        featured=tuple(people[:SHOWN]),
        also_quoted=(),
        also_named=page.also_named[:SHOWN],
        organisations=page.organisations[:SHOWN],
        scenarios=page.scenarios[:SHOWN],
        history=page.history[:1],
        sources=page.sources[:SHOWN],
        timeline=replace(
            page.timeline, periods=tuple(replace(one, events=one.events[: SHOWN + 1]) for one in period)
        ),
    )
