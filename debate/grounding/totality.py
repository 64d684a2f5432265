"""The whole for a part: "the only danger" for one of them, "throughout" for "at points"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from .clauses import lemmas_of
from .findings import Finding
from .lexicon import lemma
from .library import CardFacts
from .numerals import ONES
from .reading import Reading
from .text import keys, listed

_ONLY: Final = re.compile(r"\b(?:the|its|his|her|their) (?:only|sole) (?:\w+ )?(\w+)", re.IGNORECASE)
_ONE_OF: Final = re.compile(
    r"\b(?:one|some|part|several|many|few) of (?:the|its|his|her|their) (?:\w+ )?(\w+)", re.IGNORECASE
)
# "Two of the three fuel cells", and "all three" of them.
_COUNT: Final = rf"({'|'.join(list(ONES)[2:])})"
_PART_OF: Final = re.compile(rf"\b{_COUNT} of (?:the|its|his|her|their) {_COUNT}\b", re.IGNORECASE)
_ALL_OF: Final = re.compile(
    rf"\b(?:all|none of)(?: of)?(?: the| its| his| her| their)? {_COUNT}\b", re.IGNORECASE
)
# Nothing was left out: each asks for a word of the cards that says so too.
_WHOLLY: Final = re.compile(
    r"\b(?:throughout|unanimous(?:ly)?|entirely|wholly|completely|exclusively|without (?:any )?exception|in every case|"
    r"in its entirety|every (?:last|single) (?:one|\w+)|for ever|forever|the whole of (?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_SAYS_SO: Final = frozenset(
    map(
        lemma,
        "all every each whole entire throughout unanimous wholly completely exclusively only full always ever never none no".split(),
    )
)


def totality(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    every = {match[1].lower() for match in _ALL_OF.finditer(reading.text)}
    for card in facts if every else ():
        part = next((match for match in _PART_OF.finditer(card.text) if match[2].lower() in every), None)
        if part is not None and not _ALL_OF.search(card.text):
            message = f"card {card.card.n} says “{part[0]}”, not all of them"
            yield Finding(rule="quantifier", message=message, excerpt=part[0])
            return
    only = {lemma(match[1].lower()) for match in _ONLY.finditer(reading.text)}
    for card in facts if only else ():
        for match in _ONE_OF.finditer(card.text):
            if lemma(match[1].lower()) in only:
                message = f"card {card.card.n} says “{match[0]}”: the sentence makes it the only one"
                yield Finding(rule="quantifier", message=message, excerpt=match[0])
                return
    whole = _WHOLLY.search(reading.text)
    if whole is None or any(span.start < whole.start() < span.end for span in reading.spans):
        return
    known = frozenset().union(*(card.lemmas for card in facts))
    given = {lemma(word) for card in facts for text in card.texts for word in keys(text)}
    lemmas = lemmas_of(reading.text)
    if not given & _SAYS_SO and 2 * len(lemmas & known) >= len(lemmas):
        message = f"{listed(reading.citations)} does not say “{whole[0]}”"
        yield Finding(rule="quantifier", message=message, excerpt=whole[0])
