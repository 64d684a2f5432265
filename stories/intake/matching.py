"""How a proposal stands to the story as it is drafted: new, already there, or there with a difference, and which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from stories import models as rows
from stories.document import LISTS
from stories.folding import folded
from stories.models import Item, Story

_SMALL: Final = frozenset(
    "a an and are as at be by for from had has have in into is it its of on or said that the they this to was were when which who will with would".split()
)
ALIKE: Final = 0.5  # of the words of the shorter of two titles


class Standing(StrEnum):
    NEW = "new"
    THERE = "already there"
    DIFFERS = "differs"


@dataclass(frozen=True, kw_only=True)
class Match:
    """how: what differs, for an editor; item: the row that it is like."""

    standing: Standing
    how: str = ""
    item: Item | None = None


NEW: Final = Match(standing=Standing.NEW)


class Known:
    """The items of a story, looked up by what a proposal says: one query a kind, however many proposals."""

    def __init__(self, story: Story) -> None:
        self._items: dict[str, list[Any]] = {}
        for kind in ("person", "organisation", "figure", "event", "quote", "scenario", "motion"):
            found = getattr(story, LISTS[kind]).all()
            self._items[kind] = list(found.select_related("speaker") if kind == "quote" else found)

    def add(self, kind: str, item: Any) -> None:
        """An item that has just been made."""
        self._items[kind].append(item)

    def match(self, kind: str, values: Mapping[str, Any]) -> Match:
        for item in self._items[kind]:
            found: Match = getattr(self, f"_{kind}")(item, values)
            if found is not NEW:
                return found
        return NEW

    def person(self, name: str) -> rows.Person | None:
        """The person of the story whom a name means."""
        for person in self._items["person"]:
            if same_name(person.name, name):
                return person  # type: ignore[no-any-return]
        return None

    def named_in(self, kind: str, passage: str) -> list[Any]:
        """The people or organisations of the story that a passage names in full or, people, by their last name."""
        told = folded(passage)

        def stands(words: str) -> bool:
            return bool(words and re.search(rf"\b{re.escape(folded(words))}\b", told))

        if kind == "person":
            return [person for person in self._items[kind] if stands(person.name.split()[-1])]
        return [
            org
            for org in self._items[kind]
            if stands(org.name)
            or re.search(rf"\b{re.escape(org.abbreviation)}\b", passage if org.abbreviation else "")
        ]

    def _person(self, item: rows.Person, values: Mapping[str, Any]) -> Match:
        if not same_name(item.name, str(values.get("name", ""))):
            return NEW
        office = str(values.get("office", ""))
        how = []
        if folded(item.name) != folded(str(values["name"])) and len(str(values["name"]).split()) > 1:
            how.append(f"the story writes {item.name}")
        if office and not _alike(office, item.office):
            how.append(f"the story has the office “{item.office}”")
        return _there(item, how)

    def _organisation(self, item: rows.Organisation, values: Mapping[str, Any]) -> Match:
        names = {folded(item.name), folded(item.abbreviation)} - {""}
        if not names & {folded(str(values.get("name", ""))), folded(str(values.get("abbreviation", "")))}:
            return NEW
        short = str(values.get("abbreviation", ""))
        return _there(
            item, [f"the story has no abbreviation, here {short}"] if short and not item.abbreviation else []
        )

    def _figure(self, item: rows.Figure, values: Mapping[str, Any]) -> Match:
        theirs, ours = (
            _amount(f"{item.value} {item.unit}"),
            _amount(f"{values.get('value', '')} {values.get('unit', '')}"),
        )
        told = f"{values.get('label', '')} {values.get('explanation', '')}"
        if theirs == ours:
            is_same = _alike(f"{item.label} {item.explanation}", told) or len(theirs) > 1
            return _there(item, []) if is_same else NEW
        if theirs[1:] and theirs[1:] == ours[1:] and _alike(item.label, str(values.get("label", ""))):
            return _there(item, [f"the story has {item.value} {item.unit}".strip()])
        return NEW

    def _event(self, item: rows.Event, values: Mapping[str, Any]) -> Match:
        told = f"{values.get('title', '')} {values.get('description', '')}"
        if not (_alike(item.title, told) or _alike(item.description, told)):
            return NEW
        date = str(values.get("date", ""))
        if date == item.date.isoformat():
            return _there(item, [])
        if not date:
            return _there(item, [f"the story has a date, {item.date:%Y-%m-%d}; here it could not be told"])
        is_part = date[:7] == item.date.isoformat()[:7] and "month" in (
            item.precision,
            values.get("precision"),
        )
        return (
            _there(item, [] if is_part else [f"the story dates it {item.date:%Y-%m-%d}"])
            if _alike(item.title, told, 0.75)
            else NEW
        )

    def _quote(self, item: rows.Quote, values: Mapping[str, Any]) -> Match:
        theirs, ours = _plain(item.text), _plain(str(values.get("text", "")))
        if not ours or not (ours in theirs or theirs in ours):
            return NEW
        speaker = str(values.get("speaker", ""))
        how = []
        if speaker and not same_name(item.speaker.name, speaker):
            how.append(f"the story gives it to {item.speaker.name}")
        if theirs != ours:
            how.append("the story quotes " + ("more" if ours in theirs else "less") + " of it")
        return _there(item, how)

    def _scenario(self, item: rows.Scenario, values: Mapping[str, Any]) -> Match:
        return _there(item, []) if _alike(item.title, str(values.get("title", ""))) else NEW

    def _motion(self, item: rows.Motion, values: Mapping[str, Any]) -> Match:
        return _there(item, []) if _alike(item.text, str(values.get("text", "")), 0.75) else NEW


def _there(item: Item, how: list[str]) -> Match:
    if how:
        return Match(standing=Standing.DIFFERS, how="; ".join(how), item=item)
    return Match(standing=Standing.THERE, item=item)


def same_name(one: str, other: str) -> bool:
    """Whether two names can be one person’s: the same last name, up to a doubled ending, and no other first name."""
    ours, theirs = _plain(one).split(), _plain(other).split()
    if not ours or not theirs or _ending(ours[-1]) != _ending(theirs[-1]):
        return False
    return (
        len(ours) == 1
        or len(theirs) == 1
        or ours[0] == theirs[0]
        or (ours[0][0] == theirs[0][0] and 1 in (len(ours[0]), len(theirs[0])))
    )


def _ending(name: str) -> str:
    """Zelensky, Zelenskyy and Zelenskiy are one name in three transliterations."""
    return re.sub(r"(?:iy|yy|yj|ij|i|y)$", "y", name)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", folded(words)))


def _amount(words: str) -> list[str]:
    plain = re.sub(
        r"(?<=\d),(?=\d{3})",
        "",
        folded(words).replace("percent", "%").replace("per cent", "%").replace("%", " % "),
    )
    return [re.sub(r"(?<=\w{3})s$", "", word) for word in re.findall(r"[€$£¥]?\d[\d.]*|[\w%]+", plain)]


def _alike(one: str, other: str, share: float = ALIKE) -> bool:
    """Whether most of the telling words of the shorter stand in the longer."""
    ours, theirs = (
        {word[:6] for word in _plain(text).split() if word not in _SMALL} for text in (one, other)
    )
    fewer, more = sorted((ours, theirs), key=len)
    return bool(fewer) and len(fewer & more) / len(fewer) >= share and (len(fewer) > 1 or ours == theirs)
