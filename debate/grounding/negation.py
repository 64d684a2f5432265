"""Negation: a "no" that a card has may not be lost, and none may be added.

A negation is a cue and the few content words it reaches. It matters where the other text says most of those
words: without any negation of them, one of the two says the opposite. Refusals ("rejected", "leaves out")
negate what they refuse; two negatives cancel.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from . import cues
from .clauses import NUMBER, Cue, Word, lemmas_of, most_of, passages, reach, words_of
from .findings import Finding
from .library import CardFacts
from .reading import Reading
from .text import listed


@lru_cache(maxsize=8192)
def negations(text: str) -> tuple[Cue, ...]:
    """What a text negates. Two negatives ("nobody denies that") cancel."""
    words = words_of(text)
    found: list[Cue] = []
    cancelled: set[int] = set()
    for at, word in enumerate(words):
        most = cues.NEGATORS.get(word.key) or (4 if word.key.endswith("n't") else 0)
        if most:
            scope, refused = _negated(words, at, most)
            if refused is not None:
                cancelled.add(refused)
            found.append(Cue(word.shown, at, scope))
        elif _refuses(words, at) and at not in cancelled:
            passive = at and words[at - 1].key in ("was", "were", "been", "is", "are", "be", "being")
            scope = (
                _backwards(words, at) if passive else reach(words, at, 5, cues.SCOPE_STOPS - {"for"} | {"by"})
            )
            found.append(Cue(word.shown, at, scope, "refusal"))
    return tuple(cue for cue in found if cue.scope)


def _subject(text: str, cue: Cue) -> tuple[str, ...]:
    """What stands before the "not" of a verb: "Ukraine was not in the room" is "no Ukrainian in the room" too."""
    words = words_of(text)
    verbal = words[cue.at].key in ("not", "never", "cannot") or words[cue.at].key.endswith("n't")
    return _backwards(words, cue.at) if verbal else ()


def _refuses(words: Sequence[Word], at: int) -> bool:
    if at and words[at - 1].key in cues.DETERMINERS:
        return False  # "a banned gas", "the refusal"
    following = words[at + 1].key if at + 1 < len(words) else ""
    return words[at].lemma in cues.REFUSALS or (words[at].lemma, following) in cues.REFUSAL_PAIRS


def _negated(words: Sequence[Word], at: int, most: int) -> tuple[tuple[str, ...], int | None]:
    """The reach of a "not", and the refusal it runs into, which it turns round instead."""
    scope: list[str] = []
    reporting = False
    for place in range(at + 1, len(words)):
        word = words[place]
        if len(scope) >= most or word.broken or word.key in cues.SCOPE_STOPS or word.key in cues.NEGATORS:
            break
        if word.key == "that" and not reporting:
            break
        if _refuses(words, place):
            return tuple(scope), place
        if word.crossed and not scope:
            scope.append(NUMBER)
        reporting = word.lemma in cues.REPORTS or (reporting and not word.lemma)
        if word.lemma and word.lemma not in cues.EMPTY:
            scope.append(word.lemma)
    return tuple(scope), None


def _backwards(words: Sequence[Word], at: int) -> tuple[str, ...]:
    scope: list[str] = []
    for place in range(at - 1, -1, -1):
        if words[place].lemma:
            scope.append(words[place].lemma)
        if words[place].broken or len(scope) >= 4:
            break
    return tuple(scope)


@lru_cache(maxsize=8192)
def _times(text: str) -> tuple[Cue, ...]:
    words = words_of(text)
    found = [
        Cue(word.shown, at, reach(words, at, 3), "before" if word.key in cues.BEFORE else "after")
        for at, word in enumerate(words)
        if word.key in cues.BEFORE | cues.AFTER
    ]
    return tuple(cue for cue in found if cue.scope)


def _order(text: str, given: Sequence[str]) -> str:
    """The "before" of a sentence where the cards say "after" of the same, or the other way round."""
    there = [cue for passage in given for cue in _times(passage)]
    for cue in _times(text):
        same = [other for other in there if most_of(cue.scope, frozenset(other.scope))]
        if same and all(other.kind != cue.kind for other in same):
            return cue.shown
    return ""


def negation(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """A "no" that the card has and the sentence dropped, or the other way round."""
    said = negations(reading.text)
    lemmas = lemmas_of(reading.text)
    denied = {word for cue in said for word in (*cue.scope, *_subject(reading.text, cue))}
    refuses = any(cue.kind for cue in said) or bool(lemmas & (cues.DENIALS - cues.REFUSALS))
    given_denied: list[set[str]] = []
    given: set[str] = {NUMBER} if any(card.quantities or card.dates for card in facts) else set()
    plainly: list[frozenset[str]] = []
    for _, passage in passages(facts):
        own = negations(passage.text)
        given |= lemmas_of(passage.text)
        given_denied.append({word for cue in own for word in cue.scope})
        if passage.field != "label":
            plainly.append(lemmas_of(passage.text).difference(*(cue.scope for cue in own)))
    for card, passage in passages(facts):
        for cue in negations(passage.text):
            kept = most_of(cue.scope, lemmas) if not (cue.kind and refuses) else []
            if len(cue.scope) == 1 and 2 * len(lemmas & lemmas_of(passage.text)) < len(lemmas):
                continue  # one word in common, in a sentence about something else
            same = len(lemmas & lemmas_of(passage.text)) / 2
            borne = any(bare.issuperset(kept) and len(bare & lemmas) >= same for bare in plainly)
            if kept and not denied.intersection(kept) and not borne:
                message = f"card {card.card.n} says “{cue.shown}” of this: the sentence lost it"
                yield Finding(rule="negation", message=message, excerpt=passage.text[:200])
                return
    for cue in said:
        scope = [word for word in cue.scope if word not in reading.name_lemmas] or cue.scope
        denies = most_of(scope, frozenset(given))
        # The nearest word is what a "not" is about; what follows may be where or when.
        borne = any(
            (bool(denies) and denies[0] in own) or 2 * len(own.intersection(denies)) > len(denies)
            for own in given_denied
        )
        if denies and not reading.question and not borne:
            message = f"“{cue.shown}” turns round what {listed(reading.citations)} says"
            yield Finding(rule="negation", message=message, excerpt=cue.shown)
            return
    turned = _order(reading.text, [passage.text for _, passage in passages(facts)])
    if turned:
        message = f"“{turned}” turns round the order of {listed(reading.citations)}"
        yield Finding(rule="negation", message=message, excerpt=turned)
        return
    if not said and not any(given_denied) and not reading.question:
        for left, right in (*cues.OPPOSITES, *((b, a) for a, b in cues.OPPOSITES)):
            here, there = lemmas & left, given & right
            if here and there and not given & left and not lemmas & right and len(lemmas & given) >= 2:
                said_word = next(word.shown for word in words_of(reading.text) if word.lemma in here)
                message = f"“{said_word}” is the opposite of what {listed(reading.citations)} says"
                yield Finding(rule="negation", message=message, excerpt=said_word)
                return
