"""Words in their clauses: what the guards look for cues in, and how far a cue reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from . import cues
from .library import CardFacts, Passage, content_lemma
from .reading import measured_out
from .text import plain, tokens

NUMBER: Final = "#"  # stands for a number among the words that a cue reaches
REACH: Final = 12  # words behind which no cue reaches, whatever they are


class Word(NamedTuple):
    """A word with its lemma ("" for a function word); `broken`: punctuation stands before it."""

    key: str
    lemma: str
    shown: str
    broken: bool
    crossed: bool  # a number or date stands before it


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in its place and the content lemmas it reaches."""

    shown: str
    at: int
    scope: tuple[str, ...]
    kind: str = ""


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a cleaned text, harmless negatives, numbers and dates left out."""
    typed = cues.HARMLESS.sub(lambda match: " " * len(match[0]), measured_out(plain(text)))
    found: list[Word] = []
    end = 0
    for token in tokens(typed):
        content = content_lemma(token.shown)
        broken = any(mark in token.gap for mark in ".,;:!?()—")
        found.append(Word(token.key, content, token.shown, broken, "#" in token.gap))
        end = token.end
    if "#" in typed[end:]:
        found.append(Word("", "", "", False, True))
    return tuple(found)


def reach(
    words: Sequence[Word], at: int, most: int, stops: frozenset[str] = cues.SCOPE_STOPS
) -> tuple[str, ...]:
    """The content lemmas after a cue, to the end of its clause."""
    scope: list[str] = []
    for place in range(at + 1, min(len(words), at + 1 + REACH)):
        word = words[place]
        if len(scope) >= most or word.broken or word.key in stops:
            break
        if word.crossed and not scope:
            scope.append(NUMBER)  # "there were not about 10,000"
        if word.lemma and word.lemma not in cues.EMPTY:
            scope.append(word.lemma)
    return tuple(scope)


def most_of(scope: Sequence[str], lemmas: frozenset[str]) -> list[str]:
    """Those of a scope among some lemmas if they are most of it, else none."""
    present = [word for word in scope if word in lemmas]
    return present if 2 * len(present) > len(scope) else []


def passages(facts: Sequence[CardFacts]) -> Iterator[tuple[CardFacts, Passage]]:
    for card in facts:
        for passage in card.passages:
            yield card, passage


@lru_cache(maxsize=8192)
def lemmas_of(text: str) -> frozenset[str]:
    return frozenset(word.lemma for word in words_of(text) if word.lemma)
