"""What calls are made for, as the admin names it: apps register their kinds of subject in `AppConfig.ready`.

A call knows its subject by label and number ("debate.debate", 7). What that is called, to which story it belongs and
whether the answers that it was given may be read yet, its app says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from newsroom.llm.models import Call


@dataclass(frozen=True, kw_only=True)
class Described:
    """name: of the subject itself; url: its page at the desk, "" if it has none."""

    name: str
    url: str
    story: str
    story_url: str


@dataclass(frozen=True, kw_only=True)
class Kind:
    """describe: of these numbers those that are there. sealed: those whose answers nobody may read yet."""

    describe: Callable[[Collection[str]], Mapping[str, Described]]
    sealed: Callable[[Collection[str]], Collection[str]]


_kinds: dict[str, Kind] = {}


def register(
    label: str,
    *,
    describe: Callable[[Collection[str]], Mapping[str, Described]],
    sealed: Callable[[Collection[str]], Collection[str]],
) -> None:
    _kinds[label] = Kind(describe=describe, sealed=sealed)


def describe(label: str, numbers: Collection[str]) -> Mapping[str, Described]:
    kind = _kinds.get(label)
    return kind.describe(numbers) if kind and numbers else {}


def opened(calls: Collection[Any]) -> set[Any]:
    """Of these calls (by primary key) those whose answers may be read: 1 query, and those of each kind of subject."""
    rows = list(Call.objects.filter(pk__in=calls).values_list("pk", "subject", "subject_id"))
    numbers: dict[str, set[str]] = defaultdict(set)
    for _, label, number in rows:
        numbers[label].add(number)
    closed = {
        (label, number)
        for label, asked in numbers.items()
        if label in _kinds
        for number in _kinds[label].sealed(asked)
    }
    return {pk for pk, label, number in rows if (label, number) not in closed}
