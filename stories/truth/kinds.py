"""What kind of change a publication is, found by comparing the two documents. Pure.

Each field of a document changes in one of three ways: as a fact (whatever it says instead is substantive), as wording
(substantive only if a number, a name, a date or a negation in it changed) or freely (nothing that a story claims). When
in doubt it is a fact: what is called a copy edit is never more than one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from newsroom.documents import Part
from stories.document import LISTS, StoryDocument
from stories.truth.verbatim import folded

# By list of the document ("": the story itself): the fields whose change is wording, and those that are free. Any field
# that stands in neither is a fact, one that a later schema brings too.
WORDING: Mapping[str, frozenset[str]] = {
    "": frozenset(("headline", "standfirst", "overview", "not_debatable_reason")),
    "figures": frozenset(("label", "explanation", "mention")),
    "people": frozenset(("part",)),
    "organisations": frozenset(("type", "description")),
    "timeline": frozenset(("title", "type", "description", "mention")),
    "scenarios": frozenset(("title", "description", "resolves_when", "mention")),
    "history": frozenset(("title", "what_happened", "short_term", "long_term", "relevance", "mention")),
    "quotes": frozenset(("context", "mention")),
    "sources": frozenset(("reliability",)),
    "motions": frozenset(("text",)),
}
FREE: Mapping[str, frozenset[str]] = {
    "": frozenset(("schema_version", "language", "category")),
    "people": frozenset(("featured",)),
    "timeline": frozenset(("is_key",)),
    "quotes": frozenset(("checked",)),
    "motions": frozenset(("default",)),
}
_NAMES = {
    "figures": "figure",
    "people": "person",
    "organisations": "organisation",
    "timeline": "event",
    "scenarios": "scenario",
    "history": "precedent",
    "quotes": "quotation",
    "sources": "source",
    "motions": "motion",
}

_CITED = re.compile(r"\[\[[^\[\]]*\]\]")
_TOKEN = re.compile(r"[+\-−]?\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*|[%‰°$€£]|[.!?\n]")
_NEGATIONS = frozenset("not no never none nobody nothing nor neither without cannot hardly".split())
_NUMERALS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million "
    "millions billion billions trillion dozen half third quarter twice double triple first second percent".split()
)

_DAYS = frozenset(
    "January February March April May June July August September October November December Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday".split()
)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One thing that makes a change substantive: where, in an editor's words, and what."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, kw_only=True)
class Change:
    """From what readers see to the draft: why it is more than wording, if it is."""

    is_first: bool  # nothing was published before: then there is no question of kind
    reasons: tuple[Reason, ...]

    @property
    def is_substantive(self) -> bool:
        return self.is_first or bool(self.reasons)

    def refuses(self, kind: str, note: str) -> str:
        """Why a publication cannot be called so; "" if it can."""
        if self.is_first:
            return ""
        if kind == "copy_edit" and self.reasons:
            more = f", and {len(self.reasons) - 3} more" if len(self.reasons) > 3 else ""
            found = "; ".join(map(str, self.reasons[:3]))
            return f"This is more than a copy edit: {found}{more}."
        if kind == "correction" and not note.strip():
            return "A correction needs its note: say what was wrong, and what is right."
        return ""


def change(old: StoryDocument | None, new: StoryDocument) -> Change:
    """What kind of change publishing `new` would be."""
    return Change(is_first=old is None, reasons=substance(old, new) if old else ())


def substance(old: StoryDocument, new: StoryDocument) -> tuple[Reason, ...]:
    """Everything that makes the change from one document to the next more than wording; nothing for a copy edit."""
    names = _names_of(old) | _names_of(new)
    return tuple(_substance(old, new, names))


def _substance(old: StoryDocument, new: StoryDocument, names: Set[str]) -> Iterator[Reason]:
    for field, what in _changed(old, new, "", names):
        if field not in LISTS.values():
            yield Reason(where="The story", what=what)
    for name in LISTS.values():
        before = {item.key: item for item in getattr(old, name)}
        after = {item.key: item for item in getattr(new, name)}
        for key in before.keys() - after.keys():
            yield Reason(where=f"{name} › {key}", what=f"the {_NAMES[name]} was removed")
        for key, item in after.items():
            where = f"{name} › {key}"
            if key not in before:
                yield Reason(where=where, what=f"the {_NAMES[name]} was added")
                continue
            for _, what in _changed(before[key], item, name, names):
                yield Reason(where=where, what=what)


def _changed(old: Part, new: Part, name: str, names: Set[str]) -> Iterator[tuple[str, str]]:
    """Each field of a part that changed in substance, and what of it."""
    for field in type(new).model_fields:
        was, now = getattr(old, field), getattr(new, field)
        if was == now or field in FREE.get(name, ()):
            continue
        words = field.replace("_", " ")
        if field in WORDING[name]:
            if what := _in_prose(was or "", now or "", names):
                yield field, f"{what} in the {words} changed"
        elif field == "text" and name == "quotes":
            if folded(was) != folded(now):
                yield field, "the words of the quotation changed"
        elif field == "image":
            yield from _in_image(was, now, names)
        elif field == "bearing":
            yield from _in_bearings(was, now, names)
        else:
            yield field, f"the {words} changed"


def _in_image(was: Any, now: Any, names: Set[str]) -> Iterator[tuple[str, str]]:
    if was is None or now is None or was.file != now.file:
        yield "image", "the picture changed"
        return
    for part in ("alt", "credit", "caption"):
        if what := _in_prose(getattr(was, part) or "", getattr(now, part) or "", names):
            yield "image", f"{what} in the picture’s {part} changed"


def _in_bearings(was: Any, now: Any, names: Set[str]) -> Iterator[tuple[str, str]]:
    before = {(bearing.item, bearing.side): bearing.reason for bearing in was}
    after = {(bearing.item, bearing.side): bearing.reason for bearing in now}
    for item, side in before.keys() - after.keys():
        yield "bearing", f"{item} no longer speaks {side}"
    for item, side in after.keys() - before.keys():
        yield "bearing", f"{item} now speaks {side}"
    for key in before.keys() & after.keys():
        if what := _in_prose(before[key], after[key], names):
            yield "bearing", f"{what} in the reason of {key[0]} changed"


def _in_prose(was: str, now: str, names: Set[str]) -> str:
    """What of substance changed in a text; "" if only the wording did."""
    before, after = _claims(was, names), _claims(now, names)
    for what in ("a number or date", "a name", "a negation"):
        if before[what] != after[what]:
            return what
    return ""


def _claims(text: str, names: Set[str]) -> dict[str, list[str]]:
    """The numbers, names and negations of a text, in its order. A capital that begins a sentence makes no name of a
    word, unless it is one elsewhere.
    """
    found: dict[str, list[str]] = {"a number or date": [], "a name": [], "a negation": []}
    begins = True
    for word in _TOKEN.findall(_CITED.sub(" ", text)):
        bare = word.replace("’", "'").removesuffix("'s")
        low = bare.casefold()
        if word in ".!?\n":
            begins = True
            continue
        if bare[-1].isdigit() or bare in "%‰°$€£" or low in _NUMERALS or bare in _DAYS:
            found["a number or date"].append(bare)
        elif low in _NEGATIONS or low.endswith("n't"):
            found["a negation"].append("not" if low.endswith("n't") else low)
        elif bare != low and (not begins or bare in names or bare[1:] != low[1:]):
            found["a name"].append(bare)
        begins = False
    return found


def _names_of(document: StoryDocument) -> frozenset[str]:
    """The words that are names in a story wherever they stand."""
    named = [person.name for person in document.people] + [body.name for body in document.organisations]
    return frozenset(
        {
            word
            for name in named
            for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", name)
            if word[0].isupper()
        }
    )
