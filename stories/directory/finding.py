"""Who is known across all stories: found by name however it is written, and who may be there twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from stories import models as rows
from stories.directory.folding import finds, may_be_one, plain, skeleton, words
from stories.models import Entry, Item

MODELS: dict[str, type[Item]] = {"person": rows.Person, "organisation": rows.Organisation}
FOUND_AT_MOST = 12


@dataclass(frozen=True, kw_only=True)
class Known:
    """One person or organisation, under one key, as the drafts have them; the latest story's words first."""

    kind: str
    key: str
    names: tuple[str, ...]
    lines: tuple[str, ...]  # offices, or types
    abbreviation: str
    alive: bool
    stories: tuple[tuple[int, str], ...]  # id and headline
    published: int  # of how many stories readers know them

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def line(self) -> str:
        return self.lines[0]

    @property
    def apart(self) -> bool:
        """Whether one key names what look like two."""
        return any(not may_be_one(self.name, name) for name in self.names[1:])

    def apart_from(self, name: str) -> bool:
        """Whether this key is somebody else’s than the one of this name."""
        return not any(may_be_one(name, theirs) for theirs in self.names)


def directory(kind: str) -> list[Known]:
    """Everybody, or every body, in the drafts, by name. 2 queries."""
    line = "office" if kind == "person" else "type"
    fields = [
        "key",
        "name",
        line,
        "story_id",
        "story__headline",
        "alive" if kind == "person" else "abbreviation",
    ]
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    ordered = MODELS[kind]._base_manager.order_by("-story__as_of", "-story_id", "order", "pk")
    for row in ordered.values_list(*fields):
        found[row[0]].append(row)
    published: dict[str, int] = defaultdict(int)
    entries = Entry.objects.filter(kind=kind, story__live__isnull=False, story__withdrawn_at__isnull=True)
    for key in entries.values_list("key", flat=True):
        published[key] += 1
    known = [
        Known(
            kind=kind,
            key=key,
            names=tuple(dict.fromkeys(row[1] for row in of_key)),
            lines=tuple(dict.fromkeys(row[2] for row in of_key)),
            abbreviation="" if kind == "person" else next((row[5] for row in of_key if row[5]), ""),
            alive=bool(of_key[0][5]) if kind == "person" else True,
            stories=tuple((row[3], row[4]) for row in of_key),
            published=published[key],
        )
        for key, of_key in found.items()
    ]
    return sorted(known, key=lambda one: (plain(one.name), one.key))


def found(asked: str, known: Sequence[Known]) -> list[Known]:
    """Those whom what was typed may name, the surest and the most used first."""
    ranked = [(max(finds(asked, name, one.abbreviation) for name in one.names), one) for one in known]
    ranked = [(rank, one) for rank, one in ranked if rank]
    ranked.sort(key=lambda ranked: (-ranked[0], -len(ranked[1].stories), ranked[1].name))
    return [one for _, one in ranked[:FOUND_AT_MOST]]


def same_as(name: str, key: str, known: Sequence[Known]) -> list[Known]:
    """Those with another key who may be the one of this name: before a second page for one is made."""
    return [one for one in known if one.key != key and any(may_be_one(name, theirs) for theirs in one.names)]


def doubles(known: Sequence[Known]) -> Iterator[tuple[Known, Known]]:
    """Two keys for what may be one, by name or abbreviation. Only those whose last words sound alike are compared."""
    rooms: dict[str, dict[str, Known]] = defaultdict(dict)
    for one in known:
        for name in one.names:
            if telling := words(name):
                for word in {telling[0], telling[-1]} if one.kind == "organisation" else {telling[-1]}:
                    rooms[skeleton(word)][one.key] = one
        if len(_letters(one.abbreviation)) > 2:
            rooms[f"={_letters(one.abbreviation)}"][one.key] = one
    seen: set[tuple[str, str]] = set()
    for room in rooms.values():
        for one, other in combinations(room.values(), 2):
            pair = (min(one.key, other.key), max(one.key, other.key))
            if pair not in seen and _may_be_double(one, other):
                seen.add(pair)
                yield one, other


def _letters(abbreviation: str) -> str:
    return plain(abbreviation).replace(" ", "")


def _may_be_double(one: Known, other: Known) -> bool:
    if len(_letters(one.abbreviation)) > 2 and _letters(one.abbreviation) == _letters(other.abbreviation):
        return True
    return any(may_be_one(a, b) for a in one.names for b in other.names)
