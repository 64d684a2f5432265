"""What kind of change a publication is, found by comparing the two documents. Pure.

Each field of a document changes in one of three ways: as a fact (whatever it says instead is substantive), as wording
(substantive only if a number, a name, a date, a negation or another word that turns a claim changed) or freely (nothing that a story claims). When
in doubt it is a fact: what is called a copy edit is never more than one.

In prose the words that turn a claim count as facts: opposites (rose, fell), hedges (allegedly, may) and amounts (most, some);
so do an address, what is cited, and a capital that begins a sentence where neither document has the word without it.
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
# Words that turn what a sentence claims: which way, how sure, how many.
_OPPOSITES = frozenset(
    "up down rise rises rose risen fall falls fell fallen increase increases increased decrease decreases decreased grew "
    "shrank more less fewer higher lower above below over under before after since until against "
    "won win wins lost lose loses accept accepts accepted reject rejects rejected refuse refuses refused agree agrees agreed "
    "deny denies denied confirm confirms confirmed support supports supported oppose opposes opposed allow allows allowed "
    "ban bans banned forbid forbids forbade pass passes passed fail fails failed succeed succeeds succeeded began begin "
    "begins start starts started end ends ended stop stops stopped praise praised condemn condemned guilty innocent "
    "alive dead killed wounded injured open opened close closed enter entered leave left ally enemy true false "
    "right wrong public private early late best worst better worse".split()
)
_HEDGES = frozenset(
    "allegedly alleged reportedly reported apparently probably possibly perhaps maybe likely may might could can will would "
    "shall should must claim claims claimed suspected supposed supposedly estimated expected intended plans "
    "planned proposed proven proved unproven certainly definitely if unless only".split()
)
_AMOUNTS = frozenset(
    "all both most many much several some few any always often sometimes rarely seldom almost nearly about "
    "roughly exactly majority minority".split()
)
_TURNING = _OPPOSITES | _HEDGES | _AMOUNTS
# Begins sentences and is no name; whatever else does is one unless a document has it in small letters.
_COMMON = frozenset(
    "a an the this that these those it its he she they we you i his her their our my in on at by to from of as and but or "
    "so yet then there here when where while what who which why how is are was were has have had do does did be been "
    "today yesterday also even still now between during through into within because although though however meanwhile "
    "instead later earlier once next again".split()
)
_AGAINST = ("un", "in", "im", "il", "ir", "dis", "non", "mis")
_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)[^\s<>()\[\]]+|\]\(\s*[^\s)]+")

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
    return tuple(_substance(old, new, _known(old, new)))


def _substance(old: StoryDocument, new: StoryDocument, known: Known) -> Iterator[Reason]:
    for field, what in _changed(old, new, "", known):
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
            for _, what in _changed(before[key], item, name, known):
                yield Reason(where=where, what=what)


def _changed(old: Part, new: Part, name: str, known: Known) -> Iterator[tuple[str, str]]:
    """Each field of a part that changed in substance, and what of it."""
    for field in type(new).model_fields:
        was, now = getattr(old, field), getattr(new, field)
        if was == now or field in FREE.get(name, ()):
            continue
        words = field.replace("_", " ")
        if field in WORDING[name]:
            if what := _in_prose(was or "", now or "", known):
                yield field, f"{what} in the {words} changed"
        elif field == "text" and name == "quotes":
            if folded(was) != folded(now):
                yield field, "the words of the quotation changed"
        elif field in ("image", "portrait"):
            for what in _in_image(was, now, known):
                yield field, what
        elif field == "byline":
            if [(who.name, who.role) for who in was] != [(who.name, who.role) for who in now]:
                yield field, "the byline changed"
        elif field == "bearing":
            yield from _in_bearings(was, now, known)
        else:
            yield field, f"the {words} changed"


def _in_image(was: Any, now: Any, known: Known) -> Iterator[str]:
    if was is None or now is None or was.file != now.file:
        yield "the picture changed"
        return
    for part in ("alt", "credit", "caption", "licence"):
        if what := _in_prose(getattr(was, part) or "", getattr(now, part) or "", known):
            yield f"{what} in the picture’s {part} changed"


def _in_bearings(was: Any, now: Any, known: Known) -> Iterator[tuple[str, str]]:
    before = {(bearing.item, bearing.side): bearing.reason for bearing in was}
    after = {(bearing.item, bearing.side): bearing.reason for bearing in now}
    for item, side in before.keys() - after.keys():
        yield "bearing", f"{item} no longer speaks {side}"
    for item, side in after.keys() - before.keys():
        yield "bearing", f"{item} now speaks {side}"
    for key in before.keys() & after.keys():
        if what := _in_prose(before[key], after[key], known):
            yield "bearing", f"{what} in the reason of {key[0]} changed"


def _in_prose(was: str, now: str, known: Known) -> str:
    """What of substance changed in a text; "" if only the wording did."""
    before, after = _claims(was, known), _claims(now, known)
    for what in before:
        if before[what] != after[what]:
            return what
    if _turned(_words(was), _words(now)):
        return "a negation"
    return ""


def _claims(text: str, known: Known) -> dict[str, list[str]]:
    """What a text claims, in its order: its numbers, names, negations and so on. A capital that begins a sentence makes a
    name of a word that is one elsewhere, or that is nowhere without it.
    """
    found: dict[str, list[str]] = {
        "a number or date": [],
        "a name": [],
        "a negation": [],
        "a word that turns the meaning": [],
        "an address": _ADDRESS.findall(text),
        "a citation": sorted(set(_CITED.findall(text))),
    }
    begins = True
    for word in _TOKEN.findall(_ADDRESS.sub(" ", _CITED.sub(" ", text))):
        bare = word.replace("’", "'").removesuffix("'s")
        low = bare.casefold()
        if word in ".!?\n":
            begins = True
            continue
        if bare[-1].isdigit() or bare in "%‰°$€£" or low in _NUMERALS or bare in _DAYS:
            found["a number or date"].append(bare)
        elif low in _NEGATIONS or low.endswith("n't"):
            found["a negation"].append("not" if low.endswith("n't") else low)
        elif low in _TURNING and (begins or bare == low):
            found["a word that turns the meaning"].append(low)
        elif bare != low and (not begins or bare[1:] != low[1:] or known.as_name(bare, low)):
            found["a name"].append(bare)
        begins = False
    # In another order they are other words of the same sentence, as names and numbers are not.
    found["a word that turns the meaning"].sort()
    return found


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _TOKEN.findall(text) if word[0].isalpha()}


def _turned(was: set[str], now: set[str]) -> bool:
    """Whether “likely” became “unlikely”, or the other way."""
    gone, came = was - now, now - was
    return any(f"{before}{word}" in came for word in gone for before in _AGAINST) or any(
        f"{before}{word}" in gone for word in came for before in _AGAINST
    )


@dataclass(frozen=True, kw_only=True)
class Known:
    """The words of two documents: those with a capital within a sentence or in somebody's name, and those without any."""

    capital: Set[str]
    small: Set[str]

    def as_name(self, word: str, low: str) -> bool:
        return word in self.capital or not (low in self.small or low in _COMMON)


def _known(*documents: StoryDocument) -> Known:
    capital: set[str] = set()
    small: set[str] = set()
    for document in documents:
        for text in _texts(document.as_json()):
            begins = True
            for word in _TOKEN.findall(_CITED.sub(" ", text)):
                if word in ".!?\n":
                    begins = True
                    continue
                bare = word.replace("’", "'").removesuffix("'s")
                if bare == bare.casefold():
                    small.add(bare)
                elif not begins:
                    capital.add(bare)
                begins = False
        for name in [person.name for person in document.people] + [
            body.name for body in document.organisations
        ]:
            words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", name)
            capital |= {word for word in words if word[0].isupper()}
    return Known(capital=capital, small=small)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
