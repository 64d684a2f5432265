"""What to say: which cards a side puts forward, and in what order."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from debate.brief import Brief, Card, SideName
from debate.engines.offline.dice import Dice
from debate.personas import PersonaDocument

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
_CITED = re.compile(r"\[(\d+)\]")


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
) -> list[Card]:
    """Up to `count` cards for a side that fit into `words` words, claim and reason counted.

    A persona reaches for the kinds it prefers; after the first card a new kind and a new source are worth
    more than preference, so a case stands on different legs. Cards already used are left out.
    """
    pool = [card for card in brief.for_side(side) if card.n not in without]
    chosen: list[Card] = []
    while pool and len(chosen) < count:
        left = words - sum(cost(card, side) for card in chosen)
        share = left / (count - len(chosen))
        best = max(pool, key=lambda card: (_worth(card, side, persona, dice, chosen, share), -card.n))
        pool.remove(best)
        if cost(best, side) <= left:
            chosen.append(best)
    return chosen


def cost(card: Card, side: SideName) -> int:
    """Words that a card takes in a speech: its claim, its reason and their citations."""
    lead = 7 if card.kind == "quote" else 0  # a quotation is never without its speaker
    return 2 + lead + len(card.claim.split()) + len(card.reasons[side].split())


def _worth(
    card: Card, side: SideName, persona: PersonaDocument, dice: Dice, chosen: Sequence[Card], share: float
) -> float:
    prefers = persona.style.prefers
    kind = kind_for_voice(card)
    rank = prefers.index(kind) if kind in prefers else len(prefers)
    worth = 1.6 * dice.fraction("card", side, card.item) - 0.35 * rank
    worth -= 1.5 * sum(other.kind == card.kind for other in chosen)
    worth -= 0.5 * sum(bool(set(other.sources) & set(card.sources)) for other in chosen)
    worth -= 0.08 * max(0.0, cost(card, side) - share)
    return worth
