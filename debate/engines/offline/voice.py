"""A view of a whole story, in a persona's manner: three items that belong together, one of them thought through.

    opener · the matter (an item the story turns on) · another item that has to do with it
           · what they stop at: what it says, what else is told of it, a maxim · a question of theirs · closer

It stands for and against nothing. Facts are the cards' own, cited; the rest is the persona's, said of no story in
particular. What is optional is added until the length is right.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from debate.engines.base import VOICE_WORDS, VoiceTask
from debate.engines.offline.dice import Dice
from debate.engines.offline.plan import is_whole, kind_for_voice
from debate.engines.offline.prose import Pen, topic
from debate.engines.offline.surface import stems
from debate.evidence.brief import Card
from debate.grounding import count_words
from debate.personas.document import Views

LEAST, MOST = VOICE_WORDS
LONGEST_CLAIM = 40  # words; a longer claim would leave no room for the voice
SHORTLIST = 14  # cards that are weighed in pairs
TURNING = 5  # events of which one is the matter: what a story is about is not for a persona to choose freely
SAME = 0.35  # share of words from which two claims say the same thing


def compose(task: VoiceTask) -> str:
    """The view as text with [n] citations. Empty only if no card of the brief can be spoken of."""
    texts = [_written(task, optional) for optional in ((), ("third",), ("third", "strike"))]
    kept = next((sentences for sentences in texts if _length(sentences) <= MOST), texts[-1])
    return " ".join(kept)


def _written(task: VoiceTask, without: Sequence[str]) -> list[str]:
    """The view's sentences. without: what is left out where the claims are long."""
    dice = Dice(task.brief.digest, task.speaker.slug, "voice-2")
    names = (task.speaker.name, task.speaker.short_name)
    pen = Pen(task.brief, None, task.speaker, dice, heard=(), names=names)
    views = task.speaker.voice.views
    cards = _chosen(task, pen)
    parts: dict[str, list[str]] = {"opener": [_said(pen, views, "openers")]}
    if cards:
        matter, third, strike = (*cards, None, None)[:3]
        parts["matter"] = [_matter(pen, views, matter)] if matter else []
        parts["third"] = [pen.claim(third)] if third else []
        if strike:
            lead = pen.phrase(views.strikes, "strike", topic=topic(strike)) if views else ""
            parts["strike"] = ["" if "strike" in without else lead, pen.claim(strike)]
    parts["ask"], parts["closer"] = [_said(pen, views, "asks")], [_said(pen, views, "closers")]
    if "third" in without and len(cards) > 3:
        parts["third"] = [pen.claim(min(cards[3:], key=lambda card: len(card.claim)))]
    for name, extra in _extras(pen, views, cards):
        if extra and _length(itertools.chain(*parts.values())) + count_words(extra) <= MOST:
            parts.setdefault(name, []).append(extra)
        if _length(itertools.chain(*parts.values())) >= (LEAST + MOST) / 2:
            break
    order = ("opener", "matter", "third", "strike", "ask", "warn", "closer")
    if dice.fraction("order") < 0.5:
        order = ("opener", "matter", "third", "ask", "strike", "warn", "closer")
    return [sentence for name in order for sentence in parts.get(name, ()) if sentence]


def _extras(pen: Pen, views: Views | None, cards: Sequence[Card]) -> Iterator[tuple[str, str]]:
    """What may be added, and to which part: more on the item thought through, then a warning, then more items."""
    if len(cards) > 2:
        further = pen.further(cards[2])
        yield "strike", next(further, "")
        yield "strike", pen.warrant(cards[2])
        yield "strike", next(further, "")
    yield "warn", _said(pen, views, "warns")
    for card in cards[:2]:
        yield "third" if card is not cards[0] else "matter", next(pen.further(card), "")
    for card in cards[3:]:
        yield "third", pen.claim(card)


def _matter(pen: Pen, views: Views | None, card: Card) -> str:
    return pen.claim(card, leads=views.matters if views else (), what="matter")


def _said(pen: Pen, views: Views | None, name: str) -> str:
    options = getattr(views, name) if views else pen.persona.voice.warrants.practice
    return pen.phrase(options, name)


def _chosen(task: VoiceTask, pen: Pen) -> list[Card]:
    """The matter, an item that belongs to it, the item thought through, and what else may be brought."""
    pool = [card for card in task.brief.cards if is_whole(card) and pen.is_sayable(card, LONGEST_CLAIM)]
    if len(pool) < 3:
        return pool
    by_number = {card.n: card for card in pool if card.kind == "event"}
    turning = (
        [by_number[n] for n in task.central if n in by_number][:TURNING] or list(by_number.values()) or pool
    )
    matter = max(turning, key=lambda c: (pen.dice.fraction("matter", c.item), c.n))
    words = {
        card.n: stems(f"{card.claim} {card.label}") | {name.lower() for name in card.names} for card in pool
    }
    worth = {
        card.n: _worth(card, task, pen) + 0.4 * min(4, len(words[card.n] & words[matter.n])) for card in pool
    }
    rest = [card for card in sorted(pool, key=lambda c: (-worth[c.n], c.n)) if card is not matter]
    third, strike = max(
        itertools.permutations(rest[:SHORTLIST], 2),
        key=lambda pair: _together(matter, pair, worth, words),
    )
    said = (matter, third, strike)
    fresh = [c for c in rest if c not in said and max(_alike(words[c.n], words[o.n]) for o in said) < SAME]
    return [matter, third, strike, *fresh]


def _together(
    matter: Card, pair: tuple[Card, Card], worth: Mapping[int, float], words: Mapping[int, set[str]]
) -> float:
    """What two cards are worth beside the matter: each by itself, of other kinds, one that more is told of last, and
    none that says what another has said."""
    third, strike = pair
    three = (matter, third, strike)
    same = max(_alike(words[a.n], words[b.n]) for a, b in itertools.combinations(three, 2))
    kinds = len({card.kind for card in three})
    return (
        worth[third.n]
        + worth[strike.n]
        + kinds
        + 0.8 * (strike.kind in ("event", "precedent"))
        - 6.0 * max(0.0, same - SAME)
    )


def _alike(one: set[str], two: set[str]) -> float:
    return len(one & two) / max(1, min(len(one), len(two)))


def _worth(card: Card, task: VoiceTask, pen: Pen) -> float:
    prefers, kind = list[str](task.speaker.style.prefers), kind_for_voice(card)
    liked = prefers.index(kind) if kind in prefers else len(prefers)
    return 2.0 * pen.dice.fraction("card", card.item) - 0.3 * liked + 0.5 * (card.n in task.central)


def _length(sentences: Iterator[str] | Sequence[str]) -> int:
    return sum(map(count_words, sentences))
