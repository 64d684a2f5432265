"""A brief: what a writer is given, and all that a speech may rest on.

A brief is a motion and the cards that bear on it. It is stored whole with its debate, so a debate can be
checked years later against exactly what its writers saw; its digest is part of a debate's identity, so an
edit elsewhere in the story starts no new debate. Pure values: no database, clock or network.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Literal

SideName = Literal["pro", "con"]
SIDES: tuple[SideName, SideName] = ("pro", "con")


def other(side: SideName) -> SideName:
    return "con" if side == "pro" else "pro"


@dataclass(frozen=True, kw_only=True)
class Card:
    """One item of the story, made citable as [n].

    claim: one sentence that stands alone; for a quote, the quotation's own words, without marks.
    detail: everything else the item says. Claims are put into speeches; details only support them.
    label: a noun phrase that names the item in running text ("the Minsk agreements"): its mention, if it has one.
    date, end_date: ISO; precision as in the document; all empty when the item has no date.
    speaker: full name of who said a quote, else "". told_by: who discusses a scenario, else "".
    names: names and aliases of the people and organisations that the item mentions.
    sources: titles or publishers of the sources it rests on; source_kinds alongside.
    reasons: why the item bears on the motion, by side; written by an editor, an inference and no fact.
    """

    n: int
    item: str
    kind: Literal["figure", "event", "precedent", "scenario", "quote", "person", "organisation"]
    claim: str
    label: str
    detail: str = ""
    date: str = ""
    end_date: str = ""
    precision: str = ""
    speaker: str = ""
    told_by: str = ""
    names: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    source_kinds: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict, hash=False)

    def speaks_for(self, side: SideName) -> bool:
        return side in self.reasons

    @property
    def says(self) -> tuple[str, ...]:
        """All that a reader learns from it; what changes otherwise is no change in substance."""
        return (self.claim, self.detail, self.date, self.end_date, self.speaker)

    @property
    def rest(self) -> str:
        """What the item says beside its claim; "" if nothing."""
        return " ".join(self.detail.replace(self.claim, " ").split())

    @property
    def source_names(self) -> tuple[str, ...]:
        """Each once, for readers: two documents of one publisher are one name."""
        return tuple(dict.fromkeys(filter(None, self.sources)))

    @property
    def day(self) -> dt.date | None:
        return dt.date.fromisoformat(self.date) if self.date else None


@dataclass(frozen=True, kw_only=True)
class Brief:
    """The motion and its cards, numbered from 1 in the story's order.

    The brief of a voice has no motion (both fields empty) and no reasons: it is the story itself.
    """

    story: str
    motion_key: str
    motion: str
    cards: tuple[Card, ...]
    language: str = ""  # in which it is debated: a tag such as uk, "" if that is English
    edition: str = ""  # the day of a daily debate, so that nobody can read it beforehand elsewhere

    @property
    def written_in(self) -> str:
        """The tag of the language in which texts about it are written."""
        return self.language or "en"

    def card(self, n: int) -> Card | None:
        return self._by_number.get(n)

    def for_side(self, side: SideName) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if card.speaks_for(side))

    @cached_property
    def _by_number(self) -> dict[int, Card]:
        return {card.n: card for card in self.cards}

    @cached_property
    def digest(self) -> str:
        """sha256 of the canonical JSON, hexadecimal: the same cards and motion, the same digest."""
        canonical = json.dumps(self.as_json(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; `Brief.from_json` reads them back."""
        return {
            "story": self.story,
            "motion_key": self.motion_key,
            "motion": self.motion,
            **({"language": self.language} if self.language else {}),
            **({"edition": self.edition} if self.edition else {}),
            "cards": [
                {
                    **asdict(card),
                    "names": list(card.names),
                    "sources": list(card.sources),
                    "source_kinds": list(card.source_kinds),
                    "reasons": dict(card.reasons),
                }
                for card in self.cards
            ],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Brief:
        tuples = ("names", "sources", "source_kinds")
        cards = tuple(
            Card(**{**card, **{name: tuple(card[name]) for name in tuples}}) for card in value["cards"]
        )
        return cls(
            story=value["story"],
            motion_key=value["motion_key"],
            motion=value["motion"],
            cards=cards,
            language=value.get("language", ""),
            edition=value.get("edition", ""),
        )
