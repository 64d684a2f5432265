"""What to say: which cards a side puts forward, in what order, and which card of the other side is strongest."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Collection, Sequence

from debate.engines.offline.dice import Dice
from debate.engines.offline.surface import content
from debate.evidence.brief import SIDES, Brief, Card, SideName, other
from debate.personas.document import PersonaDocument

# The argument scheme (Walton) that carries a card of each kind to a conclusion; maxims are kept by it.
SCHEME = {
    "figure": "sign",
    "event": "cause",
    "quote": "testimony",
    "precedent": "analogy",
    "scenario": "consequence",
    "person": "practice",
    "organisation": "practice",
}
POINTS = 3  # of an opening
SEATS = 12
_SALT = "seat-43012"  # such that the personas that ship sit apart
_FIRSTHAND = frozenset({"official", "reporting"})
_CITED = re.compile(r"\[(\d+)\]")
# Words without which a quotation has no verb; it is then a fragment, and no evidence.
_VERB = re.compile(
    r"\b(?:is|are|am|was|were|be|been|has|have|had|do|does|did|can|could|will|would|may|might|must|shall|should|"
    r"let|see|means?|reminds?|sets?|adjoins?|boils?|made|makes?|comes?|goes|go|won|lost|says?|said|knows?|\w+n[’']t|"
    r"(?:it|that|they|we|you|he|she|there|what)[’'](?:s|re|ve|ll|d))\b",
    re.IGNORECASE,
)


def kind_for_voice(card: Card) -> str:
    """The card's kind as a persona's preferences name it."""
    return "actor" if card.kind in ("person", "organisation") else card.kind


def cited(text: str) -> list[int]:
    """Card numbers cited in a text, in order, each once."""
    return list(dict.fromkeys(int(n) for n in _CITED.findall(text)))


def cards_of(text: str, brief: Brief) -> list[Card]:
    return [card for n in cited(text) if (card := brief.card(n))]


def strength(card: Card) -> int:
    """What a card counts for by its sources: 2 for a record or report, twice that with another source beside it;
    1 for comment or reference only, and for what may or might have come about."""
    if card.kind == "scenario" or not _FIRSTHAND & set(card.source_kinds):
        return 1
    return 4 if len(card.source_kinds) > 1 else 2


def side_of(text: str, brief: Brief) -> SideName | None:
    """The side for which most cards of a text speak; on a tie the first card's. None if it cites none."""
    votes: list[SideName] = [
        side for card in cards_of(text, brief) for side in SIDES if set(card.reasons) == {side}
    ]
    if not votes:
        return None
    most: SideName = max(SIDES, key=lambda side: (votes.count(side), side == votes[0]))
    return most


def strongest(text: str, brief: Brief) -> Card | None:
    """The card of a text's own side that counts for most; of equals the one cited first."""
    side = side_of(text, brief)
    own = [card for card in cards_of(text, brief) if side in card.reasons]
    return max(own, key=strength, default=None)


def is_whole(card: Card) -> bool:
    """False for a quotation that is no clause: no point rests on it."""
    return card.kind != "quote" or (len(card.claim.split()) >= 5 and bool(_VERB.search(card.claim)))


def usable(brief: Brief, side: SideName) -> list[Card]:
    """The side's cards that may carry a point; all of them if that leaves too few."""
    cards = list(brief.for_side(side))
    whole = [card for card in cards if is_whole(card)]
    return whole if len(whole) >= POINTS else cards


def opening(brief: Brief, side: SideName, persona: PersonaDocument) -> list[Card]:
    """The three cards of an opening. Each persona has a seat, and no two seats share more cards than they must;
    the kinds that the persona prefers come first."""
    dice = Dice(brief.story, brief.motion_key, side, "ring")
    by_item = {card.item: card for card in usable(brief, side)}
    ring = [by_item[item] for item in dice.shuffled(by_item, "order")][:SEATS]
    size = min(POINTS, len(ring))
    if not size:
        return []
    chosen = [ring[i] for i in _sets(len(ring), size)[seat(persona.slug)]]
    return sorted(
        chosen, key=lambda card: (_preference(card, persona), dice.fraction(persona.slug, card.item))
    )


def seat(slug: str) -> int:
    return int(SEATS * Dice(_SALT).fraction(slug))


@functools.cache
def _sets(cards: int, size: int) -> list[tuple[int, ...]]:
    """A set of cards for every seat: pairs of cards stand together, and cards stand at all, as seldom as can be."""
    together: Counter[tuple[int, int]] = Counter()
    used: Counter[int] = Counter()
    sets = []
    for _ in range(SEATS):
        best = min(
            itertools.combinations(range(cards), size),
            key=lambda some: (
                sum(together[pair] for pair in itertools.combinations(some, 2)),
                sum(used[i] ** 2 for i in some),
                some,
            ),
        )
        sets.append(best)
        used.update(best)
        together.update(itertools.combinations(best, 2))
    return sets


def _preference(card: Card, persona: PersonaDocument) -> int:
    prefers, kind = list[str](persona.style.prefers), kind_for_voice(card)
    return prefers.index(kind) if kind in prefers else len(prefers)


def conceded(brief: Brief, side: SideName, dice: Dice, *, without: Collection[Card]) -> list[Card]:
    """Cards of the other side that this one might grant: well sourced ones first, in an order of the dice."""
    theirs = {
        card.item: card
        for card in brief.for_side(other(side))
        if not card.speaks_for(side) and card not in without
    }
    order = [theirs[item] for item in dice.shuffled(theirs, "grant")]
    return sorted(order, key=lambda card: strength(card) < 2)


def related(cards: Sequence[Card], to: str, dice: Dice, *what: str) -> list[Card]:
    """The cards, those that have most to do with a text first."""
    words = set(content(to))
    return sorted(
        cards,
        key=lambda c: (
            -min(3, len(words & set(content(f"{c.claim} {c.label}")))) - dice.fraction(*what, c.item),
            c.n,
        ),
    )
