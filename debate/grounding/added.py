"""Added clauses: a cause, a condition or a further event that no card has, riding on what a card says."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .acts import has_happened
from .clauses import Word, words_of
from .cues import DETERMINERS
from .findings import Finding
from .lexicon import COMMON
from .library import CardFacts
from .reading import Reading
from .text import listed

# What leads in a cause, a price, a time or a concession …
_LEADS: Final = frozenset("because since after before although though if".split())
# … a reason that is given: "citing illness", "driven by a record harvest"
_BLAMES: Final = frozenset(
    "citing blaming amid owing driven prompted caused triggered fuelled spurred".split()
)
_BLAMES_BY: Final = frozenset("driven prompted caused triggered fuelled spurred".split())
_CAUSES: Final = frozenset("because in".split())
_TIMES: Final = frozenset("before after since".split())
_ADVERBIAL: Final = frozenset("had has have was were".split())
_PRICES: Final = frozenset((("exchange", "for"), ("return", "for"), ("order", "to")))
# … or what is said to have brought it about, in a word or two
_OWING: Final = frozenset(
    tuple(phrase.split())
    for phrase in (
        "thanks to;due to;as a result;under pressure;on condition;on account;in response;in revenge;for fear;in protest;"
        "at the request;at the behest;at the wish;at the insistence;on the orders;on the advice"
    ).split(";")
)
# … and what merely goes on.
_GOES_ON: Final = frozenset("and but which who whose so whereas".split())
_INSIDE: Final = frozenset("which who whose a an".split())
_WEIGHS: Final = frozenset("might could should ought must".split())
_ARGUES: Final = re.compile(
    r"\b(?:i|we|us|you|motion|that is|this is|it is)\b|^\w+ (?:they|it|that|this) (?!\w+ed\b|was\b|were\b|had\b|has\b|have\b|did\b|held\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    lead: str
    words: tuple[Word, ...]
    figured: bool  # a number or date stands in it


def clauses(text: str) -> Iterator[Clause]:
    """The clauses of a text behind its first."""
    words = words_of(text)
    starts = [at for at in range(1, len(words)) if _begins(words, at)]
    for start, end in itertools.pairwise([*starts, len(words)]):
        if words[start].key in _INSIDE | _TIMES:  # "Kennedy, who knew better, kept silent"
            end = next((at for at in range(start + 1, end) if words[at].broken), end)
        figured = any(word.crossed for word in words[start + 1 : end + 1])
        yield Clause(words[start].key, tuple(words[start:end]), figured)


def _begins(words: Sequence[Word], at: int) -> bool:
    key = words[at].key
    if key == "in" and tuple(word.key for word in words[at + 1 : at + 3]) in _PRICES:
        return True
    if _owes(words[at : at + 3]):
        return True
    if key in _TIMES and words[at + 1 : at + 2] and words[at + 1].key in _ADVERBIAL:
        return False  # "no crew before had been there"
    if (
        key == "and"
        and any(map(has_happened, words[at + 1 : at + 2]))
        and words[at + 2 : at + 3]
        and words[at + 2].key == "to"
    ):
        return True  # "and offered to compensate its workers"
    if key in _BLAMES and not (key in _BLAMES_BY and [word.key for word in words[at + 1 : at + 2]] != ["by"]):
        return True
    return key in _LEADS or (words[at].broken and (key in _GOES_ON or key in ("a", "an", "over")))


def _owes(words: Sequence[Word]) -> bool:
    """Whether words begin with "thanks to", "under pressure", "at the request"."""
    return any(tuple(word.key for word in words[:length]) in _OWING for length in (2, 3))


def _tells(words: Sequence[Word]) -> bool:
    """Whether a clause tells what was, and does not weigh what might have been."""
    return any(map(has_happened, words)) and not any(word.key in _WEIGHS for word in words)


def _has_own_act(words: Sequence[Word], new: frozenset[str] | set[str]) -> bool:
    """ "…, and LeMay resigned that night": a party of its own, and an act of which nothing is known."""
    subject = words[1:2] and (words[1].shown[:1].isupper() or words[1].key in DETERMINERS)
    acts = [word for word in words[2:5] if word.lemma and has_happened(word)]
    return bool(subject) and bool(acts) and acts[0].lemma in new - COMMON


def added(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """Clauses whose content is in no card that the text cites."""
    given = frozenset().union(*(card.lemmas for card in (*facts, *reading.earlier)))
    for clause in clauses(reading.text):
        said = {word.lemma for word in clause.words if word.lemma} - reading.name_lemmas
        new, known = said - given, said & given - COMMON
        if clause.lead == "if" or (clause.lead in _GOES_ON and not _tells(clause.words)):
            continue
        if clause.lead in _GOES_ON and clause.figured:
            continue  # "and it rose by a quarter": a number is for other rules
        shown = " ".join(word.shown for word in clause.words)
        if (clause.lead in _BLAMES or _owes(clause.words)) and new and not known:
            message = f"{listed(reading.citations)} does not say “{shown[:80]}”"
            yield Finding(rule="added", message=message, excerpt=shown[:200])
            return
        telling = new if clause.lead in _CAUSES else new - COMMON
        bare = clause.lead in _CAUSES and not known and len(new) > 1
        if clause.lead not in _CAUSES and any(new <= card.lemmas for card in reading.library.cards.values()):
            continue  # "before the tank burst", of which another card tells
        enough = (
            len(telling) > 1 or clause.lead not in _GOES_ON | {"before"} or _has_own_act(clause.words, new)
        )
        if telling and enough and (bare or len(new) > max(1, len(known))) and not _ARGUES.search(shown):
            message = f"{listed(reading.citations)} does not say “{shown[:80]}”"
            yield Finding(rule="added", message=message, excerpt=shown[:200])
            return
