"""A view of a whole story, in a persona's manner: what the matter is, what they stop at, what they ask.

    opener · the matter (an item the story turns on) · what strikes them, and why · another item
           · a question of theirs · a warning · closer

It stands for and against nothing. Facts are the cards' own claims, cited; the rest is the persona's, said of
no story in particular. What is optional (a maxim, a turn, a further item) is added until the length is right.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from debate.engines.base import VOICE_WORDS, VoiceTask
from debate.engines.offline.dice import Dice
from debate.engines.offline.plan import FRAGMENT, kind_for_voice
from debate.engines.offline.prose import Pen, quoted, topic
from debate.engines.offline.surface import content
from debate.evidence.brief import Brief, Card
from debate.grounding import check, count_words
from debate.personas.document import Views

LEAST, MOST = VOICE_WORDS
ENOUGH = 148  # words; from here on nothing is added that need not be
LONGEST_CLAIM = 40  # words; a longer claim would leave no room for the voice
SHORTLIST = 9  # cards of a kind of use that are weighed in pairs
TURNING = 5  # events of which one is the matter: what a story is about is not for a persona to choose freely
CLAIMS = (44, 92)  # words that the three claims of a view should take together


@dataclass(frozen=True, kw_only=True)
class _Chosen:
    """The three cards of a view, and what else it may bring if there is room."""

    matter: Card
    strike: Card
    third: Card
    more: tuple[Card, ...]


def compose(task: VoiceTask) -> str:
    """The view as text with [n] citations. Empty only if no card of the brief can be spoken of."""
    dice = Dice(task.brief.digest, task.speaker.slug, "voice-1")
    chosen = _choose(task, dice)
    if chosen is None:
        return " ".join(_claims_only(task, dice))
    for longest in (24, 15):  # where the claims are long, the persona's own sentences are short
        sentences = _written(task, chosen, dice, longest=longest)
        if count_words(" ".join(sentences)) <= MOST:
            break
    return " ".join(sentences)


def _pen(task: VoiceTask, dice: Dice) -> Pen:
    names = (task.speaker.name, task.speaker.short_name)
    return Pen(task.brief, None, task.speaker, dice, heard=(), names=names)


def _written(task: VoiceTask, chosen: _Chosen, dice: Dice, *, longest: int) -> list[str]:
    """The view's sentences. longest: words that each of the persona's own may have."""
    pen, frame = _pen(task, dice), _Frame(task.speaker.voice.views)
    opener = frame.opener(pen, longest)
    matter = frame.matter(pen, chosen.matter)
    strike = [frame.strike(pen, chosen.strike, longest), pen.claim(chosen.strike, with_lead=False)]
    third = [pen.claim(chosen.third, what="lead-third")]
    ask, closer = frame.ask(pen, longest), frame.closer(pen, longest)
    parts = {"opener": [opener], "matter": [matter], "strike": strike, "third": third}
    parts |= {"ask": [ask], "closer": [closer]}
    for what in _extras(dice):
        left = MOST - _length(parts)
        if left < 6 or _length(parts) >= ENOUGH:
            break
        if what == "warn":
            parts["warn"] = [frame.warn(pen, left)]
        elif what == "maxim":
            parts["strike"] = [*parts["strike"], pen.warrant(chosen.strike, max_words=left)]
        elif what == "second maxim":
            parts["third"] = [*parts["third"], pen.warrant(chosen.third, max_words=left)]
        elif what == "turn":
            parts["turn"] = [frame.turn(pen, left)]
        elif further := next((c for c in chosen.more if _cost(c) + 4 <= left), None):
            link = pen.fragment(task.speaker.voice.links.further, "further", max_words=4, colon=False)
            begin = "" if further.kind == "quote" else link
            parts["third"] = [*parts["third"], pen.claim(further, begin=begin, with_lead=False)]
            chosen = _Chosen(
                matter=chosen.matter,
                strike=chosen.strike,
                third=chosen.third,
                more=tuple(card for card in chosen.more if card is not further),
            )
    if _length(parts) > MOST:  # three very long claims: the question goes, then what leads up to the second
        parts["ask"] = []
    if _length(parts) > MOST:
        parts["strike"] = strike[1:]
    return [sentence for name in _order(dice) for sentence in parts.get(name, ()) if sentence]


def _extras(dice: Dice) -> list[str]:
    """What may be added, in the order in which it is: a warning first, then whatever the dice say."""
    some = dice.shuffled(["further", "maxim", "turn", "second maxim"], "extras")
    return ["warn", *some, "further"]


def _order(dice: Dice) -> Sequence[str]:
    """Not every view goes the same way: the question may come early, the striking item last."""
    return (
        ("opener", "matter", "strike", "turn", "third", "ask", "warn", "closer"),
        ("opener", "matter", "turn", "third", "strike", "ask", "warn", "closer"),
        ("opener", "matter", "strike", "ask", "third", "turn", "warn", "closer"),
        ("opener", "matter", "third", "ask", "strike", "turn", "warn", "closer"),
    )[int(4 * dice.fraction("order"))]


class _Frame:
    """The persona's sentences about a story as a whole; a persona without them speaks in turns and maxims."""

    def __init__(self, views: Views | None) -> None:
        self._views = views

    def opener(self, pen: Pen, most: int) -> str:
        return self._said(pen, "openers", "opener", most) or pen.device()

    def matter(self, pen: Pen, card: Card) -> str:
        if self._views and ":" not in card.claim and card.kind != "quote":
            for lead in pen.dice.shuffled(self._views.matters, "matter"):
                sentence = f"{lead} {pen.lower(card.claim.strip().rstrip('.'))} [{card.n}]."
                if _stands(sentence, pen.brief):
                    return sentence
        return pen.claim(card, what="lead-matter")

    def strike(self, pen: Pen, card: Card, most: int) -> str:
        if self._views is None or not _is_named_alone(card, pen.brief):
            return ""
        words = most + count_words(topic(card))
        return pen.phrase(self._views.strikes, "strike", max_words=words, topic=topic(card))

    def ask(self, pen: Pen, most: int) -> str:
        questions = [turn.text for turn in pen.persona.voice.devices if turn.kind == "question"]
        return self._said(pen, "asks", "ask", most) or pen.phrase(questions, "ask")

    def warn(self, pen: Pen, most: int) -> str:
        return self._said(pen, "warns", "warn", most)

    def turn(self, pen: Pen, most: int) -> str:
        """A device that asks nothing: the view has its question."""
        turns = [
            turn.text for turn in pen.persona.voice.devices if turn.side == "any" and turn.kind != "question"
        ]
        return pen.phrase(turns, "device", max_words=most)

    def closer(self, pen: Pen, most: int) -> str:
        maxims = pen.persona.voice.warrants.practice
        return self._said(pen, "closers", "closer", most) or pen.phrase(maxims, "closer")

    def _said(self, pen: Pen, name: str, what: str, most: int) -> str:
        return pen.phrase(getattr(self._views, name), what, max_words=most) if self._views else ""


def _choose(task: VoiceTask, dice: Dice) -> _Chosen | None:
    """The matter is what the story turns on; the other two are what this persona reaches for, of two kinds."""
    pool = [card for card in task.brief.cards if _speakable(card, task.brief)]
    if len(pool) < 3:
        return None
    worth = {card.n: _worth(card, task, dice) for card in pool}
    by_number = {card.n: card for card in pool if card.kind == "event"}
    turning = [by_number[n] for n in task.central if n in by_number][:TURNING]
    turning = turning or list(by_number.values()) or pool
    rank = {card.n: place for place, card in enumerate(turning)}
    matter = max(turning, key=lambda c: (dice.fraction("matter", c.item) - 0.04 * rank[c.n], c.n))
    rest = sorted((c for c in pool if c is not matter), key=lambda card: (-worth[card.n], card.n))
    best = _shortlist(rest)
    strike, third = max(
        itertools.permutations(best, 2),
        key=lambda pair: _together(matter, pair[0], pair[1], worth, task.brief),
    )
    used = {matter.kind, strike.kind, third.kind}
    said = (matter, strike, third)
    fresh = [c for c in rest if c.kind != "precedent" and max(_likeness(c, other) for other in said) < 0.35]
    more = sorted(fresh, key=lambda c: (c.kind in used, -worth[c.n], c.n))
    return _Chosen(matter=matter, strike=strike, third=third, more=tuple(more))


def _shortlist(ranked: Sequence[Card]) -> list[Card]:
    """The best of all and the two best of every kind."""
    kinds: Counter[str] = Counter()
    picked = list(ranked[:SHORTLIST])
    for card in ranked:
        kinds[card.kind] += 1
        if kinds[card.kind] <= 2 and card not in picked:
            picked.append(card)
    return picked


def _together(matter: Card, strike: Card, third: Card, worth: Mapping[int, float], brief: Brief) -> float:
    """What two cards are worth beside the matter: each by itself, of other kinds, with room for the voice."""
    words = sum(map(_cost, (matter, strike, third)))
    low, high = CLAIMS
    fit = -0.1 * max(0, words - high) - 0.05 * max(0, low - words)
    kinds = len({matter.kind, strike.kind, third.kind})
    same = max(_likeness(a, b) for a, b in itertools.combinations((matter, strike, third), 2))
    value = worth[strike.n] + worth[third.n] + 1.3 * kinds + fit - 4.0 * max(0.0, same - 0.2)
    # By its label a precedent is named ("the lightning strike on Apollo 12") and a scenario is not ("the third").
    value += 0.6 * (strike.kind == "precedent") - 0.9 * (third.kind == "precedent")
    return value + 0.8 * _is_named_alone(strike, brief) - 1.5 * (strike.kind == "scenario")


def _likeness(one: Card, two: Card) -> float:
    """The share of the shorter claim's content words that the other has too: the same thing said twice."""
    a, b = (set(content(card.claim)) for card in (one, two))
    return len(a & b) / max(1, min(len(a), len(b)))


def _worth(card: Card, task: VoiceTask, dice: Dice) -> float:
    prefers = task.speaker.style.prefers
    kind = kind_for_voice(card)
    worth = 2.8 * dice.fraction("card", card.item)
    worth -= 0.3 * (prefers.index(kind) if kind in prefers else len(prefers))
    return worth + 0.5 * (card.n in task.central)


def _cost(card: Card) -> int:
    return 1 + len(card.claim.split()) + (7 if card.kind == "quote" else 0)


def _speakable(card: Card, brief: Brief) -> bool:
    """Whether the card's claim stands by itself: a whole quotation, a sentence of bearable length."""
    words = len(card.claim.split())
    if not 0 < words <= LONGEST_CLAIM or (card.kind == "quote" and words < FRAGMENT):
        return False
    claim = card.claim.strip().rstrip(".")
    said = (
        f"{card.speaker} said: {quoted(claim)} [{card.n}]."
        if card.kind == "quote"
        else f"{claim} [{card.n}]."
    )
    return _stands(said, brief)


def _stands(sentence: str, brief: Brief) -> bool:
    return all(each.status in ("supported", "rhetorical") for each in check(sentence, brief).sentences)


def _is_named_alone(card: Card, brief: Brief) -> bool:
    """Whether the card's label names no other: "the events of 27 October" may be two."""
    return sum(other.label == card.label for other in brief.cards) == 1


def _claims_only(task: VoiceTask, dice: Dice) -> list[str]:
    """What can be said of a story with next to nothing in it."""
    pen, frame = _pen(task, dice), _Frame(task.speaker.voice.views)
    cards = [card for card in task.brief.cards if _speakable(card, task.brief)]
    return [
        frame.opener(pen, 24),
        *(pen.claim(card) for card in cards),
        frame.ask(pen, 24),
        frame.closer(pen, 24),
    ]


def _length(parts: dict[str, list[str]]) -> int:
    return sum(count_words(sentence) for part in parts.values() for sentence in part)
