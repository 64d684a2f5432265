"""The check itself: a text and the brief it rests on in, a report out.

Sentences are checked in their order: a number, a date or a name that one has borne out by a card may be said
again by the next. Same text and brief, same report; every rule's work grows with the text's length and no faster.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from debate.evidence.brief import Brief
from debate.text import citations
from debate.text.sentences import split_sentences

from . import form, guards, negation, rules
from .added import added
from .bearing import SUPPORTED, WEAK, bearings, crossed, foreign, misplaced, overlap
from .bound import exchanged
from .direction import direction
from .findings import Finding, Kind, Report, Sentence, status_of
from .kinds import claimed, is_general
from .library import CardFacts, Library, library
from .order import order
from .quantifiers import quantifier
from .reading import Reading
from .references import refers
from .roles import roles
from .sides import sided
from .swapped import swapped
from .text import WORD, clean, joined, key, listed
from .totality import totality

# Characters that are read: ten times the longest speech. What stands behind them is refused unread.
LONGEST: Final = 20_000

_FORM: Final = (rules.ids, rules.quotations, rules.numbers, rules.dates, rules.names)
_MEANING: Final = (
    negation.negation,
    order,
    direction,
    roles,
    exchanged,
    sided,
    swapped,
    totality,
    guards.modality,
    quantifier,
    added,
    guards.attribution,
)
_PLACE: Final = (misplaced, crossed)


def check(
    text: str, brief: Brief, *, known_names: Sequence[str] = (), earlier: Collection[int] = ()
) -> Report:
    """Every sentence of a text against the cards it cites.

    known_names: the debaters' names, which may stand anywhere without a card.
    earlier: cards that the same speech has cited before this text.
    In another language than English only `form` holds; the report says which rules were not applied.
    """
    shelf = library(brief)
    if brief.language:
        return form.check(text[:LONGEST], shelf, earlier)
    debaters = frozenset(key(word) for name in known_names for word in WORD.findall(clean(name)))
    return Report(sentences=tuple(_sentences(text, shelf, debaters, earlier)))


def _sentences(
    text: str, shelf: Library, debaters: frozenset[str], earlier: Collection[int]
) -> Iterator[Sentence]:
    heard = dict.fromkeys(n for n in earlier if n in shelf.cards)
    for sentence in split_sentences(citations.typed(text[:LONGEST])):
        reading = Reading(sentence, shelf, debaters, tuple(shelf.cards[n] for n in heard))
        yield _sentence(reading)
        heard |= dict.fromkeys(n for n in reading.citations if n in shelf.cards)
    if rest := text[LONGEST:].strip():
        message = f"the text is longer than {LONGEST} characters; this part is not read"
        yield _made(
            Reading("", shelf), rest, "factual", [Finding(rule="length", message=message, excerpt="")]
        )


def _sentence(reading: Reading) -> Sentence:
    facts = [reading.library.cards[number] for number in reading.citations if number in reading.library.cards]
    ids = list(rules.ids(reading, facts))
    if not ids and not reading.citations:
        return _uncited(reading)
    if not facts:
        return _made(reading, reading.raw, "factual", ids)
    if not ids and refers(reading):
        return _made(reading, reading.raw, "factual", [], facts, max(SUPPORTED, overlap(reading, facts)))
    words = joined(reading.text)
    if not ids and any(inference in words for card in facts for inference in card.inferences):
        return _made(reading, reading.raw, "factual", [], facts, 1.0, inference=True)
    findings = [finding for rule in (*_FORM, *_MEANING, *_PLACE) for finding in rule(reading, facts)]
    share = overlap(reading, facts, verbatim=not any(f.rule.startswith("quot") for f in findings))
    if share < WEAK and not findings and foreign(reading, facts) and not is_general(reading):
        message = f"{listed(reading.citations)} does not say this, or not in any of these words"
        findings.append(Finding(rule="overlap", message=message, excerpt=reading.text[:200]))
    return _made(reading, reading.raw, "factual", findings, facts, share)


def _uncited(reading: Reading) -> Sentence:
    """A sentence without a citation: an argument, unless it states what could be looked up."""
    claim = claimed(reading)
    if claim.rests_on:  # it goes on with a card that the text has cited before
        findings = [finding for rule in _MEANING for finding in rule(reading, claim.rests_on)]
        if findings:
            return _made(reading, reading.raw, "factual", findings)
    if not claim.states:
        return _made(reading, reading.raw, "rhetorical", [])
    number, share = reading.library.closest(reading.lemmas)
    hint = f"; it reads like card {number}" if share >= SUPPORTED else ""
    message = f"a statement of fact needs a citation{hint}"
    return _made(
        reading,
        reading.raw,
        "factual",
        [Finding(rule="uncited", message=message, excerpt=reading.text[:200])],
    )


def _made(
    reading: Reading,
    text: str,
    kind: Kind,
    findings: Sequence[Finding],
    facts: Sequence[CardFacts] = (),
    share: float = 0.0,
    *,
    inference: bool = False,
) -> Sentence:
    status = status_of(kind, findings, is_borne_out=share >= SUPPORTED)
    return Sentence(
        text=text,
        kind=kind,
        citations=reading.citations,
        status=status,
        findings=tuple(findings),
        overlap=round(share, 4),
        earlier=tuple(card.card.n for card in reading.earlier),
        bearing=bearings(reading, facts) if status in ("supported", "weak") and not inference else (),
        inference=inference,
    )
