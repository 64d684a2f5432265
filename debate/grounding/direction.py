"""Direction: a word that says the opposite of the card's word about the same thing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from .acts import acts
from .clauses import Word, passages, words_of
from .cues import CONVERSES, OPPOSITES, PREFIXES, SCOPE_STOPS
from .findings import Finding
from .library import CardFacts
from .negation import negations
from .reading import Reading

NEAR: Final = 6
_COMPARE: Final = frozenset("more less fewer worse".split())
TELLING: Final = 3  # words near, that outweigh the same word elsewhere in the sentence of a card


@lru_cache(maxsize=65536)
def _sides(key: str, lemma: str) -> tuple[tuple[int, int], ...]:
    """The pairs of opposites that a word belongs to, with its side."""
    return tuple(
        (number, side)
        for number, pair in enumerate(OPPOSITES)
        for side, words in enumerate(pair)
        if key in words or (lemma and lemma in words)
    )


@lru_cache(maxsize=8192)
def _directed(text: str) -> tuple[tuple[int, int, int], ...]:
    """(pair, side, place) of every directed word."""
    words = words_of(text)
    return tuple(
        (pair, side, at)
        for at, word in enumerate(words)
        if [following.key for following in words[at + 1 : at + 2]] != ["out"]  # "shut out" closes nothing
        for pair, side in _sides(word.key, word.lemma)
    )


def direction(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """More for less, or any other opposite, of the same thing."""
    words = words_of(reading.text)
    said = _directed(reading.text)
    rivals = list(passages(facts))
    for pair, side, at in said:
        near = _near(words, at)
        weights = [_weighs(reading, passage.text, near, pair, side, at) for _, passage in rivals]
        against, borne = min(weights, default=0), max(weights, default=0)
        if against < 0 and -against > borne:
            shown = words[at].shown
            message = (
                f"“{shown}” is the opposite of what card {rivals[weights.index(against)][0].card.n} says"
            )
            yield Finding(rule="direction", message=message, excerpt=shown)
            return
    yield from itertools.islice(itertools.chain(_too(reading, facts), _prefixed(reading, facts)), 1)


def _weighs(reading: Reading, text: str, near: frozenset[str], pair: int, side: int, at: int) -> int:
    """How many words near a directed word a passage has near one of its pair: above 0 for it, below 0 against."""
    words = words_of(text)
    best = 0
    ours = words_of(reading.text)[at]
    has_it = any(
        other_pair == pair and other_side == side and words[place].key == ours.key
        for other_pair, other_side, place in _directed(text)
    )
    for other_pair, other_side, place in _directed(text):
        if other_pair != pair:
            continue
        shared = len(near & _near(words, place))
        exchanged = _exchanged(words_of(reading.text), at, words, place)
        same = (other_side == side) != exchanged
        if pair in CONVERSES and not same and _done_by_the_other(reading.text, at, text, place):
            continue
        turned = _denied(reading.text, at) != _denied(text, place)
        if same and turned:
            continue  # what is denied is for `negation`
        if turned:
            same = not same
        if not same and has_it and shared < TELLING and not exchanged:
            continue  # "three judges rejected the argument and two accepted it"
        if shared > abs(best):
            best = shared if same else -shared
    return best


def _done_by_the_other(ours: str, at: int, text: str, place: int) -> bool:
    """Whether the party of one verb is not the party of its converse."""
    verb, other = words_of(ours)[at].lemma, words_of(text)[place].lemma
    here = [act.agent for act in acts(ours) if act.verb == verb and act.agent]
    there = [act.agent for act in acts(text) if act.verb == other and act.agent]
    return bool(here and there) and not here[0] & there[0]


def _exchanged(ours: Sequence[Word], at: int, words: Sequence[Word], place: int) -> bool:
    """Whether what is compared has changed sides: "A is longer than B" against "B is shorter than A"."""
    here, there = _compared(ours, at), _compared(words, place)
    if here is None or there is None:
        return False
    return bool(here[0] & there[1] and here[1] & there[0]) and not here[1] & there[1]


def _compared(words: Sequence[Word], at: int) -> tuple[frozenset[str], frozenset[str]] | None:
    """What stands before a comparative's "than" and what behind it, without what both share; None where none follows."""
    than = next((k for k in range(at + 1, min(len(words), at + 5)) if words[k].key == "than"), 0)
    if not than or not (words[at].key in _COMPARE or words[at].key.endswith("er")):
        return None
    before = frozenset(
        word.lemma for word in (*words[max(0, at - 2 * NEAR) : at], *words[at + 1 : than]) if word.lemma
    )
    behind = itertools.takewhile(lambda word: not word.broken, words[than + 1 : than + 1 + NEAR])
    after = frozenset(word.lemma for word in behind if word.lemma)
    return before - after, after - before


def _near(words: Sequence[Word], at: int) -> frozenset[str]:
    """The content words about a place, within its clause."""
    low, high = at, at + 1
    stops = (
        SCOPE_STOPS - {"as"} if at and words[at - 1].key == "as" else SCOPE_STOPS
    )  # "regarded as obsolete"
    while low > max(0, at - NEAR) and not words[low].broken and words[low - 1].key not in stops:
        low -= 1
    while (
        high < min(len(words), at + 1 + NEAR)
        and not words[high].broken
        and words[high].key not in SCOPE_STOPS
    ):
        high += 1
    return frozenset(word.lemma for word in (*words[low:at], *words[at + 1 : high]) if word.lemma)


def _denied(text: str, at: int) -> bool:
    words = words_of(text)
    return any(
        cue.at < at <= cue.at + NEAR and (words[at].lemma in cue.scope or at - cue.at < 3)
        for cue in negations(text)
        if cue.kind != "refusal"
    )


_NOT_ENOUGH: Final = re.compile(r"\bnot (\w+) enough\b")
_TOO: Final = re.compile(r"\btoo (\w+)\b")


def _too(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """ "Too strict" for "not strict enough", and the other way round."""
    for card in facts:
        for one, other in ((_TOO, _NOT_ENOUGH), (_NOT_ENOUGH, _TOO)):
            given = {match[1].lower() for match in other.finditer(card.text)}
            said = next((match for match in one.finditer(reading.text) if match[1].lower() in given), None)
            if said is not None:
                message = f"“{said[0]}” is the opposite of what card {card.card.n} says"
                yield Finding(rule="direction", message=message, excerpt=said[0])
                return


def _prefixed(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """ "Likely" for "unlikely"."""
    words = words_of(reading.text)
    turned = _turned(words)
    for card, passage in passages(facts):
        theirs = {word.key for word in words_of(passage.text)}
        for at, bare in turned:
            word = words[at]
            if bare not in theirs or word.key in theirs:
                continue
            theirs_at = next((k for k, w in enumerate(words_of(passage.text)) if w.key == bare), 0)
            denied = _denied(reading.text, at) or _denied(passage.text, theirs_at)
            if len(_near(words, at) & passage.lemmas) > 1 and not denied:
                message = f"card {card.card.n} says “{bare}”, not “{word.shown}”"
                yield Finding(rule="direction", message=message, excerpt=word.shown)
                return


def _turned(words: Sequence[Word]) -> list[tuple[int, str]]:
    """Every word's place and its opposites by prefix, but for those that the sentence has too."""
    ours = {word.key for word in words}
    return [
        (at, bare)
        for at, word in enumerate(words)
        if len(word.key) >= 5
        for prefix in PREFIXES
        if (bare := word.key.removeprefix(prefix) if word.key.startswith(prefix) else prefix + word.key)
        not in ours
    ]
