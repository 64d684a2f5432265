"""What nobody at the desk may read yet, whatever their role: they play too.

Some fields of some rows would tell how a game ends before it has been called: a verdict's record, a referee's raw answer.
Apps register them in `AppConfig.ready`, with the one question of which rows are open by now. Every page of the desk that
shows rows asks here (`newsroom.readonly.ReadOnlyAdmin`), for a superuser as for anyone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

WITHHELD = "withheld while somebody can still call it"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """opened: of these rows (by primary key) those that may be read."""

    fields: frozenset[str]
    opened: Callable[[Collection[Any]], set[Any]]


_rules: dict[str, Rule] = {}


def register(label: str, *, fields: Iterable[str], opened: Callable[[Collection[Any]], set[Any]]) -> None:
    """Withhold these fields of a model, by its label such as "debate.verdict", of every row that is not opened."""
    _rules[label] = Rule(fields=frozenset(fields), opened=opened)


def fields_of(model: type[Model]) -> frozenset[str]:
    """The fields that are withheld of a row that is not open."""
    rule = _rules.get(model._meta.label_lower)
    return rule.fields if rule else frozenset()


def withheld(row: Model) -> frozenset[str]:
    """The fields of this row that may not be read now."""
    rule = _rules.get(row._meta.label_lower)
    if rule is None or row.pk in rule.opened([row.pk]):
        return frozenset()
    return rule.fields


def tells(model: type[Model], lookup: str) -> bool:
    """Whether filtering by this lookup, such as "question_set__raw_output__contains", could tell what is withheld."""
    at: Any = model
    for part in lookup.split("__"):
        if at is None or part in fields_of(at):
            return at is not None
        try:
            at = at._meta.get_field(part).related_model
        except FieldDoesNotExist:
            return False
    return False
