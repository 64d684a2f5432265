"""Rows become documents, documents become rows: compile, publish, load, withdraw.

`publish` is the only way a story reaches readers and `load` the only way a document reaches the rows.
Both work in one transaction, so a refused document leaves nothing behind.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone

from newsroom.documents import DocumentFaults, Fault, Part
from newsroom.errors import Conflict
from stories import index, reviewing
from stories import models as rows
from stories.authors.naming import make_known
from stories.comparison import compare
from stories.document import (
    LISTS,
    StoryDocument,
    check_story,
    schema_needed,
    story_sha256,
)
from stories.finished import finish
from stories.models import Revision, Story
from stories.picturing import image_columns, image_of
from stories.renaming import brought_up, comparable, renames_of, was_published
from stories.truth import checking, kinds

_STORY_FIELDS = (
    "slug language headline category standfirst status_line as_of overview debatable not_debatable_reason voices"
).split()
# Text that a document leaves out is stored as "", so that forms have one way to be empty.
_OPTIONAL = frozenset(
    "status_line not_debatable_reason publisher author url abbreviation resolves_when resolution language mention".split()
)
# A value of several parts is stored as one column for each: part → column.
_Parts = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """How one kind of item is stored: its model, plain fields, single references, reference lists,
    values of several parts, and what its picture is called."""

    model: type[rows.Item]
    fields: tuple[str, ...]
    one: tuple[str, ...] = ()
    many: tuple[str, ...] = ()
    whole: Mapping[str, _Parts] = dataclasses.field(default_factory=dict)
    picture: str = ""


# In the order in which rows are made: what is referred to comes first.
_KINDS = {
    "source": _Kind(
        model=rows.Source, fields=("title", "publisher", "author", "url", "date", "kind", "reliability")
    ),
    "person": _Kind(
        model=rows.Person,
        fields=("name", "office", "part", "alive", "featured"),
        many=("sources",),
        picture="portrait",
    ),
    "organisation": _Kind(
        model=rows.Organisation,
        fields=("name", "type", "status", "description", "abbreviation"),
        many=("sources",),
    ),
    "figure": _Kind(
        model=rows.Figure,
        fields=("value", "unit", "label", "explanation", "as_of", "mention"),
        many=("sources",),
        whole={"series": {part: f"series_{part}" for part in ("unit", "source", "points")}},
    ),
    "event": _Kind(
        model=rows.Event,
        fields=("date", "end_date", "precision", "title", "type", "description", "is_key", "mention"),
        many=("people", "organisations", "sources"),
    ),
    "scenario": _Kind(
        model=rows.Scenario,
        fields=("title", "description", "discussed_by", "resolves_when", "resolution", "mention"),
        many=("sources",),
    ),
    "precedent": _Kind(
        model=rows.Precedent,
        fields=("title", "period", "what_happened", "short_term", "long_term", "relevance", "mention"),
        many=("sources",),
    ),
    "quote": _Kind(
        model=rows.Quote,
        fields=("text", "date", "precision", "context", "mention"),
        one=("speaker", "source"),
        whole={
            "checked": {"date": "checked_on", "by": "checked_by", "against": "checked_against"},
            "original": {"language": "original_language", "text": "original_text"},
        },
    ),
    "motion": _Kind(model=rows.Motion, fields=("text", "default")),
}
_BEARING_FIELDS = ("item", "side", "reason")


def compile_document(story: Story) -> StoryDocument:
    """The draft rows as a document. Raises DocumentFaults with every fault. About 25 queries at any size."""
    return check_story(_plain_draft(story))


def draft_digest(story: Story) -> str:
    """Names what the draft rows say, whether that is a whole story or not. As many queries as compiling."""
    plain = json.dumps(_plain_draft(story), sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain_draft(story: Story) -> dict[str, Any]:
    raw: dict[str, Any] = {name: _out(name, getattr(story, name)) for name in _STORY_FIELDS}
    raw |= {"byline": story.byline, "image": image_of(story)}
    for kind, stored in _KINDS.items():
        raw[LISTS[kind]] = [item for _, item in _compiled_items(story, kind, stored)]
    return raw | {"schema": max(story.schema_version, schema_needed(raw))}


class WrongKind(Conflict):
    """What changed is not what the publication was called; the text says what did."""


def publish(
    story: Story,
    *,
    note: str = "",
    kind: str = Revision.Kind.SUBSTANTIVE,
    reviewed_by: User | None = None,
) -> Revision:
    """Make the draft what readers see. An unchanged draft makes no new revision; returns the live one.

    Raises DocumentFaults if the draft is not a valid document or has a quotation that rests on nothing, and NotReviewed
    where a second pair of eyes is missing. Raises WrongKind for a copy edit that changes more than wording, or a
    correction without a note. Publishing a withdrawn story restores it.
    """
    with transaction.atomic():
        story = Story.objects.select_for_update().get(pk=story.pk)
        document = compile_document(story)
        if unfounded := checking.quotation_faults(story):
            raise DocumentFaults(unfounded)
        sha256 = story_sha256(document)
        if story.live is not None and story.live.sha256 == sha256 and story.withdrawn_at is None:
            return story.live
        change = change_of(story, document)
        kind = Revision.Kind.SUBSTANTIVE if change.is_first else kind
        if why := change.refuses(kind, note):
            raise WrongKind(why)
        reviewing.require(story, sha256, reviewed_by)
        last = story.revisions.aggregate(models.Max("number"))["number__max"] or 0
        tally = (
            tally_of(comparable(story.pk, story.live.as_document(), document), document) if story.live else {}
        )
        story.live = Revision.objects.create(
            story=story,
            number=last + 1,
            document=document.as_json(),
            sha256=sha256,
            kind=kind,
            note=note,
            reviewed_by=reviewing.reviewer_of(story, sha256) or reviewed_by,
            published_at=timezone.now(),
            alters=bool(tally.get("changed") or tally.get("removed") or kind == Revision.Kind.CORRECTION),
            tally=tally,
        )
        story.withdrawn_at, story.withdrawn_reason = None, ""
        story.save(update_fields=["live", "withdrawn_at", "withdrawn_reason"])
        index.refresh(story, document)
        # What fails here is logged: the revision is live, and its page is rendered when asked for.
        transaction.on_commit(partial(finish, story), robust=True)
        return story.live


def change_of(story: Story, draft: StoryDocument) -> kinds.Change:
    """What publishing a draft would change for readers. A new key alone is no change of substance. At most 1 query."""
    return kinds.change(comparable(story.pk, story.live.as_document(), draft) if story.live else None, draft)


def tally_of(old: StoryDocument, new: StoryDocument) -> dict[str, Any]:
    """How many items came and changed, and the names of those taken away, as `Revision.tally` keeps it."""
    items = [item for section in compare(old, new) for item in section.items]
    return {
        "added": sum(item.kind == "added" for item in items),
        "changed": sum(item.kind == "changed" for item in items),
        "removed": [item.name for item in items if item.kind == "removed"],
    }


def withdraw(story: Story, *, reason: str) -> None:
    """Take a story from readers; its address says so, with the reason."""
    story.withdrawn_at, story.withdrawn_reason = timezone.now(), reason
    story.save(update_fields=["withdrawn_at", "withdrawn_reason"])


@transaction.atomic
def load(document: StoryDocument, *, is_new: bool = False) -> tuple[Story, bool]:
    """Make the draft rows say what the document says; rows that it does not have are deleted.

    Publishes nothing. Returns the story and whether any row changed: loading twice changes nothing. is_new: raise
    IntegrityError if somebody else has just made a story of this slug. An item that was renamed keeps its new key,
    whatever the document calls it; raises DocumentFaults where the document takes from a published item the key
    that readers know.
    """
    document = _with_keys_kept(document)
    values = {name: _in(name, getattr(document, name)) for name in _STORY_FIELDS}
    values |= {"schema_version": document.schema_version, "byline": _plain(document.byline)}
    values |= image_columns(document.image)
    make_known(document.byline)
    if is_new:
        story, changed = Story.objects.create(**values), True
    else:
        story, changed = Story.objects.get_or_create(slug=document.slug, defaults=values)
    changed |= _update(story, values)
    made: dict[str, dict[str, int]] = {}
    for kind, stored in _KINDS.items():
        made[kind], kind_changed = _load_items(story, document, kind, stored, made)
        changed |= kind_changed
    changed |= _load_bearings(document, made["motion"])
    checking.take_as_checked(story)
    return story, changed


def _with_keys_kept(document: StoryDocument) -> StoryDocument:
    story = Story.objects.filter(slug=document.slug).first()
    if story is None:
        return document
    stored = {kind: {row.key: row for row in _rows(story, kind)} for kind in _KINDS}
    document = brought_up(document, renames_of(story.pk), stored)
    faults = []
    for kind, rows_by_key in stored.items():
        items = getattr(document, LISTS[kind])
        keys = {item.key for item in items}
        gone = {_identity(kind, row): key for key, row in rows_by_key.items() if key not in keys}
        for i, item in enumerate(items):
            old = gone.get(_identity(kind, item)) if item.key not in rows_by_key else None
            if old is not None and was_published(story.pk, kind, old):
                words = (
                    f"readers know this {kind} as {old}; write that key, or rename the {kind} at the desk, "
                    "which leaves a way from the old address"
                )
                faults.append(Fault(path=f"{LISTS[kind]}[{i}].key", message=words))
    if faults:
        raise DocumentFaults(faults)
    return document


def _identity(kind: str, item: Any) -> tuple[str, ...]:
    """By what a person would say that it is the same item, whatever its key."""
    named = {"figure": ("value", "unit", "label"), "quote": ("text",), "motion": ("text",)}
    fields = named.get(kind) or (("name",) if hasattr(item, "name") else ("title",))
    return tuple(str(getattr(item, name)) for name in fields)


_REFERS = {
    "sources": "source",
    "people": "person",
    "organisations": "organisation",
    "speaker": "person",
    "source": "source",
}


def _in(name: str, value: Any) -> Any:
    return "" if value is None and name in _OPTIONAL else value


def _out(name: str, value: Any) -> Any:
    return None if value == "" and name in _OPTIONAL else value


def _wholes(row: models.Model, whole: Mapping[str, _Parts]) -> dict[str, Any]:
    """Values of several parts, from their columns; None where all are empty. An empty part is left out."""
    found: dict[str, Any] = {}
    for name, parts in whole.items():
        values = {part: getattr(row, column) for part, column in parts.items()}
        found[name] = {part: value for part, value in values.items() if value not in ("", None, [])} or None
    return found


def _columns(model: type[models.Model], item: Part, whole: Mapping[str, _Parts]) -> dict[str, Any]:
    """What `_wholes` would read as the item's values of several parts, column by column."""
    found: dict[str, Any] = {}
    for name, parts in whole.items():
        value = getattr(item, name)
        for part, column in parts.items():
            held = None if value is None else getattr(value, part)
            if held is None:
                held = model._meta.get_field(column).get_default()  # type: ignore[union-attr]
            found[column] = _plain(held) if isinstance(held, list) else held
    return found


def _plain(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [part.model_dump(mode="json", exclude_none=True) for part in parts]


def _update(row: models.Model, values: dict[str, Any]) -> bool:
    """Write only what differs; True if anything did."""
    different = [name for name, value in values.items() if getattr(row, name) != value]
    for name in different:
        setattr(row, name, values[name])
    if different:
        row.save(update_fields=different)
    return bool(different)


def _rows(story: Story, kind: str) -> models.QuerySet[Any]:
    """One kind's rows of a story; they hang on it under the name of the document's list."""
    found: models.QuerySet[Any] = getattr(story, LISTS[kind]).all()
    return found


def _through(stored: _Kind, field: str) -> tuple[type[models.Model], str, str]:
    """The table of a reference list and its two columns: the item's, the referred row's."""
    relation = stored.model._meta.get_field(field)
    assert isinstance(relation, models.ManyToManyField)
    through = relation.remote_field.through
    assert through is not None
    return through, relation.m2m_column_name(), relation.m2m_reverse_name()


def _references(story: Story, kind: str, field: str) -> dict[int, list[int]]:
    """Item id → referred ids in the order in which an editor gave them (the link table's own order)."""
    through, here, there = _through(_KINDS[kind], field)
    ids = _rows(story, kind).values("pk")
    found: dict[int, list[int]] = defaultdict(list)
    for item_id, other_id in (
        through._base_manager.filter(**{f"{here}__in": ids}).order_by("pk").values_list(here, there)
    ):
        found[item_id].append(other_id)
    return found


def _compiled_items(story: Story, kind: str, stored: _Kind) -> list[tuple[int, dict[str, Any]]]:
    keys = {
        other: dict(_rows(story, other).values_list("pk", "key"))
        for other in {_REFERS[name] for name in stored.one + stored.many}
    }
    lists = {field: _references(story, kind, field) for field in stored.many}
    bearings: dict[int, list[dict[str, str]]] = defaultdict(list)
    if kind == "motion":
        for bearing in rows.Bearing.objects.filter(motion__story=story):
            bearings[bearing.motion_id].append({name: getattr(bearing, name) for name in _BEARING_FIELDS})
    standings = checking.standings(story) if kind == "quote" else {}
    compiled = []
    for row in _rows(story, kind).order_by("order", "pk"):
        item = {"key": row.key} | {name: _out(name, getattr(row, name)) for name in stored.fields}
        item |= {name: keys[_REFERS[name]].get(getattr(row, f"{name}_id")) for name in stored.one}
        item |= _wholes(row, stored.whole)
        if stored.picture and (picture := image_of(row)):
            item[stored.picture] = picture
        item |= {
            name: [keys[_REFERS[name]].get(i, "?") for i in lists[name].get(row.pk, [])]
            for name in stored.many
        }
        if kind == "motion":
            item["bearing"] = bearings[row.pk]
        if kind == "quote" and not standings[row.pk].is_checked:
            item["checked"] = None  # what was checked is no longer what stands there
        compiled.append((row.pk, item))
    return compiled


def _load_items(
    story: Story, document: StoryDocument, kind: str, stored: _Kind, made: dict[str, dict[str, int]]
) -> tuple[dict[str, int], bool]:
    """Bring one kind's rows to the document's items. Returns key → row id, and whether any row changed."""
    items = getattr(document, LISTS[kind])
    existing = {row.key: row for row in _rows(story, kind)}
    gone = [row.pk for key, row in existing.items() if key not in {item.key for item in items}]
    if gone:
        stored.model._base_manager.filter(pk__in=gone).delete()
    changed, new = bool(gone), []
    for position, item in enumerate(items, start=1):
        values = {name: _in(name, getattr(item, name)) for name in stored.fields} | {"order": position * 10}
        values |= {f"{name}_id": made[_REFERS[name]][getattr(item, name)] for name in stored.one}
        values |= _columns(stored.model, item, stored.whole)
        if stored.picture:
            values |= image_columns(getattr(item, stored.picture))
        if row := existing.get(item.key):
            changed |= _update(row, values)
        else:
            new.append(stored.model(**{**values, "story": story, "key": item.key}))
    stored.model._base_manager.bulk_create(new)
    ids = dict(_rows(story, kind).values_list("key", "pk"))
    for field in stored.many:
        changed |= _load_references(
            story,
            kind,
            field,
            {ids[item.key]: [made[_REFERS[field]][key] for key in getattr(item, field)] for item in items},
        )
    return ids, changed or bool(new)


def _load_references(story: Story, kind: str, field: str, wanted: dict[int, list[int]]) -> bool:
    through, here, there = _through(_KINDS[kind], field)
    found = _references(story, kind, field)
    different = [pk for pk, others in wanted.items() if found.get(pk, []) != others]
    if not different:
        return False
    through._base_manager.filter(**{f"{here}__in": different}).delete()
    through._base_manager.bulk_create(
        through(**{here: pk, there: other}) for pk in different for other in wanted[pk]
    )
    return True


def _load_bearings(document: StoryDocument, motion_ids: dict[str, int]) -> bool:
    changed = False
    for motion in document.motions:
        motion_id = motion_ids[motion.key]
        wanted = [(bearing.item, bearing.side, bearing.reason) for bearing in motion.bearing]
        stored = rows.Bearing.objects.filter(motion_id=motion_id)
        if list(stored.values_list(*_BEARING_FIELDS)) == wanted:
            continue
        stored.delete()
        rows.Bearing.objects.bulk_create(
            rows.Bearing(
                motion_id=motion_id, order=position * 10, **dict(zip(_BEARING_FIELDS, bearing, strict=True))
            )
            for position, bearing in enumerate(wanted, start=1)
        )
        changed = True
    return changed
