"""An editor's decisions: proposals become draft rows, with the source attached and where they came from kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from stories import models as rows
from stories.document import LISTS
from stories.intake.drafts import missing
from stories.intake.matching import Known
from stories.intake.models import Proposal
from stories.keys import free_key
from stories.models import Item, Story

MODELS: Final[Mapping[str, Any]] = {  # generic code asks each for what they share
    "person": rows.Person,
    "organisation": rows.Organisation,
    "figure": rows.Figure,
    "event": rows.Event,
    "quote": rows.Quote,
    "scenario": rows.Scenario,
    "motion": rows.Motion,
}
ORDER: Final = tuple(
    MODELS
)  # people before the quotations that they say, items before the motions that they bear on
_WORDS: Final = {"speaker": "Speaker", "date": "Date", "as_of": "Day it is true of"}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Accept with these values, or reject (values None)."""

    proposal: Proposal
    values: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What became of decisions. faults: by proposal, for those that stay undecided; nothing of these is stored."""

    accepted: int
    rejected: int
    also: tuple[str, ...]  # people who were added because somebody quotes them
    faults: Mapping[int, tuple[str, ...]]


@transaction.atomic
def decide(story: Story, decisions: list[Decision], by: User) -> Decided:
    """Carry out what can be: each decision stands alone, so one that cannot be carried out keeps no other."""
    Story.objects.select_for_update().get(pk=story.pk)
    # Whoever decided a moment ago has decided.
    known = Known(story)
    open_now = set(
        Proposal.objects.undecided()
        .filter(pk__in=[d.proposal.pk for d in decisions])
        .values_list("pk", flat=True)
    )
    faults: dict[int, tuple[str, ...]] = {}
    also: list[str] = []
    accepted = rejected = 0
    for decision in sorted(
        decisions, key=lambda d: (ORDER.index(d.proposal.kind), d.proposal.start, d.proposal.pk)
    ):
        if decision.proposal.pk not in open_now:
            continue
        if decision.values is None:
            _decided(decision.proposal, Proposal.State.REJECTED, by, None)
            rejected += 1
            continue
        try:
            with transaction.atomic():
                also += accept(story, known, decision.proposal, decision.values, by)
                accepted += 1
        except ValidationError as error:
            faults[decision.proposal.pk] = tuple(_in_words(error))
    return Decided(accepted=accepted, rejected=rejected, also=tuple(also), faults=faults)


def accept(story: Story, known: Known, proposal: Proposal, values: Mapping[str, Any], by: User) -> list[str]:
    """Make the item. Returns the names of people made along with it. Raises ValidationError, field by field."""
    kind = proposal.kind
    if left := missing(kind, values):
        raise ValidationError({name: f"{_WORDS.get(name, name.capitalize())} needed." for name in left})
    model = MODELS[kind]
    fields = {field.name for field in model._meta.concrete_fields}
    given = {
        name: value
        for name, value in values.items()
        if name in fields and name not in ("id", "key", "order", "story", "speaker", "source")
    }
    item = model(story=story, **given)
    also: list[str] = []
    if isinstance(item, rows.Quote):
        item.source = proposal.source
        item.speaker, also = _speaker(story, known, proposal, str(values["speaker"]), by)
        item.context = item.context or _context(proposal)
    if isinstance(item, rows.Event) and not values.get("end_date"):
        item.end_date = None
    item.key = key_of(item)
    item.order = (getattr(story, LISTS[kind]).aggregate(last=Max("order"))["last"] or 0) + 10
    item.clean_fields(exclude=_may_wait(item))
    item.save()
    known.add(kind, item)
    if hasattr(item, "sources"):
        item.sources.add(proposal.source)
    if isinstance(item, rows.Event):
        item.people.set(known.named_in("person", proposal.passage))
        item.organisations.set(known.named_in("organisation", proposal.passage))
    if isinstance(item, rows.Motion):
        _bearings(story, proposal, item, values.get("bearings") or ())
    is_edited = any(
        _plain(values.get(name)) != _plain(proposed)
        for name, proposed in proposal.values.items()
        if name in values
    )
    _decided(proposal, Proposal.State.EDITED if is_edited else Proposal.State.ACCEPTED, by, item.pk)
    return also


def key_of(item: Any) -> str:
    """As the desk proposes keys; people and organisations keep the one that they have in other stories."""
    if isinstance(item, rows.Person | rows.Organisation):
        named = type(item)._default_manager.filter(name=item.name)
        elsewhere = named.exclude(story=item.story).values_list("key", flat=True).first()
        if elsewhere and not type(item)._default_manager.filter(story=item.story, key=elsewhere).exists():
            return elsewhere
    return free_key(item)


def _may_wait(item: Item) -> list[str]:
    """Fields that a draft may leave empty: the checklist asks for them before publication."""
    return [
        "order", "story",
        *(field.name for field in item._meta.concrete_fields if not field.blank and getattr(item, field.attname) == ""),
    ]  # fmt: skip


def _speaker(
    story: Story, known: Known, proposal: Proposal, name: str, by: User
) -> tuple[rows.Person, list[str]]:
    """The person of the story who says it; else the one that the same text proposes, accepted along; else by name alone."""
    if person := known.person(name):
        return person, []
    offered = [
        p
        for p in Proposal.objects.undecided().filter(source=proposal.source, kind="person")
        if p.values.get("name") == name
    ]
    if offered:
        accept(story, known, offered[0], offered[0].values, by)
        return rows.Person.objects.filter(story=story).latest("pk"), [name]
    person = rows.Person(story=story, name=name)
    person.key = key_of(person)
    person.order = (story.people.aggregate(last=Max("order"))["last"] or 0) + 10
    person.clean_fields(exclude=_may_wait(person))
    person.save()
    known.add("person", person)
    person.sources.add(proposal.source)
    return person, [name]


def _context(proposal: Proposal) -> str:
    source = proposal.source
    where = source.publisher or f"“{source.title}”"
    return f"As reported by {where}" + (f" on {source.date:%-d %B %Y}." if source.date else ".")


def _bearings(story: Story, proposal: Proposal, motion: rows.Motion, bearings: Any) -> None:
    """Those that rest on a passage which an item of the story came from."""
    made = [
        p for p in Proposal.objects.filter(source=proposal.source, item__isnull=False) if p.kind != "motion"
    ]
    seen = set[str]()
    for number, bearing in enumerate(bearings):
        for other in made:
            item = MODELS[other.kind]._default_manager.filter(pk=other.item, story=story).first()
            if (
                item
                and other.start < bearing["end"]
                and bearing["start"] < other.end
                and f"{other.kind}-{item.key}" not in seen
            ):
                seen.add(f"{other.kind}-{item.key}")
                rows.Bearing.objects.create(
                    motion=motion,
                    item=f"{other.kind}-{item.key}",
                    side=bearing["side"],
                    reason=bearing["reason"],
                    order=number,
                )
                break


def _decided(proposal: Proposal, state: str, by: User, item: int | None) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at, proposal.item = state, by, timezone.now(), item
    proposal.save(update_fields=["state", "decided_by", "decided_at", "item"])


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else re.sub(r"\s+", " ", str(value or "")).strip()


def _in_words(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return [str(message) for message in error.messages]
    return [
        message if message.endswith("needed.") else f"{name.replace('_', ' ').capitalize()}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]
