"""The check itself: a text and the brief it rests on in, a report out.

Each sentence is checked alone: what the sentence before said lends it nothing. Same text and brief, same
report; about 0.3 ms a sentence once the brief has been read.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Final

from debate.evidence.brief import Brief

from . import citations, guards, negation, rules
from .dates import borne_out
from .findings import Finding, Report, Sentence, Status
from .kinds import kind_of
from .library import CardFacts, Library, library
from .quotations import left_out, parts
from .reading import Reading
from .references import labelled, refers
from .sentences import split_sentences
from .text import WORD, clean, key, listed

SUPPORTED: Final = 0.5
WEAK: Final = 0.25
# A second card is cited for something: its words must make up this much of the sentence …
BEARING: Final = 0.2
# … and a card that is not cited must not fit this much better than those that are.
BETTER: Final = 0.35
WHOLLY, BETTER_THAN_WHOLLY = 0.95, 0.25  # … or this much, where it has nearly every word

_RULES: Final = (
    rules.ids,
    rules.quotations,
    rules.numbers,
    rules.dates,
    rules.names,
    negation.negation,
    guards.attribution,
    guards.modality,
    guards.quantifier,
)


def check(text: str, brief: Brief, *, known_names: Sequence[str] = ()) -> Report:
    """Every sentence of a text against the cards it cites.

    known_names: the debaters' names, which may stand anywhere without a card.
    """
    shelf = library(brief)
    debaters = frozenset(key(word) for name in known_names for word in WORD.findall(clean(name)))
    return Report(sentences=tuple(_sentence(sentence, shelf, debaters) for sentence in split_sentences(text)))


def _sentence(text: str, shelf: Library, debaters: frozenset[str]) -> Sentence:
    reading = Reading(text, shelf, debaters)
    facts = [shelf.cards[number] for number in reading.citations if number in shelf.cards]
    ids = list(rules.ids(reading, facts))
    kind = "factual" if ids else kind_of(reading)
    if kind == "rhetorical":
        return Sentence(text=text, kind=kind, citations=(), status="rhetorical", findings=(), overlap=0.0)
    findings: list[Finding] = []
    if not facts:
        overlap = 0.0
        findings = ids or [_uncited(reading)]
    elif not ids and refers(reading):
        overlap = max(SUPPORTED, _overlap(reading, facts))
    else:
        findings = [finding for rule in _RULES for finding in rule(reading, facts)]
        findings += [*_bearing(reading, facts), *_swapped(reading)]
        overlap = _overlap(reading, facts, verbatim=not any(f.rule.startswith("quot") for f in findings))
        if overlap < WEAK and not findings:
            message = f"{listed(reading.citations)} does not say this, or not in any of these words"
            findings.append(Finding(rule="overlap", message=message, excerpt=reading.text[:200]))
    status: Status = "unsupported" if findings else "supported" if overlap >= SUPPORTED else "weak"
    return Sentence(
        text=text,
        kind=kind,
        citations=reading.citations,
        status=status,
        findings=tuple(findings),
        overlap=round(overlap, 4),
    )


def _overlap(reading: Reading, facts: Sequence[CardFacts], *, verbatim: bool = False) -> float:
    """The weighted share of what a sentence says that its cards say too: words, numbers and dates.

    verbatim: its quotations have been found, so that each three words of them count like a word of their own.
    """
    shelf = reading.library
    given = frozenset().union(*(card.lemmas for card in facts))
    dates = tuple(date for card in facts for date in card.dates)
    rarest = shelf.weight("")
    if (
        not reading.lemmas
    ):  # "Nothing could be done about either": function words, so their order is all there is
        words = [token.key for token in reading.tokens if token.shown.isalpha()]
        said = [
            (1.0, any(f" {first} {second} " in text for card in facts for text in card.whole))
            for first, second in itertools.pairwise(words)
        ]
    else:
        said = [(shelf.weight(word), word in given) for word in reading.lemmas]
    said += [
        (rarest, rules.number_fault(reading, quantity, facts)[0] == "same") for quantity in reading.quantities
    ]
    said += [(rarest, borne_out(date, dates, "")) for date in reading.dates]
    if verbatim:
        said += [(rarest * len(part) / 3, True) for quote in reading.quotes for part in parts(quote.text)]
    total = math.fsum(weight for weight, _ in said)  # fsum: the same whatever the order of a set
    return math.fsum(weight for weight, borne in said if borne) / total if total else 0.0


def _uncited(reading: Reading) -> Finding:
    number, share = reading.library.closest(reading.lemmas)
    hint = f"; it reads like card {number}" if share >= SUPPORTED else ""
    return Finding(
        rule="uncited", message=f"a statement of fact needs a citation{hint}", excerpt=reading.text[:200]
    )


def _bearing(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """Cards cited for nothing, and sentences that another card fits far better."""
    shelf = reading.library
    union = frozenset().union(*(card.lemmas for card in facts))
    if len(facts) > 1:
        for card in facts:
            share = shelf.share(reading.lemmas, card.lemmas)
            alone = [other for other in facts if other is not card]
            number = any(
                rules.number_fault(reading, quantity, [card])[0] == "same"
                and rules.number_fault(reading, quantity, alone)[0] != "same"
                for quantity in reading.quantities
            )
            if share < BEARING and not number and card.card.n not in labelled(reading):
                message = f"card {card.card.n} has nothing to do with this sentence"
                yield Finding(rule="id", message=message, excerpt=f"[{card.card.n}]")
    closest, best = shelf.closest(reading.lemmas)
    better = best - shelf.share(reading.lemmas, union)
    if closest not in reading.citations and better >= (BETTER if best < WHOLLY else BETTER_THAN_WHOLLY):
        message = f"this reads like card {closest}, not like {listed(reading.citations)}"
        yield Finding(rule="id", message=message, excerpt=reading.text[:200])


def _swapped(reading: Reading) -> Iterator[Finding]:
    """ "A [2], but B [1]" where card 1 says A and card 2 says B."""
    segments = citations.segments(reading.raw)
    if len(segments) < 2:
        return
    shelf = reading.library
    for segment in segments:
        own = [shelf.cards[number] for number in segment.cards if number in shelf.cards]
        others = [
            shelf.cards[number]
            for other in segments
            for number in other.cards
            if number in shelf.cards and number not in segment.cards
        ]
        if not own or not others:
            continue
        part = Reading(segment.text, shelf, reading.debaters)
        strayed = _strayed(part, own, others)
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
    mine = shelf.share(part.lemmas, frozenset().union(*(card.lemmas for card in own)))
    theirs = max(shelf.share(part.lemmas, card.lemmas) for card in others)
    return part.text[:120] if mine < WEAK and theirs >= SUPPORTED else ""
