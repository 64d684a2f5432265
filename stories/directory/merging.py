"""Two keys for one person or organisation become one, in every draft; readers' addresses lead on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from stories import models as rows
from stories.directory.finding import MODELS
from stories.models import Bearing, Renamed, Story
from stories.renaming import Touched, is_published, refer_to, referring_to


@dataclass(frozen=True, kw_only=True)
class InStory:
    """What a merge does in one draft. dropped: the row that goes because the story has the kept one too."""

    story: Story
    item: Any
    dropped: str
    is_published: bool
    touched: Touched
    quotes: int
    events: int


def _rows(kind: str) -> Any:
    return MODELS[kind]._base_manager


def listing(kind: str, gone: str, kept: str) -> list[InStory]:
    """What merging would touch, story by story. Some 6 queries a story."""
    here = {row.story_id for row in _rows(kind).filter(key=kept).only("story_id")}
    found = []
    for item in _rows(kind).filter(key=gone).select_related("story").order_by("story__headline"):
        row: Any = item
        lost = (row.part if kind == "person" else row.description) if row.story_id in here else ""
        found.append(
            InStory(
                story=row.story,
                item=row,
                dropped=lost,
                is_published=is_published(row),
                touched=referring_to(row),
                quotes=row.quotes.count() if kind == "person" else 0,
                events=row.events.count(),
            )
        )
    return found


@transaction.atomic
def merge(kind: str, gone: str, kept: str) -> list[Story]:
    """Every row with the key `gone` gets the key `kept`; where a story has both, one row stays, with the quotations,
    events and sources of both. Returns the stories touched.
    """
    touched = []
    for found in listing(kind, gone, kept):
        story = Story.objects.select_for_update().get(pk=found.story.pk)
        if found.is_published:
            Renamed.objects.update_or_create(story=story, kind=kind, old=gone, defaults={"new": kept})
        # The key was itself a former one: what is in use leads nowhere else.
        Renamed.objects.filter(story=story, kind=kind, old=kept).delete()
        row: Any = _rows(kind).get(pk=found.item.pk)
        there: Any = _rows(kind).filter(story=story, key=kept).first()
        if there is None:
            row.key = kept
            row.save(update_fields=["key"])
        else:
            _join(kind, row, there)
        refer_to(story, kind, gone, kept)
        touched.append(story)
    return touched


def _join(kind: str, row: Any, there: Any) -> None:
    """All that hung on one row hangs on the other; then it goes."""
    if kind == "person":
        rows.Quote.objects.filter(speaker=row).update(speaker=there)
    there.events.add(*row.events.all())
    there.sources.add(*row.sources.all())
    row.delete()


def doubled_bearings(story: Story, kind: str, gone: str, kept: str) -> int:
    """Bearings of the one that goes whose motion and side the other has already: their reasons are lost."""
    of = Bearing.objects.filter(motion__story=story)
    taken = set(of.filter(item=f"{kind}-{kept}").values_list("motion_id", "side"))
    return sum(pair in taken for pair in of.filter(item=f"{kind}-{gone}").values_list("motion_id", "side"))
