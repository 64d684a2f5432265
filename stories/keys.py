"""Keys as the desk proposes them: from what the item says, short, and free in its story."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

from django.utils.text import slugify

from stories import models as rows
from stories.models import Item, Story

CHARACTERS = 48  # of a proposed key; an address that can be read aloud
_SMALL = re.compile(r"^(the|an?)-")
_FIRST_WORDS = 6  # of a quotation or a motion


def proposed_key(item: Item) -> str:
    """From the item's own words. An item whose words have no Latin letters is called by its kind."""
    match item:
        case rows.Figure():
            text = item.label or f"{item.value} {item.unit}"
        case rows.Person():
            text = item.name
        case rows.Organisation():
            text = item.abbreviation or item.name
        case rows.Event() | rows.Scenario() | rows.Precedent() | rows.Source():
            text = item.title
        case rows.Quote():
            speaker = item.speaker.name.split()[-1:] if item.speaker_id else []
            text = " ".join([*speaker, *item.text.split()[:_FIRST_WORDS]])
        case rows.Motion():
            text = item.text
        case _:
            text = ""
    return shortened(text) or str(item._meta.model_name)


def shortened(text: str) -> str:
    """At most so many characters, whole words, without an article before them."""
    slug = _SMALL.sub("", slugify(text.replace("’", "").replace("'", "")).replace("_", "-")).strip("-")
    if len(slug) > CHARACTERS:
        slug = slug[: CHARACTERS + 1].rpartition("-")[0] or slug[:CHARACTERS]
    return slug


def free_key(item: Item) -> str:
    """The proposed key, with a number behind it where another item of its kind has it already."""
    manager: Any = type(item)._base_manager
    taken = manager.filter(story=item.story).exclude(pk=item.pk)
    former = item.story.renamed.filter(kind=item._meta.model_name)
    return _free(
        proposed_key(item), {*taken.values_list("key", flat=True), *former.values_list("old", flat=True)}
    )


def free_slug(story: Story) -> str:
    """From the headline, free among all stories."""
    base = shortened(story.headline) or "story"
    taken = Story.objects.exclude(pk=story.pk).filter(slug__startswith=base)
    return _free(base, set(taken.values_list("slug", flat=True)))


def free_address(name: str, otherwise: str, taken: set[str]) -> str:
    """Of a name as the last part of an address, free among those that are taken."""
    return _free(shortened(name) or otherwise, taken)


def _free(base: str, taken: set[str]) -> str:
    return next(key for key in (base if n == 1 else f"{base}-{n}" for n in count(1)) if key not in taken)
