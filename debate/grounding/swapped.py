"""Numbers of a card put to another use: two of them exchanged, or one that the card gives of something else."""

from __future__ import annotations

import itertools
import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .dates import dates
from .findings import Finding
from .library import CardFacts, content_lemma
from .numbers import quantities
from .reading import Reading
from .text import blank, key, tokens

_CUT: Final = re.compile(
    r"[,;:.()—]|\b(?:and|but|although|though|while|whereas|where|because|than|from|to|after|before)\b"
)
_WAYS: Final = re.compile(
    r"\b(?:[Ff]rom|[Ll]eft|[Ll]eaves|[Ll]eaving) (?:the )?([A-Z]\w+(?:[ -][A-Z]\w+){0,3}) (?:into|to|for) "
    r"(?:the )?([A-Z]\w+(?:[ -][A-Z]\w+){0,3})"
)
_YEARS: Final = re.compile(r"\bfrom (\d{4}) to (\d{4})\b")
MOST_FIGURES: Final = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or date with the content words of its part of the clause; `next_to`: the last before it."""

    value: Hashable
    shown: str
    around: frozenset[str]
    next_to: str
    dated: bool
    start: int = 0


@lru_cache(maxsize=8192)
def figures(text: str) -> tuple[Figure, ...]:
    dated = dates(text)
    counted = quantities(blank(text, [(date.start, date.end) for date in dated]))
    places: list[tuple[int, int, Hashable, str]] = [
        (date.start, date.end, (date.grain, date.first), date.shown) for date in dated
    ]
    places += [(q.start, q.end, (q.low, q.high), q.shown) for q in counted]
    bare = blank(text, [(start, end) for start, end, _, _ in places])
    cuts = [0, *(cut.start() for cut in _CUT.finditer(bare)), len(text)]
    words = [(token.start, lemma) for token in tokens(bare) if (lemma := content_lemma(token.shown))]
    days = {date.start for date in dated}
    found = []
    for start, _, value, shown in sorted(places, key=lambda place: place[0])[:MOST_FIGURES]:
        low = max(cut for cut in cuts if cut <= start)
        high = min(cut for cut in cuts if cut > start) if start < len(text) else len(text)
        around = [(at, lemma) for at, lemma in words if low <= at < high]
        before = [lemma for at, lemma in around if at < start]
        found.append(
            Figure(
                value,
                shown,
                frozenset(lemma for _, lemma in around),
                before[-1] if before else "",
                start in days,
                start,
            )
        )
    return tuple(found)


def swapped(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """Two numbers that stand each where the card has the other."""
    said = figures(reading.text)
    changes = _changes(reading.text)
    if len(said) < 2 and not changes:
        return
    for card in facts:
        theirs = (
            {change for passage in card.passages for change in _changes(passage.text)} if changes else set()
        )
        back = next(((low, high) for low, high in changes if (high, low) in theirs), None)
        if back is not None and not theirs & changes:
            message = f"card {card.card.n} has the way the other way round: from what to what?"
            yield Finding(rule="swapped", message=message, excerpt=reading.text[:200])
            return
        given: dict[Hashable, list[Figure]] = {}
        for passage in card.passages:
            for figure in figures(passage.text):
                given.setdefault(figure.value, []).append(figure)
        ours = [figure for figure in said if figure.value in given]
        for one, other in ((a, b) for i, a in enumerate(ours) for b in ours[i + 1 :] if a.value != b.value):
            if one.dated != other.dated:
                continue
            direct = _fit(one, given[one.value]) + _fit(other, given[other.value])
            across = _fit(one, given[other.value]), _fit(other, given[one.value])
            if sum(across) > direct and all(across):
                message = f"card {card.card.n} has {one.shown} and {other.shown} the other way round"
                yield Finding(rule="swapped", message=message, excerpt=one.shown)
                return


@lru_cache(maxsize=8192)
def _changes(text: str) -> frozenset[tuple[Hashable, Hashable]]:
    """ "From 2000 to 1996", "from Lyon to Geneva": the ends of a change or a way, in their order."""
    found = figures(text)
    ways = {(key(match[1]), key(match[2])) for match in _WAYS.finditer(text)}
    years = {(int(match[1]), int(match[2])) for match in _YEARS.finditer(text) if match[1] != match[2]}
    return (
        frozenset(years)
        | frozenset(ways)
        | frozenset(
            (one.value, other.value)
            for one, other in itertools.pairwise(found)
            if one.value != other.value
            and text[max(0, one.start - 5) : one.start].lower() == "from "
            and text[one.start + len(one.shown) : other.start].strip().lower() == "to"
        )
    )


def _fit(said: Figure, given: Sequence[Figure]) -> int:
    """How well the words around a number fit those around it in a card; the word next to it counts twice."""
    return max(
        len(said.around & other.around)
        + (said.next_to in other.around)
        + (bool(said.next_to) and said.next_to == other.next_to)
        for other in given
    )
