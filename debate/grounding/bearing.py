"""Which cards bear a sentence: how much of it they say, with which words, and whether another card fits better."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Final

from debate.text import citations

from . import rules
from .dates import borne_out
from .findings import Bearing, Finding
from .lexicon import COMMON
from .library import CardFacts
from .quotations import left_out, parts
from .reading import Reading
from .references import labelled
from .text import listed

SUPPORTED: Final = 0.5
WEAK: Final = 0.25
FOREIGN: Final = 3  # telling words that no card has; fewer are a matter of style
# A second card is cited for something: this much of the sentence at least …
IDLE: Final = 0.08
BEARING: Final = 0.2  # what a sentence of a card must have of it to be shown as bearing it
# … and a card that is not cited must not fit this much better than those that are.
BETTER: Final = 0.35


def overlap(reading: Reading, facts: Sequence[CardFacts], *, verbatim: bool = False) -> float:
    """The weighted share of what a sentence says that its cards say too: words, numbers and dates.

    verbatim: its quotations have been found, so that each three words of them count like a word of their own.
    """
    shelf = reading.library
    rarest = shelf.weight("")
    said = _words_said(reading, facts)
    said += [
        (rarest, rules.number_fault(reading, quantity, facts)[0] == "same") for quantity in reading.quantities
    ]
    dates = tuple(date for card in facts for date in card.dates)
    said += [(rarest, borne_out(date, dates, "")) for date in reading.dates]
    if verbatim:
        said += [(rarest * len(part) / 3, True) for quote in reading.quotes for part in parts(quote.text)]
    total = math.fsum(weight for weight, _ in said)  # fsum: the same whatever the order of a set
    return math.fsum(weight for weight, borne in said if borne) / total if total else 0.0


def _words_said(reading: Reading, facts: Sequence[CardFacts]) -> list[tuple[float, bool]]:
    if reading.lemmas:
        given = frozenset().union(*(card.lemmas for card in facts))
        return [(reading.library.weight(word), word in given) for word in reading.lemmas]
    # "Nothing could be done about either": function words, so their order is all there is
    words = [token.key for token in reading.tokens if token.shown.isalpha()]
    pairs = [f" {first} {second} " for first, second in itertools.pairwise(words)]
    return [(1.0, any(pair in text for card in facts for text in card.whole)) for pair in pairs]


def foreign(reading: Reading, facts: Sequence[CardFacts]) -> bool:
    """Whether a sentence says much that its cards do not."""
    given = frozenset().union(*(card.lemmas for card in facts))
    return len(reading.lemmas - given - COMMON) >= FOREIGN or len(reading.lemmas) < 2


def bearings(reading: Reading, facts: Sequence[CardFacts]) -> tuple[Bearing, ...]:
    """The sentence of each card that says most of it; a quotation's own sentence before any other."""
    shelf = reading.library
    wanted = [parts(quote.text) for quote in reading.quotes]
    found = []
    for card in facts:
        scored = [
            (
                any(left_out(quote, passage.words) is not None for quote in wanted),
                shelf.share(reading.lemmas, passage.lemmas),
                passage,
            )
            for passage in card.passages
            if passage.field != "label"
        ]
        quoted, share, passage = max(scored, key=lambda one: one[:2], default=(False, 0.0, None))
        if passage is not None and (quoted or share >= BEARING):
            found.append((quoted, share, Bearing(card=card.card.n, field=passage.field, text=passage.shown)))
    return tuple(bearing for _, _, bearing in sorted(found, key=lambda one: one[:2], reverse=True))


def misplaced(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """Cards cited for nothing, and sentences that another card fits far better."""
    shelf = reading.library
    for card in facts if len(facts) > 1 else ():
        idle = shelf.share(reading.lemmas, card.lemmas) < IDLE and not _gives(reading, [card])
        if idle and card.card.n not in labelled(reading):
            message = f"card {card.card.n} has nothing to do with this sentence"
            yield Finding(rule="id", message=message, excerpt=f"[{card.card.n}]")
    closest, best = shelf.closest(reading.lemmas)
    union = frozenset().union(*(card.lemmas for card in facts))
    better = best - shelf.share(reading.lemmas, union)
    if closest not in reading.citations and better >= BETTER:
        if _gives(reading, facts):
            return
        message = f"this reads like card {closest}, not like {listed(reading.citations)}"
        yield Finding(rule="id", message=message, excerpt=reading.text[:200])


def _gives(reading: Reading, facts: Sequence[CardFacts]) -> bool:
    """Whether the cards give a number, a date or somebody's name of the sentence."""
    given_names = frozenset().union(*(card.names.given for card in facts))
    if any(word in given_names for name in reading.names for word in name.words):
        return True
    if any(rules.number_fault(reading, quantity, facts)[0] == "same" for quantity in reading.quantities):
        return True
    given = tuple(date for card in facts for date in card.dates)
    return any(borne_out(date, given, "") for date in reading.dates)


def crossed(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """ "A [2], but B [1]" where card 1 says A and card 2 says B."""
    segments = citations.segments(reading.raw)
    if len(segments) < 2:
        return
    shelf = reading.library
    cited = [shelf.cards[number] for number in reading.citations if number in shelf.cards]
    for segment in segments:
        own = [shelf.cards[number] for number in segment.cards if number in shelf.cards]
        others = [card for card in cited if card.card.n not in segment.cards]
        if not own or not others:
            continue
        strayed = _strayed(Reading(segment.text, shelf, reading.debaters), own, others)
        if strayed:
            message = f"“{strayed}” is not in {listed(segment.cards)}, which stands next to it"
            yield Finding(rule="id", message=message, excerpt=strayed)


def _strayed(part: Reading, own: Sequence[CardFacts], others: Sequence[CardFacts]) -> str:
    for quantity in part.quantities:
        if (
            rules.number_fault(part, quantity, own)[0] == "different"
            and rules.number_fault(part, quantity, others)[0] == "same"
        ):
            return quantity.shown
    for quote in part.quotes:
        wanted = parts(quote.text)
        held = [
            any(left_out(wanted, text) is not None for card in cards for text in card.whole)
            for cards in (own, others)
        ]
        if held == [False, True]:
            return quote.text
    shelf = part.library
    known = frozenset().union(*(card.lemmas for card in own))
    theirs = max(
        (part.lemmas & card.lemmas for card in others), key=lambda some: shelf.share(part.lemmas, some)
    )
    strays = shelf.share(part.lemmas, known) < WEAK and shelf.share(part.lemmas, theirs) >= SUPPORTED
    return part.text[:120] if strays and len(theirs - known) >= FOREIGN and not _gives(part, own) else ""
