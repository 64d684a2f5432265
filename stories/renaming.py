"""A new key for an item, and a way from the old one.

The key of an item is its address: `#event-vote-called`. Once readers have met it, it changes here and nowhere
else: everything of the story that refers to the item follows in the same step, and a row of `Renamed` leads from
the old key to the new. Pages, permalinks and documents of earlier days that say the old key reach the item.

`follow`, `former_anchors` and `brought_up` are pure.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from stories.document import LISTS, StoryDocument, stored_story
from stories.models import Bearing, Entry, Figure, Renamed, Revision, Story, key_validator
from stories.shelf import Bounded

Renames = Mapping[tuple[str, str], str]  # (kind, old key) → new key

_READ: Bounded[tuple[int, str], Renames] = Bounded(20_000)  # by revision; counted in renames
_LISTED = {"person": "people", "organisation": "organisations", "source": "sources"}  # how items name them


def follow(renames: Renames, kind: str, key: str, known: Container[str]) -> str | None:
    """The key under which an item is known that once had this one; None if there is no such item."""
    passed: set[str] = set()
    while key not in known:
        if key in passed or (kind, key) not in renames:
            return None
        passed.add(key)
        key = renames[kind, key]
    return key


def keys_of(document: StoryDocument) -> dict[str, set[str]]:
    return {kind: {item.key for item in getattr(document, name)} for kind, name in LISTS.items()}


def former_anchors(renames: Renames, document: StoryDocument) -> dict[str, tuple[str, ...]]:
    """Anchor of an item → the anchors that it had before, for the page to answer to."""
    found: dict[str, tuple[str, ...]] = {}
    if renames:
        keys = keys_of(document)
        for kind, old in renames:
            new = follow(renames, kind, old, keys[kind])
            if new is not None and new != old:
                found[f"{kind}-{new}"] = (*found.get(f"{kind}-{new}", ()), f"{kind}-{old}")
    return found


def brought_up(
    document: StoryDocument, renames: Renames, known: Mapping[str, Container[str]]
) -> StoryDocument:
    """The document with the keys that its items have now. known: the keys there are now, by kind.

    What was renamed is then the same item in both, and not one that went and one that came.
    """
    keys = keys_of(document) if renames else {}
    raw: dict[str, Any] | None = None
    for kind, old in renames:
        new = follow(renames, kind, old, known[kind])
        if new is not None and new != old and old in keys[kind] and new not in keys[kind]:
            raw = raw or document.as_json()
            _rekey(raw, kind, old, new)
    return document if raw is None else stored_story(raw)


def _rekey(raw: dict[str, Any], kind: str, old: str, new: str) -> None:
    """Write the new key wherever a document's value says the old one."""
    for item in raw[LISTS[kind]]:
        if item["key"] == old:
            item["key"] = new
    for name in LISTS.values():
        for item in raw[name]:
            if named := item.get(_LISTED.get(kind, "")):
                item[_LISTED[kind]] = [new if key == old else key for key in named]
            for field in {"person": ("speaker",), "source": ("source",)}.get(kind, ()):
                if item.get(field) == old:
                    item[field] = new
            if kind == "source" and (series := item.get("series")) and series["source"] == old:
                series["source"] = new
            for bearing in item.get("bearing", ()):
                if bearing["item"] == f"{kind}-{old}":
                    bearing["item"] = f"{kind}-{new}"
    raw["overview"] = recited(raw["overview"], kind, old, new)


def recited(overview: str, kind: str, old: str, new: str) -> str:
    """The overview with its citations of an item under the item's new key. A source may be cited by its key alone."""
    bare = "?" if kind == "source" else ""
    return re.sub(
        rf"\[\[(\s*)((?:{kind}-){bare})?{re.escape(old)}(\s*)\]\]", rf"[[\1\g<2>{new}\3]]", overview
    )


def renames_of(story_id: int) -> dict[tuple[str, str], str]:
    """Everything in a story that once had another key: 1 query."""
    return {
        (kind, old): new
        for kind, old, new in Renamed.objects.filter(story=story_id).values_list("kind", "old", "new")
    }


def renames_for(revision: Revision) -> Renames:
    """As `renames_of` its story, read once a process: what is renamed reaches readers with the next revision."""
    key = (revision.pk, revision.sha256)
    found = _READ.get(key)
    if found is None:
        found = renames_of(revision.story_id)
        _READ.put(key, found, 1 + len(found))
    return found


def comparable(story_id: int, old: StoryDocument, new: StoryDocument) -> StoryDocument:
    """An earlier document of a story as it is compared with a later one: renamed items are no change. 1 query."""
    return brought_up(old, renames_of(story_id), keys_of(new))


def leads_to(kind: str, key: str) -> str | None:
    """The key under which published stories know a person or organisation that once had this one. 1 query, or 2 more."""
    renames: dict[str, set[str]] = {}
    for old, new in Renamed.objects.filter(kind=kind).values_list("old", "new"):
        renames.setdefault(old, set()).add(new)
    reached, ahead = {key}, sorted(renames.get(key, ()))
    while ahead:
        found = [one for one in ahead if one not in reached]
        reached.update(found)
        there = Entry.objects.filter(kind=kind, key__in=found, story__withdrawn_at__isnull=True)
        if found and (
            known := there.order_by("-story__live__published_at").values_list("key", flat=True).first()
        ):
            return str(known)
        ahead = sorted({new for one in found for new in renames.get(one, ())})
    return None


def is_published(item: Any) -> bool:
    """Whether readers have met the item under its key, in the live revision or an earlier one. 1 query, rarely 3."""
    return was_published(item.story_id, str(item._meta.model_name), item.key)


def was_published(story_id: int, kind: str, key: str) -> bool:
    if Entry.objects.filter(story=story_id, kind=kind, key=key).exists():
        return True
    earlier = Story.objects.get(pk=story_id).revisions.annotate(words=Cast("document", models.TextField()))
    documents = earlier.filter(words__contains=f'"key": "{key}"').values_list("document", flat=True)
    return any(key == item["key"] for document in documents.iterator(1) for item in document[LISTS[kind]])


@dataclass(frozen=True, kw_only=True)
class Touched:
    """What refers to an item by its key, in the draft."""

    bearings: int
    in_overview: int
    series: int

    def __str__(self) -> str:
        """In words, "" if nothing does."""
        b, c, s = self.bearings, self.in_overview, self.series
        counted = (
            (b, ngettext("%(n)s bearing of a motion", "%(n)s bearings of a motion", b)),
            (c, ngettext("%(n)s citation in the overview", "%(n)s citations in the overview", c)),
            (s, ngettext("%(n)s series of a figure", "%(n)s series of a figure", s)),
        )
        return ", ".join(words % {"n": n} for n, words in counted if n)


def referring_to(item: Any) -> Touched:
    """3 queries."""
    kind = str(item._meta.model_name)
    overview = Story.objects.values_list("overview", flat=True).get(pk=item.story_id)
    return Touched(
        bearings=Bearing.objects.filter(motion__story=item.story_id, item=f"{kind}-{item.key}").count(),
        in_overview=len(re.findall(rf"\[\[\s*{_cited(kind)}{re.escape(item.key)}\s*\]\]", overview)),
        series=_series(item).count() if kind == "source" else 0,
    )


def _cited(kind: str) -> str:
    return f"(?:{kind}-)?" if kind == "source" else f"{kind}-"


def _series(source: Any) -> models.QuerySet[Figure]:
    return Figure.objects.filter(story=source.story_id, series_source=source.key)


@transaction.atomic
def rename(item: Any, new: str) -> None:
    """Give an item another key: all that refers to it follows, and what readers know leads there.

    Raises ValidationError if the key is no key, or another item's, or was one.
    """
    story = Story.objects.select_for_update().get(pk=item.story_id)
    kind, old = str(item._meta.model_name), item.key
    if new == old:
        return
    check_key(item, new)
    if is_published(item):
        Renamed.objects.update_or_create(story=story, kind=kind, old=old, defaults={"new": new})
        _READ.clear()
    refer_to(story, kind, old, new)
    if kind == "source":
        _series(item).update(series_source=new)
    item.key = new
    item.save(update_fields=["key"])


OTHERS = {
    "figure": lazy("Another figure of this story has this key."),
    "person": lazy("Another person of this story has this key."),
    "organisation": lazy("Another organisation of this story has this key."),
    "event": lazy("Another event of this story has this key."),
    "scenario": lazy("Another scenario of this story has this key."),
    "precedent": lazy("Another precedent of this story has this key."),
    "quote": lazy("Another quote of this story has this key."),
    "source": lazy("Another source of this story has this key."),
    "motion": lazy("Another motion of this story has this key."),
}


def check_key(item: Any, new: str) -> None:
    """Raises ValidationError if the item cannot have this key."""
    key_validator(new)
    kind, story_id = str(item._meta.model_name), item.story_id
    rows = type(item)._base_manager.filter(story=story_id)
    if len(new) > 80:
        raise ValidationError(_("A key has 80 characters at most."))
    if rows.filter(key=new).exclude(pk=item.pk).exists():
        raise ValidationError(OTHERS[kind])
    keys = set(rows.exclude(pk=item.pk).values_list("key", flat=True))
    other = follow(renames_of(story_id), kind, new, keys)
    if other is not None:
        raise ValidationError(
            _("%(new)s was the key of %(other)s; its old address leads there. Choose another.")
            % {"new": new, "other": other}
        )


def refer_to(story: Story, kind: str, old: str, new: str) -> None:
    """Bearings and the overview name the item by its new key. A bearing that stands there already is not doubled."""
    bearings = Bearing.objects.filter(motion__story=story, item=f"{kind}-{old}")
    there = set(
        Bearing.objects.filter(motion__story=story, item=f"{kind}-{new}").values_list("motion_id", "side")
    )
    for bearing in bearings:
        if (bearing.motion_id, bearing.side) in there:
            bearing.delete()
    bearings.update(item=f"{kind}-{new}")
    overview = recited(story.overview, kind, old, new)
    if overview != story.overview:
        story.overview = overview
        story.save(update_fields=["overview"])
