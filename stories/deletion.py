"""What goes with an item and what is left broken, in words; and whatever was deleted, kept until the next publication.

What is kept is every row that Django would delete with the item, as it was: quotations of a person, ties of events,
a motion's bearings, a source's text. Put back, each has its old number, so that whatever refers to it fits again.
What only names an item by its key (bearings of other motions, the overview) stays where it is and is whole again too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models, router, transaction
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.afresh import afresh
from stories.document import CITABLE, LISTS
from stories.models import Bearing, Deleted, Figure, Item, Story

SHOWN = 8  # of one list; the rest is counted


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What deleting items does to their story."""

    goes: tuple[str, ...]  # what is deleted too
    broken: tuple[str, ...]  # what names them by key and blocks publication until it is mended
    loses: tuple[str, ...]  # what stays, without them


def consequences(items: Sequence[Any]) -> Consequences:
    """In words, for items of one kind; of several stories they are told together."""
    rows = [row for row in _with(items) if isinstance(row, Item) and row not in items]
    gone = [*items, *rows]
    return Consequences(
        goes=_listed(afresh(_called(row)) for row in rows),
        broken=_listed(_naming(gone)),
        loses=_listed(_without(gone)),
    )


def _with(items: Sequence[Any]) -> list[models.Model]:
    """Every row that is deleted with these, themselves among them."""
    if not items:
        return []
    collector = Collector(using=router.db_for_write(type(items[0])))
    collector.collect(list(items))
    found: list[models.Model] = [row for rows in collector.data.values() for row in rows]
    return [*found, *(row for rows in collector.fast_deletes for row in rows)]


def _called(row: Any) -> str:
    return f"the {row._meta.model_name} {row.key}"  # in English: rows keep it, and pages tell it afresh


def _listed(words: Iterator[str]) -> tuple[str, ...]:
    found = list(dict.fromkeys(words))
    more = len(found) - SHOWN
    return (*found[:SHOWN], _("and %(n)s more") % {"n": more}) if more > 0 else tuple(found)


def _naming(gone: Sequence[Any]) -> Iterator[str]:
    for row in gone:
        kind = str(row._meta.model_name)
        for bearing in Bearing.objects.filter(
            motion__story=row.story_id, item=f"{kind}-{row.key}"
        ).select_related("motion"):
            if bearing.motion not in gone:
                words = _("a bearing of the motion “%(motion)s” that cites %(item)s")
                yield words % {"motion": bearing.motion.text, "item": f"{kind}-{row.key}"}
        cited = [f"[[{kind}-{row.key}]]"] if kind in (*CITABLE, "source") else []
        cited += [f"[[{row.key}]]"] if kind == "source" else []
        overview = Story.objects.values_list("overview", flat=True).get(pk=row.story_id)
        for citation in cited:
            if citation in overview:
                yield _("the overview, which cites %(citation)s") % {"citation": citation}
        if kind == "source":
            for figure in Figure.objects.filter(story=row.story_id, series_source=row.key):
                yield _("the series of the figure %(key)s, which rests on it") % {"key": figure.key}


def _without(gone: Sequence[Any]) -> Iterator[str]:
    """Events that name somebody no longer, and items that rest on no source any more."""
    for row in gone:
        kind = str(row._meta.model_name)
        if kind in ("person", "organisation"):
            for event in row.events.all():
                if event not in gone:
                    yield _("the event %(event)s, which names %(key)s") % {"event": event.key, "key": row.key}
    sources = {row.pk for row in gone if row._meta.model_name == "source"}
    for name in LISTS.values() if sources else ():
        model: Any = Story._meta.get_field(name).related_model
        if not any(field.name == "sources" for field in model._meta.many_to_many):
            continue
        for item in model._base_manager.filter(sources__in=sources).distinct():
            if item not in gone and not item.sources.exclude(pk__in=sources).exists():
                yield _("%(item)s, which then rests on no source") % {"item": afresh(_called(item))}


def delete(items: Sequence[Any], *, by: User | None) -> list[Deleted]:
    """Delete items and keep them, a row for each story, until its next publication."""
    kept = []
    with transaction.atomic():
        for story in Story.objects.filter(pk__in={item.story_id for item in items}).select_for_update():
            prune(story)
            numbers = [item.pk for item in items if item.story_id == story.pk]
            own: list[Any] = list(type(items[0])._base_manager.filter(pk__in=numbers))  # as they are now
            if not own:
                continue
            words = ", ".join(_called(item).removeprefix("the ") for item in own[:SHOWN])
            rows = json.loads(serializers.serialize("json", _with(own)))
            more = f" and {len(own) - SHOWN} more" if len(own) > SHOWN else ""
            kept.append(Deleted.objects.create(story=story, what=f"{words}{more}"[:300], kept=rows, by=by))
            type(own[0])._base_manager.filter(pk__in=numbers).delete()
    return kept


def recent(story: Story) -> models.QuerySet[Deleted]:
    """What was deleted since the last publication, the latest first."""
    found = Deleted.objects.filter(story=story)
    return found.filter(at__gt=story.live.published_at) if story.live else found


def prune(story: Story) -> None:
    """What was deleted before the last publication is not kept."""
    if story.live:
        Deleted.objects.filter(story=story, at__lte=story.live.published_at).delete()


@transaction.atomic
def put_back(deleted: Deleted) -> str:
    """Every row as it was; says in words what could not come back. Raises ValidationError where an item cannot."""
    Story.objects.select_for_update().get(pk=deleted.story_id)
    found = [
        entry.object
        for entry in serializers.deserialize("json", json.dumps(deleted.kept), ignorenonexistent=True)
    ]
    there = {(type(row), row.pk) for row in found}
    lost = 0
    for row in found:
        if isinstance(row, Item):
            _check_free(row)
        missing = [field for field in _refers(row) if not _is_there(row, field, there)]
        if missing and isinstance(row, Item):
            words = _("%(item)s needs what is gone meanwhile (%(what)s): put that back first.") % {
                "item": afresh(_called(row)),
                "what": missing[0].verbose_name,
            }
            raise ValidationError(words[0].upper() + words[1:])
        if missing:
            lost += 1
        else:
            row.save_base(raw=True)
    deleted.delete()
    words = ngettext(
        "What is gone meanwhile it no longer names: %(n)s time.",
        "What is gone meanwhile it no longer names: %(n)s times.",
        lost,
    )
    return words % {"n": lost} if lost else ""


def _check_free(row: Any) -> None:
    if type(row)._base_manager.filter(story=row.story_id, key=row.key).exists():
        raise ValidationError(
            _("%(item)s is the key of another item meanwhile; give that another key first.")
            % {"item": row.key}
        )


def _refers(row: models.Model) -> list[Any]:
    return [field for field in row._meta.concrete_fields if field.remote_field]


def _is_there(row: models.Model, field: Any, there: set[tuple[type[models.Model], Any]]) -> bool:
    value = getattr(row, field.attname)
    model = field.related_model
    return value is None or (model, value) in there or model._base_manager.filter(pk=value).exists()
