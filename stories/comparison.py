"""What changed between two documents, in readers' words: section by section, item by item, field by field.

Pure. The same comparison serves the public list of changes and an editor's view of a draft against what
is live.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from newsroom.documents import Part
from stories.document import LISTS, Quote, StoryDocument, cited_items
from stories.page import name_of

LONGEST_COMPARED = 2_000  # words; above it a field is shown as replaced whole, to bound the work

HEADINGS = {
    "figures": "Figures",
    "people": "People",
    "organisations": "Organisations",
    "timeline": "Timeline",
    "scenarios": "Scenarios",
    "history": "Precedents",
    "quotes": "Quotations",
    "sources": "Sources",
    "motions": "Motions",
}
_WORDS = re.compile(r"\w+(?:[’'.,-]\w+)*\s*|[^\w\s]\s*|\s+")
_FIELD_NAMES = {
    "as_of": "as of",
    "is_key": "key event",
    "end_date": "until",
    "url": "address",
    "default": "opening motion",
    "status_line": "status",
    "debatable": "open to debate",
    "not_debatable_reason": "why there is no debate",
    "voices": "open to historical voices",
    "resolution": "outcome",
    "mention": "name in debates",
    "checked": "checked by hand",
    "series": "course over time",
}
_UNSEEN = (
    "schema_version",
    "slug",
    *LISTS.values(),
)  # of the story itself; its items have lists of their own


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of text that stayed, went or came."""

    kind: Literal["same", "out", "in"]
    text: str


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class ItemChange:
    kind: Literal["added", "removed", "changed"]
    name: str
    anchor: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SectionChange:
    heading: str
    items: tuple[ItemChange, ...]


def compare(old: StoryDocument, new: StoryDocument) -> tuple[SectionChange, ...]:
    """Every difference that a reader could see. Nothing for two equal documents."""
    return tuple(section for section in _sections(old, new) if section.items)


def _sections(old: StoryDocument, new: StoryDocument) -> Iterator[SectionChange]:
    head = tuple(_fields(old, new, old, new))
    if head:
        whole = ItemChange(kind="changed", name="Headline and overview", anchor="overview", fields=head)
        yield SectionChange(heading="The story", items=(whole,))
    for kind, name in LISTS.items():
        yield SectionChange(heading=HEADINGS[name], items=tuple(_items(old, new, kind, name)))


def _items(old: StoryDocument, new: StoryDocument, kind: str, name: str) -> Iterator[ItemChange]:
    before = {item.key: item for item in getattr(old, name)}
    after = {item.key: item for item in getattr(new, name)}
    for key, item in after.items():
        anchor = f"{kind}-{key}"
        if key not in before:
            yield ItemChange(kind="added", name=name_of(item), anchor=anchor)
        elif fields := tuple(_fields(before[key], item, old, new)):
            yield ItemChange(kind="changed", name=name_of(item), anchor=anchor, fields=fields)
    for key, item in before.items():
        if key not in after:
            yield ItemChange(kind="removed", name=name_when_gone(item, old), anchor="")
    stayed = [key for key in before if key in after]
    if stayed != [key for key in after if key in before]:
        yield ItemChange(kind="changed", name="The order of the list", anchor="")


def name_when_gone(item: Any, document: StoryDocument) -> str:
    """A quotation that was withdrawn is not repeated: the list of changes says whose it was."""
    if isinstance(item, Quote):
        return f"A quotation of {_name(document, f'person-{item.speaker}')}"
    return name_of(item)


def _fields(before: Any, after: Any, old: StoryDocument, new: StoryDocument) -> Iterator[FieldChange]:
    for name in type(after).model_fields:
        was, now = getattr(before, name), getattr(after, name)
        if was != now and not (isinstance(after, StoryDocument) and name in _UNSEEN):
            pieces = tuple(_pieces(_shown(name, was, old), _shown(name, now, new)))
            yield FieldChange(name=_FIELD_NAMES.get(name, name.replace("_", " ")), pieces=pieces)


def _shown(name: str, value: Any, document: StoryDocument) -> str:
    """A field's value as words: keys become names, dates are spoken, flags are yes and no."""
    kind = {
        "people": "person",
        "organisations": "organisation",
        "sources": "source",
        "speaker": "person",
    }.get(name)
    if kind and isinstance(value, list):
        return "; ".join(_name(document, f"{kind}-{key}") for key in value)
    if kind or name == "source":
        return _name(document, f"{kind or 'source'}-{value}")
    if name == "bearing":
        return "; ".join(f"{_name(document, b.item)} ({b.side}): {b.reason}" for b in value)
    match value:
        case None:
            return ""
        case Part():
            return ", ".join(filter(None, (_shown(field, part, document) for field, part in value)))
        case [Part(), *_]:
            return "; ".join(_shown("", part, document) for part in value)
        case bool():
            return "yes" if value else "no"
        case dt.date():
            return f"{value.day} {value:%B} {value.year}"
        case list():
            return "; ".join(map(str, value))
    text = str(value)
    for ref in cited_items(text) if name == "overview" else ():
        text = text.replace(f"[[{ref}]]", f"[{_name(document, ref)}]")
    return text


def _name(document: StoryDocument, ref: str) -> str:
    found = document.item(ref)
    return name_of(found[1]) if found else ref


def _pieces(was: str, now: str) -> Iterator[Piece]:
    """The two texts as runs of words that stayed, went and came."""
    old, new = _WORDS.findall(was), _WORDS.findall(now)
    if max(len(old), len(new)) > LONGEST_COMPARED:
        old, new = [was], [now]
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(kind="same", text="".join(new[j1:j2]))
            continue
        if i1 < i2:
            yield Piece(kind="out", text="".join(old[i1:i2]))
        if j1 < j2:
            yield Piece(kind="in", text="".join(new[j1:j2]))
