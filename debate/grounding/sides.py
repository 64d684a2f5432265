"""Sides: for or against somebody, more or less than something, from one figure to another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from .clauses import words_of
from .findings import Finding
from .lexicon import lemma
from .library import CardFacts
from .negation import negations
from .reading import Reading

_TAKES: Final = frozenset(
    map(
        lemma,
        "find rule vote decide argue stand speak judge judgment judgement testify campaign side verdict hold".split(),
    )
)
_FOR: Final = {"for": 1, "with": 1, "against": -1}
_MORE: Final = dict.fromkeys(
    "more larger bigger higher greater longer better faster later taller wider stronger richer heavier older".split(),
    1,
) | dict.fromkeys(
    "less fewer smaller lower shorter worse slower earlier narrower weaker poorer lighter younger".split(), -1
)
FAR: Final = 4  # words between "more" and its "than"


@lru_cache(maxsize=8192)
def sides(text: str) -> tuple[tuple[str, str, int, str], ...]:
    """(kind, of what, which side, word as shown) of every side that a text takes."""
    words = words_of(text)
    denied = {
        place for cue in negations(text) for place in range(cue.at, cue.at + FAR) if cue.kind != "refusal"
    }
    found = []
    for at, word in enumerate(words):
        verb = next((w.lemma for w in reversed(words[max(0, at - 3) : at]) if w.lemma), "")
        if word.key in _FOR and verb in _TAKES:
            after = next((w.lemma for w in words[at + 1 : at + 4] if w.lemma), "")
            found.append(("for", after, _FOR[word.key], word.shown))
        elif word.key in _MORE and at not in denied:
            than = next((k for k in range(at + 1, min(len(words), at + FAR)) if words[k].key == "than"), 0)
            after = next((w.lemma for w in words[than + 1 : than + 4] if w.lemma), "") if than else ""
            found.append(("than", after, _MORE[word.key], word.shown))
    return tuple(one for one in found if one[1])


_DATED_THAN: Final = re.compile(
    r"\b(\w+) (?:\w+ ){0,2}than (?:in |on |that of |those of )?((?:1[5-9]|20)\d\d|\d[\d,.]*\d)"
)


def _dated(text: str) -> dict[str, tuple[int, str]]:
    """ "higher than in 2019": by the figure, which side of it."""
    return {
        match[2]: (_MORE[match[1].lower()], match[1])
        for match in _DATED_THAN.finditer(text)
        if match[1].lower() in _MORE
    }


def sided(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """The other side of what the card says."""
    said = sides(reading.text)
    dated = _dated(reading.text)
    for card in facts if said or dated else ():
        given: dict[tuple[str, str], set[int]] = {}
        for passage in card.passages:
            for kind, after, side, _ in sides(passage.text):
                given.setdefault((kind, after), set()).add(side)
        wrong = next((shown for kind, after, side, shown in said if given.get((kind, after)) == {-side}), "")
        theirs = _dated(card.text)
        wrong = wrong or next(
            (w for n, (side, w) in dated.items() if n in theirs and theirs[n][0] == -side), ""
        )
        if wrong:
            message = f"“{wrong}” is the opposite of what card {card.card.n} says"
            yield Finding(rule="direction", message=message, excerpt=wrong)
            return
