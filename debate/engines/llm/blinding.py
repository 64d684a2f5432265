"""Taking from a text what would tell the referee who speaks, and for which side. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from debate.evidence.brief import SIDES, SideName, other
from debate.personas.document import PersonaDocument

# Birds without a rank, a size or a reputation; two are drawn for each call.
LABELS = ("KESTREL", "HERON", "PLOVER", "LINNET", "CURLEW", "DUNLIN", "SISKIN", "WHINCHAT")
_SIDE_WORDS = re.compile(
    r"\b(?:the )?(?:pro|con|affirmative|negative|proposition|opposition)(?:['’]s)? (?:side|speaker|team|case)\b|"
    r"\b(?:the )?(?:side|speaker) (?:for|against)(?: the motion)?\b|"
    r"\b(?:for|against|in favour of|opposed to) the motion\b|\bPRO\b|\bCON\b|\b(?:pro|con)(?= |:)",
)
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


def blind_speech(text: str, side: SideName, personas: Mapping[SideName, PersonaDocument]) -> str:
    """A side's text without names and side words: "the speaker" is its own, "the other speaker" the rival."""
    text = _names(personas[other(side)]).sub("the other speaker", text)
    text = _names(personas[side]).sub("the speaker", text)
    return _SIDE_WORDS.sub("the speaker", text)


def blind_question(text: str, shown: Shown, personas: Mapping[SideName, PersonaDocument]) -> str:
    """A question with labels in place of names."""
    for side in SIDES:
        text = _names(personas[side]).sub(shown.labels[side], text)
    return _SIDE_WORDS.sub("a speaker", text)


def blind_table(text: str, personas: Mapping[SideName, PersonaDocument]) -> str:
    """Anything else, such as a card's claim."""
    for side in SIDES:
        text = _names(personas[side]).sub("the speaker", text)
    return _SIDE_WORDS.sub("the speaker", text)


def _names(persona: PersonaDocument) -> re.Pattern[str]:
    """The full name, the short one, and each of their words, longest first; with or without 's."""
    words = {word.strip(".,()") for name in (persona.name, persona.short_name) for word in name.split()}
    parts = {word for word in words if len(word) > 2 and word.lower() not in _SMALL}
    names = sorted({persona.name, persona.short_name, *parts}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in names)})\b", re.IGNORECASE)
