"""The front page as a value: which published stories stand on it, in which order, and what each teases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils import timezone

from stories.document import StoryDocument
from stories.finished import goes_stale_on
from stories.models import Story
from stories.page import accent_of, first_figures, motions_of
from stories.page_items import AuthorEntry, FigureEntry, Link, MotionEntry, PictureEntry
from stories.picturing import byline_of, picture_entry, pictures_of
from stories.playing import closed_motions
from stories.shown import shown_date

STORIES_SHOWN = 40  # of the latest published, ranked among themselves
TEASED_FIGURES = 4
TEASED_EVENTS = 4


@dataclass(frozen=True, kw_only=True)
class Teaser:
    url: str
    document: StoryDocument
    accent: int
    published_at: dt.datetime
    open_scenarios: int
    figures: tuple[FigureEntry, ...]
    latest: tuple[tuple[str, Link], ...]  # spoken date, event: the last ones, key or not
    motion: MotionEntry | None  # the first that can be debated, if any can
    byline: tuple[AuthorEntry, ...]
    picture: PictureEntry | None = None  # of the one that leads


def front_teasers(stories: Iterable[Story]) -> list[Teaser]:
    """Teasers in rank order: what is still open, what is true of a later day, what is new.

    A story that says that nobody has checked it lately stands after those that say nothing of the kind.
    """
    now = timezone.now()

    def rank(teaser: Teaser) -> tuple[bool, int, dt.date, dt.datetime]:
        stale_from = goes_stale_on(teaser.document)
        is_checked = stale_from is None or now < stale_from
        return is_checked, teaser.open_scenarios, teaser.document.as_of, teaser.published_at

    return sorted(map(_teaser, stories), key=rank, reverse=True)


def with_its_picture(teaser: Teaser) -> Teaser:
    """1 query if the story names one."""
    image = teaser.document.image
    return replace(teaser, picture=picture_entry(image, pictures_of(image))) if image else teaser


def _teaser(story: Story) -> Teaser:
    document, url = story.document, story.get_absolute_url()
    assert story.live is not None  # `document` would have raised
    events = sorted(document.timeline, key=lambda event: event.date, reverse=True)
    motions = motions_of(document, closed_motions(document)) if document.debatable else ()
    return Teaser(
        url=url,
        document=document,
        accent=accent_of(document.category),
        published_at=story.live.published_at,
        open_scenarios=sum(scenario.resolution is None for scenario in document.scenarios),
        figures=first_figures(document, TEASED_FIGURES),
        latest=tuple(
            (
                shown_date(event.date, event.precision, event.end_date),
                Link(href=f"{url}#event-{event.key}", text=event.title),
            )
            for event in events[:TEASED_EVENTS]
        ),
        motion=next((motion for motion in motions if not motion.closed), None),
        byline=byline_of(document),
    )
