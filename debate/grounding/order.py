"""Order in time: before for after, earlier for later."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from . import cues
from .acts import has_happened
from .clauses import Word, lemmas_of, words_of
from .findings import Finding
from .lexicon import lemma
from .library import CardFacts
from .reading import Reading
from .text import listed

# What comes with the marker is the later of the two, or the earlier.
_BEFORE: Final = frozenset("before until till ahead".split())
_AFTER: Final = frozenset("after following once".split())
# Alone, they place their own clause against what was said before.
_EARLIER: Final = frozenset("earlier previously before beforehand".split())
_TIMES: Final = frozenset(map(lemma, "minute hour day night week month year decade century".split()))
LEADERS: Final = 4  # small words that may stand before a marker at the head of its clause
_BEGINS: Final = cues.DETERMINERS | frozenset("it he she they we i there".split())
_WHOLE: Final = frozenset(
    "it that this them him her us".split()
)  # all that a marker governs: "after it the agency …"
_LATER: Final = frozenset("later afterwards after thereafter subsequently".split())


@dataclass(frozen=True, slots=True)
class Placed:
    """What happened (`main`) earlier or later than something (`than`; empty when it is not in the text).

    context: `than` is whatever the card says before it.
    """

    earlier: bool
    main: frozenset[str]
    than: frozenset[str]
    shown: str
    context: bool = False


@lru_cache(maxsize=8192)
def placed(text: str) -> tuple[Placed, ...]:
    words = words_of(text)
    return tuple(found for at in range(len(words)) if (found := _placed(words, at)) is not None)


def _placed(words: Sequence[Word], at: int) -> Placed | None:
    key = words[at].key
    than, end = _complement(words, at)
    if key in _BEFORE | _AFTER and (
        _runs_on(words, at, end) or (words[at + 1 : at + 2] and words[at + 1].crossed)
    ):
        return None
    if key == "before" and _faces(words[at + 1 : end]):
        return None
    main = _main(words, at, end)
    if than and main and key in _BEFORE | _AFTER:
        return Placed(key in _BEFORE, main, than, words[at].shown)
    measured = words[at].crossed or (at > 0 and words[at - 1].lemma in _TIMES)  # "the day before"
    if measured and key in _EARLIER | _LATER and not (than and key in _BEFORE | _AFTER):
        return Placed(key in _EARLIER, _main(words, at, at + 1), frozenset(), words[at].shown)
    return None


def _faces(following: Sequence[Word]) -> bool:
    """The "before" of "came before the Senate": a place, and no time."""
    named = [word for word in following if word.lemma]
    return bool(named) and following[0].key == "the" and all(word.shown[:1].isupper() for word in named)


def _runs_on(words: Sequence[Word], at: int, end: int) -> bool:
    """ "After a U-2 was lost Kennedy held back": no comma tells where the clause ends."""
    if at and not words[at].broken:
        return False
    verbs = [place for place in range(at + 1, end) if words[place].lemma and has_happened(words[place])]
    return any(other - verb > 1 for verb, other in itertools.pairwise(verbs))


def _complement(words: Sequence[Word], at: int) -> tuple[frozenset[str], int]:
    """The content words that a marker governs, and where they end.

    "After protests the bill was withdrawn": where no comma tells, at the determiner or pronoun that begins the main clause.
    """
    leads = _leads(words, at)
    end = at + 1
    while end < len(words) and end < at + 9 and not words[end].broken:
        before = words[end - 1]
        whole = before.key in _WHOLE or (before.lemma and not has_happened(before))
        if leads and words[end].key in _BEGINS and end > at + 1 and whole:
            break
        end += 1
    return frozenset(word.lemma for word in words[at + 1 : end] if word.lemma), end


def _leads(words: Sequence[Word], at: int) -> bool:
    """Whether a marker begins its clause, but for small words: "Yet after it"."""
    for place in range(at - 1, max(-1, at - 1 - LEADERS), -1):
        if words[place + 1].broken:
            return True
        if words[place].lemma:
            return False
    return at <= LEADERS


def _main(words: Sequence[Word], at: int, end: int) -> frozenset[str]:
    """The other words of the sentence near a marker."""
    near = (*words[max(0, at - 12) : at], *words[end : end + 12])
    return frozenset(word.lemma for word in near if word.lemma)


def order(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """A sentence that puts two things in the other order than the cards do."""
    given = [one for card in facts for one in _told(card)]
    for said in placed(reading.text):
        verdicts = [verdict for other in given if (verdict := _agrees(said, other)) is not None]
        if verdicts and not any(verdicts):
            message = f"“{said.shown}” turns round the order of {listed(reading.citations)}"
            yield Finding(rule="order", message=message, excerpt=said.shown)
            return


def _told(card: CardFacts) -> Iterator[Placed]:
    """What a card places; "two weeks earlier both had been there" is placed against the sentences before it."""
    before: frozenset[str] = frozenset()
    for passage in card.passages:
        for one in placed(passage.text):
            yield replace(one, main=one.main | before) if _goes_on(passage.text) else one
            if not one.than:
                yield replace(one, than=before - one.main, context=True)
        before = frozenset() if passage.field == "label" else before | lemmas_of(passage.text)


def _goes_on(text: str) -> bool:
    """Whether a sentence tells more of what was said before it: "It came five hours after the failure"."""
    return words_of(text)[:1] != () and words_of(text)[0].key in ("it", "this", "that")


def _agrees(said: Placed, given: Placed) -> bool | None:
    """Whether two placings say the same; None when they are about different things."""
    straight = len(said.main & given.main) + 2 * len(said.than & given.than)
    turned = len(said.main & given.than) + 2 * len(said.than & given.main)
    if said.than and given.than:
        if max(straight, turned) < 3 or straight == turned:
            return None
        if not (said.than & given.than if straight > turned else said.than & given.main):
            return None
        if given.context and 2 * len(given.main & (said.main | said.than)) < len(given.main):
            return None
        return (said.earlier == given.earlier) == (straight > turned)
    if len(said.main & given.main) < 3:
        return None
    return said.earlier == given.earlier
