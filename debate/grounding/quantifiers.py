"""Quantifiers: "some" of a card may not become "all", nor "most" be said where it says nothing of the kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from . import cues
from .clauses import NUMBER, Cue, Word, lemmas_of, passages, reach, words_of
from .findings import Finding
from .guards import SAME_MATTER
from .library import CardFacts
from .reading import Reading
from .text import listed

_PARTS = ("part", "parts")  # "over parts of Europe": one may say "over Europe" for short
UNSURE = "?"  # marks a quantity that is denied or doubted: "unlikely to destroy every missile"


@lru_cache(maxsize=8192)
def _counts(text: str) -> tuple[Cue, ...]:
    typed = cues.NO_QUANTIFIER.sub(lambda match: " " * len(match[0]), text)
    words = words_of(re.sub(r"\b([Mm])uch of\b", r"\1ost of", typed))
    found = []
    for at, word in enumerate(words):
        kind = next((kind for kind, keys in cues.QUANTIFIERS.items() if word.key in keys), "")
        if not kind or (kind != "all" and at + 1 < len(words) and words[at + 1].crossed):
            continue
        if word.key == "majority" and [w.key for w in words[at + 1 : at + 2]] != ["of"]:
            continue  # who has won a vote
        if word.key == "whole" and not any(w.lemma for w in words[at + 1 : at + 4]):
            continue  # "the whole of it in Washington"
        scope = tuple(w for w in reach(words, at, 2, cues.SCOPE_STOPS - {"for"}) if w != NUMBER)
        found.append(Cue(word.shown, at, scope, kind + UNSURE * _unsure(words, at)))
    return tuple(cue for cue in found if cue.scope)


def _unsure(words: Sequence[Word], at: int) -> bool:
    """The "every" of "unlikely to destroy every missile"."""
    return any(word.key in cues.NEGATORS or word.key == "unlikely" for word in words[max(0, at - 6) : at])


def quantifier(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """ "Some" lost or made "all"; "all" made "most"; "all" put where the card does not say so."""
    lemmas = lemmas_of(reading.text)
    said = _counts(reading.text)
    spoken = {word.key for word in words_of(reading.text)}
    kinds = {cue.kind for cue in said}
    kinds |= {kind for kind, keys in cues.QUANTIFIERS.items() if kind == "most" and keys & spoken}
    kinds |= {"some"} if "a number of" in reading.text else set()
    given = [(card, passage, cue) for card, passage in passages(facts) for cue in _counts(passage.text)]
    for card, passage, cue in given:
        if cue.kind.endswith(UNSURE):
            continue
        rivals = [
            own
            for own in said
            if own.kind not in (cue.kind, cue.kind + UNSURE)
            and set(own.scope) & set(cue.scope)
            and not any(own.kind == other.kind and set(own.scope) & set(other.scope) for _, _, other in given)
        ]
        whole = lemmas_of(passage.text)
        if 2 * len(lemmas & whole) < len(lemmas):
            continue  # a sentence about something else
        asked = cue.kind != "all" and cue.shown.lower() not in _PARTS
        lost = asked and len(lemmas & whole) >= max(3, 0.5 * len(whole))
        uncounted = any(
            set(cue.scope) & lemmas_of(other.text) and not _counts(other.text)
            for _, other in passages(facts)
            if other is not passage
        )
        if set(cue.scope) & lemmas and cue.kind not in kinds and (rivals or (lost and not uncounted)):
            message = f"card {card.card.n} says “{cue.shown}”, not “{rivals[0].shown}”" if rivals else (
                f"card {card.card.n} says “{cue.shown}”: the sentence lost it"
            )  # fmt: skip
            yield Finding(rule="quantifier", message=message, excerpt=passage.text[:200])
            return
    known = frozenset().union(*(lemmas_of(passage.text) for _, passage in passages(facts)))
    about = 2 * len(lemmas & known) >= len(lemmas)
    for cue in said:
        borne = any(
            own.kind.rstrip(UNSURE) in (cue.kind, "all")
            for _, passage, own in given
            if set(own.scope) & set(cue.scope) or len(lemmas & passage.lemmas) >= SAME_MATTER
        )
        if about and cue.kind in ("all", "most") and cue.scope[0] in known and not borne:
            message = f"{listed(reading.citations)} does not say “{cue.shown}”"
            yield Finding(rule="quantifier", message=message, excerpt=cue.shown)
            return
