"""Grounding: whether a text says only what its cards say.

`check(text, brief)` cuts a text into sentences, tells the factual from the rhetorical, and holds each factual
one against the cards it cites by eight rules: citations that resolve; quotations verbatim and by their
speaker; numbers with units and limits; dates with precision; names; negation, attribution, modality and
quantifiers that survive; and enough of the cards' own words. Pure: no database, clock or network, and the same
report for the same input.

A sentence that passes is not thereby true. `UNDECIDABLE` lists what no rule here can see; pages print it.
"""

from __future__ import annotations

from typing import Final

from .citations import count_words
from .findings import Finding, Report, Sentence
from .sentences import first_sentence, split_sentences
from .verify import check

UNDECIDABLE: Final[tuple[str, ...]] = (
    "Who did what to whom: “A sued B” and “B sued A” use the same words.",
    "The right number about the wrong thing, when a card gives several of one kind.",
    "Whether one event caused another, or only came before it.",
    "A quotation torn from its context: every word is right, and the meaning is not.",
    "A card that a later event has overtaken.",
    "Irony, and what is only implied.",
    "Reckoning with numbers: a sum, a difference or an age that no card states is refused even if it is right.",
    "A denial in other words: “a dead letter” for an agreement that was kept.",
    "Who holds a reported view, when the sentence names somebody vague (“critics say”).",
    "What a sentence leaves out of a card, beyond a “not”, a “may”, a “some” or an “up to”.",
    "Whether “he” or “it” means whom the sentence before named.",
    "Comparisons and degrees (“the largest”, “far more”) that no card draws.",
    "Whether a maxim is wise: sentences that state no fact are not checked at all.",
    "Whether the source of a card is right.",
)

__all__ = [
    "UNDECIDABLE",
    "Finding",
    "Report",
    "Sentence",
    "check",
    "count_words",
    "first_sentence",
    "split_sentences",
]
