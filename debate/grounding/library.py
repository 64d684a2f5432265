"""What a brief knows, ready to be asked: each card read once, and only when a sentence cites it.

Only the words are counted for all cards at once (0.05 ms a card); everything else is read card by card, and
the whole is kept for the last briefs used, by their digest.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Final

from debate.evidence.brief import Brief, Card
from debate.text.marks import Span, spans
from debate.text.sentences import split_sentences

from .dates import Dated, dates, stored, with_year
from .lexicon import SEAT_OF, STATE_OF, STOPWORDS, lemma
from .names import KnownNames, distinctive, known_names, stem
from .numbers import Quantity, quantities
from .quotations import left_out
from .text import WORD, blank, clean, joined, key, one_way, plain

_INSIDE: Final = re.compile(r"(?:(?<=[a-z,] )|(?<=[a-z]-))[A-Z][^\W\d_]+")
KEPT_BRIEFS = 32
PUBLISHER_WORDS = 4  # a longer one is a headline, and its names are none of the card's


@lru_cache(maxsize=65536)
def content_lemma(shown: str) -> str:
    """The lemma of a word as written, "" of a function word or number; states by one name."""
    bare = stem(key(shown))
    if bare in STOPWORDS or bare[:1].isdigit():
        return ""
    return STATE_OF.get(bare) or SEAT_OF.get(bare) or lemma(bare)


def content(text: str) -> list[str]:
    """The content lemmas of a plain text."""
    return [word for shown in WORD.findall(text) if (word := content_lemma(shown))]


@dataclass(frozen=True)
class Passage:
    """One sentence of a card. `voice` is whose words they are: "" for the newsroom's own."""

    text: str
    shown: str  # as it stands in the card
    words: str  # as `text.joined`
    quoted: tuple[Span, ...]
    field: str  # claim, detail or label
    voice: str

    @cached_property
    def lemmas(self) -> frozenset[str]:
        return frozenset(content(plain(self.text)))


class CardFacts:
    """A card, read. Its reasons are inferences, and no evidence: only `inferences` has them."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.texts = tuple(clean(text) for text in (card.claim, card.detail, card.label) if text)

    @cached_property
    def inferences(self) -> tuple[str, ...]:
        """The editors' inferences, as `text.joined`."""
        return tuple(joined(clean(reason)) for reason in self.card.reasons.values() if reason.strip())

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        card = self.card
        fields = [("claim", card.claim), ("detail", card.detail), ("label", card.label)]
        found = []
        for field, text in fields:
            voice = card.speaker if card.kind == "quote" and field == "claim" else ""
            for place, sentence in enumerate([text] if voice else split_sentences(text)):
                typed = clean(sentence)
                quoted = () if voice else tuple(span for span in spans(typed) if span.closed)
                # a scenario's title tells as done what the rest only supposes
                titled = card.kind == "scenario" and field == "detail" and not place
                found.append(
                    Passage(typed, sentence, joined(typed), quoted, "label" if titled else field, voice)
                )
        return tuple(found)

    @cached_property
    def whole(self) -> tuple[str, ...]:
        """Each field's words in a row: a quotation may run over a full stop."""
        return tuple(joined(text) for text in self.texts)

    @cached_property
    def text(self) -> str:
        return "\n".join(self.texts)

    @cached_property
    def dates(self) -> tuple[Dated, ...]:
        own = stored(self.card.date, self.card.end_date, self.card.precision)
        year = own[0].first.year if own else 0
        return (*own, *(date for text in self.texts for date in with_year(dates(text), year)))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return tuple(
            quantity
            for text in self.texts
            for quantity in quantities(blank(text, [(date.start, date.end) for date in dates(text)]))
        )

    @cached_property
    def shown(self) -> frozenset[str]:
        """Its different words as written."""
        names = (clean(name) for name in (*self.card.names, self.card.speaker))
        return frozenset(WORD.findall(one_way(" . ".join((*self.texts, *names)))))

    @cached_property
    def lemmas(self) -> frozenset[str]:
        return frozenset(map(content_lemma, self.shown)) - {""}

    @cached_property
    def parties(self) -> frozenset[str]:
        """The lemmas of the states, people and organisations that it names."""
        given = " . ".join((*self.card.names, self.card.speaker))
        return frozenset(content(plain(given))) | {word for word in self.lemmas if word.startswith("@")}

    @cached_property
    def names(self) -> KnownNames:
        card = self.card
        publishers = [source for source in card.sources if len(source.split()) <= PUBLISHER_WORDS]
        return known_names(self.texts, (*card.names, card.speaker), publishers)


class Library:
    """The cards of one brief by number, and how rare each word is among them."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.cards = {card.n: CardFacts(card) for card in brief.cards}
        self.holders: dict[str, list[int]] = {}  # the cards that have a lemma
        self._weights: dict[int, float] = {}
        for number, facts in self.cards.items():
            for word in facts.lemmas:
                self.holders.setdefault(word, []).append(number)

    def weight(self, word: str) -> float:
        """The rarer a lemma among the cards the more it proves; one that no card has weighs like the rarest."""
        spread = len(self.holders.get(word, ()))
        if spread not in self._weights:
            self._weights[spread] = math.log(1 + len(self.cards) / max(1, spread))
        return self._weights[spread]

    def share(self, wanted: Iterable[str], given: frozenset[str]) -> float:
        """How much of the weight of some lemmas a set of lemmas covers: 0 to 1; nothing wanted is 0."""
        wanted = frozenset(wanted)
        total = math.fsum(map(self.weight, wanted))  # fsum: the same whatever the order of a set
        return math.fsum(map(self.weight, wanted & given)) / total if total else 0.0

    def closest(self, wanted: frozenset[str]) -> tuple[int, float]:
        """The card that covers most of some lemmas, and its share; (0, 0.0) when none has any."""
        scores: dict[int, float] = {}
        for word in sorted(wanted):
            weight = self.weight(word)
            for number in self.holders.get(word, ()):
                scores[number] = scores.get(number, 0.0) + weight
        if not scores:
            return 0, 0.0
        best = min(scores, key=lambda number: (-scores[number], number))
        return best, self.share(wanted, self.cards[best].lemmas)

    @cached_property
    def distinctive(self) -> frozenset[str]:
        given = dict.fromkeys(
            name for facts in self.cards.values() for name in (*facts.card.names, facts.card.speaker)
        )
        return distinctive(tuple(given), self.lower)

    @cached_property
    def ground(self) -> frozenset[str]:
        """The states that a third of the cards mention: the story's own ground, which any sentence may name."""
        spread = Counter(state for facts in self.cards.values() for state in facts.names.states)
        return frozenset(state for state, cards in spread.items() if 3 * cards >= len(self.cards) > 3)

    @cached_property
    def ground_words(self) -> frozenset[str]:
        """The same of other names (the Moon), those of people and organisations apart."""
        spread = Counter(
            key(word) for facts in self.cards.values() for word in facts.shown if word[0].isupper()
        )
        common = {word for word, cards in spread.items() if cards > 1 and 10 * cards >= len(self.cards) > 3}
        given = {word for facts in self.cards.values() for word in facts.names.given}
        return frozenset(common - given - STATE_OF.keys())

    @cached_property
    def lower(self) -> frozenset[str]:
        """The words that the brief writes without a capital."""
        shown = frozenset().union(*(facts.shown for facts in self.cards.values()))
        return frozenset(filter(str.islower, shown))

    @cached_property
    def capitals(self) -> frozenset[str]:
        """The words that the brief writes with a capital inside a sentence, and never without."""
        texts = (text for facts in self.cards.values() for text in facts.texts)
        return frozenset(key(word) for text in texts for word in _INSIDE.findall(text)) - self.lower

    @cached_property
    def numbered(self) -> frozenset[tuple[str, Fraction]]:
        """The numbers that are part of a name in some card: Apollo 13, the U-2."""
        return frozenset(
            (quantity.nouns[-1], quantity.low)
            for facts in self.cards.values()
            for quantity in facts.quantities
            if quantity.named and quantity.nouns
        )

    @cached_property
    def motion(self) -> frozenset[str]:
        return frozenset(content(plain(self.brief.motion)))

    @cached_property
    def motion_text(self) -> str:
        text = clean(self.brief.motion).casefold().rstrip(" .")
        return text if len(text) == len(clean(self.brief.motion).rstrip(" .")) else ""

    @cached_property
    def motion_words(self) -> str:
        return joined(clean(self.brief.motion))

    def holding(self, wanted: list[list[str]]) -> int:
        """The first card with a quotation's words (`quotations.parts`), or 0."""
        words = {content_lemma(word) for part in wanted for word in part}
        held = sorted(words & self.holders.keys())
        rarest = min(held, key=lambda word: len(self.holders[word]), default="")
        for number in self.holders.get(rarest, ()):
            if any(left_out(wanted, text) is not None for text in self.cards[number].whole):
                return number
        return 0


class _Key:
    """A brief as a key for the cache: equal when the digests are."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief

    def __hash__(self) -> int:
        return hash(self.brief.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.brief.digest == self.brief.digest


@lru_cache(maxsize=KEPT_BRIEFS)
def _kept(key: _Key) -> Library:
    return Library(key.brief)


def library(brief: Brief) -> Library:
    """The brief's library, made once per digest and process."""
    return _kept(_Key(brief))
