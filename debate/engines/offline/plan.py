"""What to say: which cards a side puts forward, and in what order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from debate.engines.offline.dice import Dice
from debate.engines.offline.surface import content
from debate.evidence.brief import Brief, Card, SideName
from debate.personas.document import PersonaDocument

# The argument scheme (Walton) that carries a card of each kind to a conclusion; warrants are kept by it.
SCHEME = {
    "figure": "sign",
    "event": "cause",
    "quote": "testimony",
    "precedent": "analogy",
    "scenario": "consequence",
    "person": "practice",
    "organisation": "practice",
}
SHORTLIST = 12  # cards that are weighed in sets
FRAGMENT = 5  # words; a shorter quotation is a fragment, and no point rests on it if it need not
_CITED = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, kw_only=True)
class Point:
    """A card that a speech will put forward. bare: its claim alone, where its reason would not fit."""

    card: Card
    bare: bool = False

    def cost(self, side: SideName) -> int:
        """Words that it takes."""
        return cost(self.card, side) - self.bare * _reason_cost(self.card, side)


def kind_for_voice(card: Card) -> str:
    """The card's kind as a voice's leads and preferences name it."""
    return "actor" if card.kind in ("person", "organisation") else card.kind


def cited(text: str) -> list[int]:
    """Card numbers cited in a text, in order, each once."""
    return list(dict.fromkeys(int(n) for n in _CITED.findall(text)))


def points(
    brief: Brief,
    side: SideName,
    persona: PersonaDocument,
    dice: Dice,
    *,
    count: int,
    words: int,
    without: Collection[int] = (),
    near: Collection[str] = (),
    joints: int = 0,
) -> list[Point]:
    """Up to `count` points for a side that fit into `words` words, claim and reason counted.

    As many are made whatever the length of a side's cards, or whoever has the longer ones would be heard on
    fewer: the last of several goes without its reason where it must.

    A persona reaches for the kinds it prefers, but a case stands on different legs: of the best dozen cards
    the set with most kinds and sources wins. Cards already used (`without`) are left out. near: words that
    what is said next should have to do with. joints: words of `words` that are better left to connectives and
    maxims. The persona's favourite comes first.
    """
    pool = [card for card in brief.for_side(side) if card.n not in without]
    worth = {card.n: _worth(card, side, persona, dice, near) for card in pool}
    best = _shortlist(pool, worth)
    for size in range(min(count, len(best)), 0, -1):
        sets = list(itertools.combinations(best, size))
        for may_be_bare in (False, True) if size > 1 else (False,):
            made = [_points(cards, side, worth, may_be_bare=may_be_bare) for cards in sets]
            fitting = [points for points in made if _cost(points, side) <= words]
            if fitting:
                chosen = max(fitting, key=lambda points: _case(points, side, worth, words - joints))
                return list(chosen)
    return []


def _points(
    cards: Sequence[Card], side: SideName, worth: Mapping[int, float], *, may_be_bare: bool
) -> tuple[Point, ...]:
    """The cards as points, the favourite first; the one with the longest reason last and bare if it may be."""
    bare = max(cards, key=lambda card: (_reason_cost(card, side), card.n)) if may_be_bare else None
    order = sorted(cards, key=lambda card: (card is bare, -worth[card.n], card.n))
    return tuple(Point(card=card, bare=card is bare) for card in order)


def _cost(points: Sequence[Point], side: SideName) -> int:
    return sum(point.cost(side) for point in points)


def _shortlist(pool: Sequence[Card], worth: Mapping[int, float]) -> list[Card]:
    """The dozen cards worth most, the best of every kind among them: the sets stay few in any brief."""
    ranked = sorted(pool, key=lambda card: (-worth[card.n], card.n))
    first: dict[str, Card] = {}
    for card in ranked:
        first.setdefault(card.kind, card)
    picked = [*first.values(), *(card for card in ranked if first[card.kind] is not card)][:SHORTLIST]
    return sorted(picked, key=lambda card: card.n)


def _case(points: Sequence[Point], side: SideName, worth: Mapping[int, float], room: int) -> float:
    """What a set of cards is worth together: each by itself, different kinds and sources, room well used. A
    word beyond the room costs as much as a tenth of a kind brings."""
    cards = [point.card for point in points]
    kinds = len({card.kind for card in cards})
    sources = len({name for card in cards for name in card.sources})
    used = _cost(points, side) / max(1, room)
    over = max(0, _cost(points, side) - room)
    return (
        sum(worth[card.n] for card in cards)
        + 1.2 * kinds
        + 0.6 * min(4, sources)
        + 1.0 * min(0.85, used)
        - 0.12 * over
    )


def cost(card: Card, side: SideName) -> int:
    """Words that a card takes in a speech: its claim, its reason and their citations."""
    lead = 7 if card.kind == "quote" else 0  # a quotation is never without its speaker
    return 2 + lead + len(card.claim.split()) + len(card.reasons[side].split())


def _reason_cost(card: Card, side: SideName) -> int:
    return 1 + len(card.reasons[side].split())


def _worth(card: Card, side: SideName, persona: PersonaDocument, dice: Dice, near: Collection[str]) -> float:
    prefers = persona.style.prefers
    kind = kind_for_voice(card)
    worth = 1.6 * dice.fraction("card", side, card.item)
    worth -= 0.3 * (prefers.index(kind) if kind in prefers else len(prefers))
    worth -= 1.5 * (card.kind == "quote" and len(card.claim.split()) < FRAGMENT)
    if near:
        worth += 0.35 * min(3, len(set(near) & set(content(f"{card.claim} {card.reasons[side]}"))))
    return worth
