"""What a reading of a text proposes: an item's values, and the exact passage they rest on. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

# What an editor has to give before a row can be made, by kind; the rest of a draft may stay empty for a while.
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "person": ("name",),
    "organisation": ("name",),
    "figure": ("value", "as_of"),
    "event": ("title", "date"),
    "quote": ("text", "speaker", "date"),
    "scenario": ("title",),
    "motion": ("text",),
}
KINDS: Final = tuple(NEEDED)
PASSAGE_CHARACTERS: Final = 1_500


@dataclass(frozen=True, kw_only=True)
class Article:
    """A text as it is kept, and when it was written; None where nobody knows."""

    text: str
    date: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One proposed item. `passage` is `text[start:end]` of the kept text. values: the item's fields, plain JSON."""

    kind: str
    values: Mapping[str, Any]
    start: int
    end: int
    hint: str = ""  # why something is left to the editor
    leads: Mapping[str, Any] = field(default_factory=dict, compare=False)  # bearings of a motion


def missing(kind: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields without which no row can be made."""
    return tuple(name for name in NEEDED[kind] if not values.get(name))
