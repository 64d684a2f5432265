"""Taking from a text what would tell the referee who speaks, and for which side. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from debate.evidence.brief import SIDES, SideName, other
from debate.personas.document import PersonaDocument

# Birds without a rank, a size or a reputation; two are drawn for each call.
LABELS = ("KESTREL", "HERON", "PLOVER", "LINNET", "CURLEW", "DUNLIN", "SISKIN", "WHINCHAT")
_SIDE_WORDS = re.compile(
    r"\b(?:the )?(?:pro|con|affirmative|negative|proposition|opposition)(?:['’]s)? (?:side|speaker|team|case)\b|"
    r"\bthe (?:side|speaker) (?:for|against)(?: the motion)?\b|"
    r"\bPRO\b|\bCON\b|\b(?:pro|con)(?= |:)",
)
_TOWARDS = re.compile(r"\b(?:for|against|in favour of|opposed to) the motion\b")
_OPPONENT = r"\b(?:my opponent|the other (?:side|speaker))\b"
_LOW_START = re.compile(r"(^\W*|[.!?…](?:\s*\[[\d, ]+\])*[\"”’)]*\s+[\"“‘(]*)the(?= (?:other )?speaker\b)")
_NAME = (
    r"(?-i:\b[A-Z][a-z’]+ (?:[A-Z][a-z’]+\b))"  # somebody whom no card names as a person, such as a plaintiff
)
_STOP = re.compile(r"[.!?…](?:\s*\[[\d, ]+\])*[\"”’)]*\s")
_ENDED = re.compile(r"[.!?…](?:\s*\[[\d, ]+\])*[\"”’)]*\s+[\"“‘(]*$")
# A figure's own, such as a case or a word; then every other form.
_PRONOUNS = {
    "he": r"\b(?P<own>his(?= \w))\b|\b(?:he|him|his|himself)\b",
    "she": r"\b(?P<own>her(?= (?!and\b|or\b|to\b|in\b|on\b|that\b|what\b|for\b|with\b|by\b|at\b|as\b|the\b|a\b)\w)|hers)\b|\b(?:she|her|herself)\b",
}
_SMALL = frozenset("the of and von van der de da di la le ibn bint al von du".split())


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One call's blinding: which label stands for which side, and who is shown first."""

    labels: Mapping[SideName, str]
    first: SideName

    @property
    def order(self) -> str:
        """As stored with the call: "KESTREL=pro first, HERON=con second"."""
        second = other(self.first)
        return f"{self.labels[self.first]}={self.first} first, {self.labels[second]}={second} second"

    def side(self, label: str) -> SideName | None:
        return next((side for side in SIDES if self.labels[side] == label), None)


def new_labels(first: SideName) -> Shown:
    pro, con = secrets.SystemRandom().sample(LABELS, 2)
    return Shown(labels={"pro": pro, "con": con}, first=first)


def nameless(text: str, side: SideName, personas: Mapping[SideName, PersonaDocument]) -> str:
    """As `blind_speech`, with every pronoun as it stands: for a reader who holds sentences against cards, to whom "his
    wife" must stay somebody's."""
    text = _names(personas[other(side)]).sub("the other speaker", text)
    text = _names(personas[side]).sub("the speaker", text)
    return _raised(_sideless(text, "the speaker"))


def blind_speech(
    text: str, side: SideName, personas: Mapping[SideName, PersonaDocument], people: Iterable[str] = ()
) -> str:
    """A side's text without names and side words: "the speaker" is its own, "the other speaker" the rival.

    people: whom else the text may speak of, by full name; a pronoun after one of them is theirs. In the sentence that
    names the rival, and where it begins a later one, its "he" or "she" goes the way of the name, which it would give
    away; elsewhere a pronoun stays, for it may be anybody's.
    """
    return nameless(_without_pronouns(text, personas[other(side)], people), side, personas)


def _sideless(text: str, instead: str) -> str:
    """Without words that tell the side; who votes "for the motion" votes on it."""
    return _TOWARDS.sub("on the motion", _SIDE_WORDS.sub(instead, text))


def _without_pronouns(text: str, rival: PersonaDocument, people: Iterable[str]) -> str:
    if rival.pronoun not in _PRONOUNS:
        return text
    words = {word for name in people for word in name.split() if len(word) > 2 and word[0].isupper()}
    somebody = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"
    found = re.compile(
        rf"(?P<rival>{_names(rival).pattern}|{_OPPONENT})|\b(?P<person>{somebody})\b|(?P<name>{_NAME})|{_PRONOUNS[rival.pronoun]}",
        re.IGNORECASE,
    )
    last, named_at = "", 0

    def replaced(match: re.Match[str]) -> str:
        nonlocal last, named_at
        if match["rival"] or match["person"]:
            last, named_at = "person" if match["person"] else "rival", match.end()
            return match[0]
        if match["name"]:
            last = "rival" if _names(rival).search(match[0]) else last or "person"
            return match[0]
        at = match.start()
        begins = not text[:at].strip(' "“‘(') or _ENDED.search(text, max(0, at - 80), at)
        is_near = last == "rival" and (begins or not _STOP.search(text, named_at, at))
        if not (is_near or (not last and begins and not match["own"])):
            return match[0]
        last, named_at = "rival", match.end()
        return "the other speaker’s" if match["own"] else "the other speaker"

    return found.sub(replaced, text)


def _raised(text: str) -> str:
    """With a capital where a replacement begins a sentence, as every other sentence does."""
    return _LOW_START.sub(lambda match: f"{match[1]}The", text)


def blind_question(text: str, shown: Shown, personas: Mapping[SideName, PersonaDocument]) -> str:
    """A question with labels in place of names."""
    for side in SIDES:
        text = _names(personas[side]).sub(shown.labels[side], text)
    return _sideless(text, "a speaker")


def blind_table(text: str, personas: Mapping[SideName, PersonaDocument]) -> str:
    """Anything else, such as a card's claim."""
    for side in SIDES:
        text = _names(personas[side]).sub("the speaker", text)
    return _sideless(text, "the speaker")


def _names(persona: PersonaDocument) -> re.Pattern[str]:
    """The full name, the short one, and each of their words, longest first; with or without 's."""
    words = {word.strip(".,()") for name in (persona.name, persona.short_name) for word in name.split()}
    parts = {word for word in words if len(word) > 2 and word.lower() not in _SMALL}
    names = sorted({persona.name, persona.short_name, *parts}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in names)})\b", re.IGNORECASE)
