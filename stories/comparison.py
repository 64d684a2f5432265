"""What changed between two documents, in readers' words: section by section, item by item, field by field.

The same comparison serves the public list of changes and an editor's view of a draft against what
is live.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from newsroom.documents import Part
from newsroom.languages.saying import said_language
from stories.document import LISTS, Quote, StoryDocument, cited_items
from stories.page import OUTCOMES, SOURCE_KINDS, name_of
from stories.schema2 import Author, Image
from stories.shown import shown_date

LONGEST_COMPARED = 2_000  # words; above it a field is shown as replaced whole, to bound the work

HEADINGS = {
    "story": lazy("The story"),
    "figures": lazy("Figures"),
    "people": lazy("People"),
    "organisations": lazy("Organisations"),
    "timeline": lazy("Timeline"),
    "scenarios": lazy("Scenarios"),
    "history": lazy("Precedents"),
    "quotes": lazy("Quotations"),
    "sources": lazy("Sources"),
    "motions": lazy("Motions"),
}
_WORDS = re.compile(r"\w+(?:[’'.,-]\w+)*\s*|[^\w\s]\s*|\s+")
_FIELD_NAMES = {
    "headline": pgettext_lazy("field", "headline"),
    "category": pgettext_lazy("field", "category"),
    "standfirst": pgettext_lazy("field", "standfirst"),
    "status_line": pgettext_lazy("field", "status"),
    "as_of": pgettext_lazy("field", "as of"),
    "overview": pgettext_lazy("field", "overview"),
    "debatable": pgettext_lazy("field", "open to debate"),
    "not_debatable_reason": pgettext_lazy("field", "why there is no debate"),
    "voices": pgettext_lazy("field", "open to historical voices"),
    "language": pgettext_lazy("field", "language"),
    "byline": pgettext_lazy("field", "byline"),
    "image": pgettext_lazy("field", "picture"),
    "portrait": pgettext_lazy("field", "portrait"),
    "alt": pgettext_lazy("field", "alt"),
    "credit": pgettext_lazy("field", "credit"),
    "caption": pgettext_lazy("field", "caption"),
    "licence": pgettext_lazy("field", "licence"),
    "focus": pgettext_lazy("field", "focus"),
    "file": pgettext_lazy("field", "file"),
    "role": pgettext_lazy("field", "role"),
    "value": pgettext_lazy("field", "value"),
    "unit": pgettext_lazy("field", "unit"),
    "label": pgettext_lazy("field", "label"),
    "explanation": pgettext_lazy("field", "explanation"),
    "sources": pgettext_lazy("field", "sources"),
    "source": pgettext_lazy("field", "source"),
    "mention": pgettext_lazy("field", "name in debates"),
    "series": pgettext_lazy("field", "course over time"),
    "date": pgettext_lazy("field", "date"),
    "end_date": pgettext_lazy("field", "until"),
    "precision": pgettext_lazy("field", "precision"),
    "people": pgettext_lazy("field", "people"),
    "organisations": pgettext_lazy("field", "organisations"),
    "name": pgettext_lazy("field", "name"),
    "office": pgettext_lazy("field", "office"),
    "part": pgettext_lazy("field", "part"),
    "alive": pgettext_lazy("field", "alive"),
    "featured": pgettext_lazy("field", "featured"),
    "type": pgettext_lazy("field", "type"),
    "status": pgettext_lazy("field", "status"),
    "description": pgettext_lazy("field", "description"),
    "abbreviation": pgettext_lazy("field", "abbreviation"),
    "title": pgettext_lazy("field", "title"),
    "is_key": pgettext_lazy("field", "key event"),
    "discussed_by": pgettext_lazy("field", "discussed by"),
    "resolves_when": pgettext_lazy("field", "resolves when"),
    "resolution": pgettext_lazy("field", "outcome"),
    "period": pgettext_lazy("field", "period"),
    "what_happened": pgettext_lazy("field", "what happened"),
    "short_term": pgettext_lazy("field", "short term"),
    "long_term": pgettext_lazy("field", "long term"),
    "relevance": pgettext_lazy("field", "relevance"),
    "text": pgettext_lazy("field", "text"),
    "speaker": pgettext_lazy("field", "speaker"),
    "context": pgettext_lazy("field", "context"),
    "checked": pgettext_lazy("field", "checked by hand"),
    "original": pgettext_lazy("field", "original"),
    "publisher": pgettext_lazy("field", "publisher"),
    "author": pgettext_lazy("field", "author"),
    "url": pgettext_lazy("field", "address"),
    "kind": pgettext_lazy("field", "kind"),
    "reliability": pgettext_lazy("field", "reliability"),
    "default": pgettext_lazy("field", "opening motion"),
    "bearing": pgettext_lazy("field", "bearing"),
}
# Fields whose values are the format's own words: what readers are told in their place.
_CHOICES = {
    "kind": SOURCE_KINDS,
    "precision": {
        "day": pgettext_lazy("a date is known", "to the day"),
        "month": pgettext_lazy("a date is known", "to the month"),
        "year": pgettext_lazy("a date is known", "to the year"),
        "approximate": pgettext_lazy("a date is known", "approximately"),
    },
    "resolution": OUTCOMES,
}
_SIDES = {
    "pro": pgettext_lazy("an item speaks", "for"),
    "con": pgettext_lazy("an item speaks", "against"),
    "both": pgettext_lazy("an item speaks", "for both sides"),
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

    @property
    def word(self) -> str:
        return {"added": _("Added"), "removed": _("Removed"), "changed": _("Changed")}[self.kind]


@dataclass(frozen=True, kw_only=True)
class SectionChange:
    """name: of the document's list, or `story` for what stands in none."""

    name: str
    items: tuple[ItemChange, ...]

    @property
    def heading(self) -> str:
        return str(HEADINGS[self.name])


def compare(old: StoryDocument, new: StoryDocument) -> tuple[SectionChange, ...]:
    """Every difference that a reader could see. Nothing for two equal documents."""
    return tuple(section for section in _sections(old, new) if section.items)


def _sections(old: StoryDocument, new: StoryDocument) -> Iterator[SectionChange]:
    head = tuple(_fields(old, new, old, new))
    if head:
        whole = ItemChange(kind="changed", name=_("Headline and overview"), anchor="overview", fields=head)
        yield SectionChange(name="story", items=(whole,))
    for kind, name in LISTS.items():
        yield SectionChange(name=name, items=tuple(_items(old, new, kind, name)))


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
        yield ItemChange(kind="changed", name=_("The order of the list"), anchor="")


def name_when_gone(item: Any, document: StoryDocument) -> str:
    """A quotation that was withdrawn is not repeated: the list of changes says whose it was."""
    if isinstance(item, Quote):
        return _("A quotation of %(name)s") % {"name": _name(document, f"person-{item.speaker}")}
    return name_of(item)


def _fields(before: Any, after: Any, old: StoryDocument, new: StoryDocument) -> Iterator[FieldChange]:
    for name in type(after).model_fields:
        was, now = getattr(before, name), getattr(after, name)
        if was != now and not (isinstance(after, StoryDocument) and name in _UNSEEN):
            said = _shown(name, now, new)
            if isinstance(was, Image) and isinstance(now, Image) and was.file != now.file:
                said = _("another picture: %(words)s") % {"words": said}
            pieces = tuple(_pieces(_shown(name, was, old), said))
            yield FieldChange(name=str(_FIELD_NAMES.get(name, name.replace("_", " "))), pieces=pieces)


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
    if name == "language":
        return said_language(value) if value else ""
    if name == "bearing":
        return "; ".join(f"{_name(document, b.item)} ({_SIDES[b.side]}): {b.reason}" for b in value)
    if name in _CHOICES and value is not None:
        return str(_CHOICES[name][value])
    match value:
        case None:
            return ""
        case Image():
            return "; ".join(filter(None, _of_picture(value)))
        case Author():
            has_page = _("with a page of their own") if value.slug else ""
            return ", ".join(filter(None, (value.name, value.role, has_page)))
        case Part():
            return ", ".join(filter(None, (_shown(field, part, document) for field, part in value)))
        case [Part(), *_]:
            return "; ".join(_shown("", part, document) for part in value)
        case bool():
            return _("yes") if value else _("no")
        case dt.date():
            return shown_date(value)
        case list():
            return "; ".join(map(str, value))
    text = str(value)
    for ref in cited_items(text) if name == "overview" else ():
        text = text.replace(f"[[{ref}]]", f"[{_name(document, ref)}]")
    return text


def _of_picture(image: Image) -> Iterator[str]:
    """What a reader is told of a picture; its file and numbers say nothing to them."""
    yield image.alt or _("a picture that only decorates")
    yield image.caption or ""
    yield image.credit
    yield image.licence or ""
    if image.focus:
        x, y = image.focus
        yield _("around the point %(x)d %% from the left and %(y)d %% from the top") % {"x": x, "y": y}


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
