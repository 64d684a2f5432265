"""Whose and of where: a word bound to its noun ("Soviet submarine", "Castro's letter") and there exchanged for another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from .acts import has_happened
from .clauses import Word, lemmas_of, words_of
from .findings import Finding
from .lexicon import lemma
from .library import CardFacts
from .reading import Reading

_COMPASS: Final = frozenset(map(lemma, "east eastern west western north northern south southern".split()))
BEHIND: Final = 2  # "Kennedy's published memoir"


@lru_cache(maxsize=8192)
def bound(text: str) -> frozenset[tuple[str, tuple[bool, str]]]:
    """What binds, and (whether as its owner, the noun), as lemmas: an adjective of a state, a direction, an owner."""
    words = words_of(text)
    found: set[tuple[str, tuple[bool, str]]] = set()
    for at, word in enumerate(words):
        if not word.lemma:
            continue
        owns = word.key.endswith(("'s", "s'"))
        people = word.lemma.startswith("@") and word.key != word.lemma[1:]  # "Chinese", not "China"
        if not (owns or people or word.lemma in _COMPASS):
            continue
        for noun in _nouns(words, at, BEHIND if owns else 1):
            found.add((word.lemma, (owns, noun)))
    return frozenset(found)


def _nouns(words: Sequence[Word], at: int, most: int) -> Iterator[str]:
    """The content words that follow without a break; over the "and" of "American and Soviet officers"."""
    place = at + 1
    if words[place : place + 1] and words[place].key == "and" and not words[place].broken:
        place += 2
    for word in words[place : place + most]:
        if word.broken or word.crossed or not word.lemma or (most == 1 and has_happened(word)):
            return
        yield word.lemma


def exchanged(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """A noun bound to somebody else than in the card, both of whom sentence and card name."""
    said = bound(reading.text)
    if not said:
        return
    lemmas = lemmas_of(reading.text)
    for card in facts:
        given: dict[tuple[bool, str], set[str]] = {}
        for passage in card.passages:
            for binder, noun in bound(passage.text):
                given.setdefault(noun, set()).add(binder)
        for binder, noun in sorted(said):
            theirs = given.get(noun, set())
            if not theirs or binder in theirs or binder not in card.lemmas:
                continue
            free = {other for other in theirs & lemmas if (other, noun) not in said}
            if free and not any((binder, noun) in bound(p.text) for c in facts for p in c.passages):
                shown = next(w.shown for w in words_of(reading.text) if w.lemma == noun[1])
                message = f"card {card.card.n} has “{shown}” of somebody else"
                yield Finding(rule="roles", message=message, excerpt=shown)
                return
