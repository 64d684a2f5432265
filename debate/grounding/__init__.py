"""Grounding: whether a text says only what its cards say.

`check(text, brief)` cuts a text into sentences and holds each against the cards it cites, in two ways. Form, only
where it is exact: citations that resolve, quotations verbatim and by their speaker, numbers with units and limits,
dates and names that a cited card has, or one that the same text has cited before. Meaning, by rule: who did what
to whom, direction, order in time, negation, possibility, quantity, numbers exchanged, clauses added. Pure: no
database, clock or network, and the same report for the same input.

A sentence tells more than its status. `citations`, `earlier` and `cards` are the cards it may rest on; `bearing`
the words of a card that bear it; `inference` that it repeats an editor's inference, an argument and no fact.

A sentence that passes is not thereby true. `UNDECIDABLE` lists what no rule here can see; pages print it. How much
the rules do see is measured on natural sentences that none was tuned on: `tests/debate/meaning/`, kept in `rates.json`.
"""

from __future__ import annotations

from typing import Final

from debate.text.citations import count_words
from debate.text.sentences import split_sentences

from .findings import Bearing, Finding, Report, Sentence
from .verify import check

UNDECIDABLE: Final[tuple[str, ...]] = (
    "Who did what to whom, when the verb is not the card’s own or nobody is named.",
    "The right number about the wrong thing, unless two numbers have changed places.",
    "Whether one event caused another, when both are in the cards.",
    "A quotation torn from its context: every word is right, and the meaning is not.",
    "A card that a later event has overtaken.",
    "Irony, and what is only implied.",
    "Reckoning: a sum, a difference or a share that no card states is refused even if it is right.",
    "A denial in other words: “a dead letter” for an agreement that was kept.",
    "Who holds a reported view, when the sentence names somebody vague (“critics say”).",
    "What a sentence leaves out of a card, beyond a “not”, a “may”, a “some” or an “up to”.",
    "Whether “he” or “it” means whom the sentence before named.",
    "Comparisons and degrees (“the largest”, “far more”, “the only”) that no card draws.",
    "A statement without a citation, if it has no figure, date or quotation and is not one card’s own words.",
    "Whether a maxim is wise: sentences that state no fact are not checked at all.",
    "Whether the source of a card is right.",
)

__all__ = [
    "UNDECIDABLE",
    "Bearing",
    "Finding",
    "Report",
    "Sentence",
    "check",
    "count_words",
    "split_sentences",
]
