"""Sentences that speak of an item without saying anything of it: "Grant me the Minsk agreements [11], and …".

Debaters weigh cards against each other by name. Where a citation directly follows its card's label, and the
rest of the sentence speaks of the debate (I, you, the opponent, an order to weigh or look) and states no fact
of its own, the citation is borne out by the label alone.
"""

from __future__ import annotations

import re
from typing import Final

from debate.text.citations import MARKER

from .kinds import claimed
from .lexicon import OPENERS
from .reading import Reading
from .text import clean

# Who or what a sentence about the debate speaks of or to.
_DEBATE: Final = re.compile(
    r"\b(?:i|me|my|mine|we|us|our|ours|you|your|yours|whoever|anyone|opponents?|motion|argument|conclusion|inference|scales?|"
    r"ledger|reckoning|weigh(?:s|ed|ing)?|rank|grant|concede[sd]?|borrow|lend|prove[sd]?|proof|evidence|outweighs?|heavier|"
    r"lighter|weight|premise|witness(?:es)?|advocate|one|question|other side|claim|quarrel|debate|likeness|confusion|matter|side by side)\b",
    re.IGNORECASE,
)


def labelled(reading: Reading) -> frozenset[int]:
    """The cards whose citation stands directly after their label."""
    return frozenset(number for number, _, _ in _labels(reading))


def _labels(reading: Reading) -> list[tuple[int, int, int]]:
    """(card, start, end) of each label with its citation, in the cleaned text with its markers."""
    text = clean(reading.raw)
    found = []
    for marker in MARKER.finditer(text):
        number = int(marker[1]) if marker[1].isdigit() else 0
        facts = reading.library.cards.get(number)
        label = clean(facts.card.label) if facts else ""
        before = text[: marker.start()].rstrip()
        if label and before.casefold().endswith(label.casefold()):
            found.append((number, len(before) - len(label), marker.end()))
    return found


def refers(reading: Reading) -> bool:
    """Whether a sentence only points to its cards by their labels."""
    if not reading.citations or labelled(reading) != frozenset(reading.citations):
        return False
    rest = clean(reading.raw)
    for _, start, end in reversed(_labels(reading)):
        rest = f"{rest[:start]}it{rest[end:]}"
    remainder = Reading(rest, reading.library, reading.debaters)
    debated = (
        _DEBATE.search(rest)
        or remainder.question
        or reading.debaters.intersection(t.key for t in remainder.tokens)
    )
    ordered = remainder.tokens and remainder.tokens[0].key in OPENERS
    names = [name for name in remainder.names if not remainder.debaters.issuperset(name.words)]
    return bool(debated or ordered) and not (names or remainder.citations or claimed(remainder).states)
