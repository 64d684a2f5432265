"""Authors as bylines name them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stories.authors.models import Author
from stories.keys import free_address
from stories.models import Entry, Story
from stories.schema2 import Author as Named


def make_known(byline: Iterable[Named]) -> None:
    """A document brings the authors that it names; those who are known stay as they are. At most 2 queries for each."""
    for who in byline:
        if who.slug:
            Author.objects.get_or_create(slug=who.slug, defaults={"name": who.name, "role": who.role})


def free_slug(author: Author) -> str:
    taken = Author.objects.exclude(pk=author.pk).values_list("slug", flat=True)
    return free_address(author.name, "author", {*taken})


def is_named(author: Author) -> bool:
    """Whether a story that readers may see, or a draft, has the author in its byline."""
    if Entry.objects.filter(kind="author", key=author.slug).exists():
        return True
    bylines: Iterable[Any] = Story.objects.exclude(byline=[]).values_list("byline", flat=True)
    return any(who.get("slug") == author.slug for byline in bylines for who in byline)
