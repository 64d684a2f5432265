"""Negation: a "no" that a card has may not be lost, and none may be added.

A negation is a cue and the few content words it reaches. It matters where the other text says most of those
words: without any negation of them, one of the two says the opposite. Refusals ("rejected", "leaves out")
negate what they refuse; two negatives cancel.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from . import cues
from .acts import has_happened
from .clauses import NUMBER, REACH, Cue, Word, lemmas_of, most_of, passages, reach, words_of
from .findings import Finding
from .guards import SAME_MATTER, suppositions
from .lexicon import lemma
from .library import CardFacts
from .reading import Reading
from .text import listed

_DOUBTS = frozenset(map(lemma, "doubt deny refuse reject fail lack".split()))
_GOES_ON = frozenset("while when because although though until but".split())
_PRONOUNS = frozenset("it them this that him her the".split())


_KEEP_WITHOUT = cues.NEGATORS.keys() | cues.AWAY | {"if", "unless", "remove", "absent", "lacking"}
_HINDERS = frozenset(map(lemma, "keep stop prevent hinder save spare bar".split()))
_WHOLLY = frozenset("nothing nobody none".split())  # as a subject they deny the whole clause
_RELATIVES = frozenset("that who which whom whose".split())
# What denies only the time before: "no woman had sat there before her", "did not answer until noon".
_UP_TO = dict.fromkeys("no nobody none never".split(), frozenset(("before", "until"))) | {
    "not": frozenset(("until",))
}
_DID = frozenset("did was were had has have does would could".split())
_PLACES = frozenset("before after in on at by from with without for through to until".split())

ELIDED = "elided"  # a "not" that ends its clause: enough to bear a denial out, too vague to ask for one


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
            if not _excepted(words, at):
                found.append(Cue(word.shown, at, scope or _elided(words, at), "" if scope else ELIDED))
        elif _refuses(words, at) and at not in cancelled:
            passive = at and words[at - 1].key in ("was", "were", "been", "is", "are", "be", "being")
            onwards = reach(words, at, 5, cues.SCOPE_STOPS - {"for"} | {"by"})
            to = at + 1 < len(words) and words[at + 1].key in ("to", "of")  # "had been unable to check"
            scope = _backwards(words, at) if (passive and not to) or not onwards else onwards
            found.append(Cue(word.shown, at, scope, "refusal"))
    return tuple(cue for cue in _uncancelled(words, found) if cue.scope)


def _uncancelled(words: Sequence[Word], found: Sequence[Cue]) -> Iterator[Cue]:
    """All but the two of "no member that has not signed", which says that every one has."""
    passed = -1
    for cue, following in itertools.zip_longest(found, found[1:]):
        if cue.at == passed:
            continue
        between = {w.key for w in words[cue.at + 1 : following.at]} if following else set()
        both = following and {words[cue.at].key, words[following.at].key} <= cues.NEGATORS.keys()
        if both and between & _RELATIVES and following.at - cue.at <= REACH:
            passed = following.at
            continue
        yield cue


def _elided(words: Sequence[Word], at: int) -> tuple[str, ...]:
    """What a "not" denies that ends its clause: "…, but did not"."""
    if any(word.key in ("which", "who", "that") for word in words[max(0, at - 3) : at]):
        return ()
    following = words[at + 1 : at + 4]
    ends = next((k for k, w in enumerate(following) if w.broken or w.key in _GOES_ON), len(following))
    is_last = ends < 3 and all(not w.lemma or w.lemma in cues.EMPTY for w in following[:ends])
    return _backwards(words, at, over_commas=True) if is_last else ()


def _excepted(words: Sequence[Word], at: int) -> bool:
    """ "Nobody … except Anderson" says that he was, "had they not …" that they did; "cuts, not the accident," weighs."""
    ends = next((k for k in range(at + 1, min(len(words), at + 5)) if words[k].broken), 0)
    following = words[at + 1].key if at + 1 < len(words) else ""
    if words[at].broken and words[at].key == "not" and ends and words[at + 1].key in cues.DETERMINERS:
        return True
    if (
        at
        and words[at].key == "not"
        and words[at - 1].key == "and"
        and following in _PLACES | cues.DETERMINERS
    ):
        return True  # "after a ceasefire and not before it"
    supposed = any(word.key == "if" for word in words[max(0, at - 4) : at])
    supposed = supposed or (words[0].key in ("had", "were") and at < 5)
    return supposed or any(word.key in ("except", "save") for word in words[at + 1 : at + REACH])


def _refuses(words: Sequence[Word], at: int) -> bool:
    if at and words[at - 1].key in cues.DETERMINERS:
        return False  # "a banned gas", "the refusal"
    verb = words[at].lemma
    # "ruled out a return", "ruled it out"
    particle = next((w.key for w in words[at + 1 : at + 3] if not w.lemma and w.key not in _PRONOUNS), "")
    return verb in cues.REFUSALS or (verb, particle) in cues.REFUSAL_PAIRS


def _negated(words: Sequence[Word], at: int, most: int) -> tuple[tuple[str, ...], int | None]:
    """The reach of a "not", and the refusal it runs into, which it turns round instead."""
    scope: list[str] = []
    reporting = False
    stops = cues.SCOPE_STOPS | cues.NEGATORS.keys() - ({"nor"} if words[at].key == "neither" else set())
    for place in range(at + 1, min(len(words), at + 1 + REACH)):
        word = words[place]
        if place == at + 1 and word.key == "before":
            continue  # "never before"
        if len(scope) >= most or word.broken or word.key in stops or (word.key == "that" and not reporting):
            break
        if _refuses(words, place):
            return tuple(scope), place
        if word.crossed and not scope:
            scope.append(NUMBER)
        reporting = word.lemma in cues.REPORTS or (reporting and not word.lemma)
        if word.lemma and word.lemma not in cues.EMPTY:
            scope.append(word.lemma)
    return tuple(scope), None


def _backwards(words: Sequence[Word], at: int, *, over_commas: bool = False) -> tuple[str, ...]:
    scope: list[str] = []
    for place in range(at - 1, max(-1, at - 1 - REACH), -1):
        if words[place].lemma and words[place].lemma not in cues.EMPTY:
            scope.append(words[place].lemma)
        joint = words[place - 1].key if place else ""
        but = joint == "but" or (joint == "and" and has_happened(words[place]))
        if ((words[place].broken or but) and not over_commas) or len(scope) >= 4:
            break
    return tuple(scope)


def negation(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """A "no" that the card has and the sentence dropped, or the other way round."""
    plainly = [_plainly(passage.text) for _, passage in passages(facts) if passage.field != "label"]
    yield from itertools.islice(
        itertools.chain(
            _lost(reading, facts, plainly), _new(reading, facts, plainly), _other_did_not(reading, facts)
        ),
        1,
    )


def _deprived(keys: Iterable[str]) -> set[str]:
    """What "harmless" and "unenforced" deny."""
    bare = {key.removesuffix("less") for key in keys if key.endswith("less")}
    bare |= {key.removeprefix(prefix) for key in keys for prefix in cues.PREFIXES if key.startswith(prefix)}
    return set(map(lemma, bare))


@lru_cache(maxsize=8192)
def _plainly(text: str) -> frozenset[str]:
    """The content words that a text says somewhere without denying them."""
    said = Counter(word.lemma for word in words_of(text) if word.lemma)
    said.subtract(word for cue in negations(text) for word in cue.scope)
    return frozenset(+said)


def _lost(
    reading: Reading, facts: Sequence[CardFacts], plainly: Sequence[frozenset[str]]
) -> Iterator[Finding]:
    """What a card denies, said without a denial."""
    said = negations(reading.text)
    words = words_of(reading.text)
    lemmas = lemmas_of(reading.text)
    ours = {word.key for word in words}
    denied = {word for cue in said for word in (*cue.scope, *_backwards(words, cue.at))}
    wholly = (reach(words, at, REACH) for at, word in enumerate(words) if word.key in _WHOLLY)
    denied |= _deprived(ours).union(*wholly)
    denials = [at for at, word in enumerate(words) if word.lemma in cues.DENIALS - cues.REFUSALS]
    refuses = bool(said)
    positive = not ours & cues.NEGATORS.keys()
    pairs = any(verb in lemmas and particle in ours for verb, particle in cues.REFUSAL_PAIRS)
    refuses |= positive and pairs
    refuses |= "from" in ours and bool(lemmas & _HINDERS)
    refuses |= positive and bool(ours & cues.AWAY)
    for card, passage in passages(facts):
        shared = lemmas & passage.lemmas
        for cue in negations(passage.text):
            itself = words_of(passage.text)[cue.at].lemma if positive else ""
            refused = refuses or itself in lemmas or _close(words, denials, cue.scope)
            if (
                cue.kind == ELIDED
                or "any" in ours
                or lemmas & _DOUBTS
                or (cue.kind and refused)
                or (
                    not _moved(said, cue, _plainly(passage.text))
                    and ours & (_KEEP_WITHOUT if cue.shown.lower() == "without" else {cue.shown.lower()})
                )
                or (passage.voice and reading.quotes)
            ):
                continue  # "had they not" and "take it away" keep "without"
            if len(most_of(cue.scope, lemmas)) == 1 and 2 * len(shared) < len(lemmas):
                continue  # one word in common, in a sentence about something else
            kept = most_of(cue.scope, lemmas)
            borne = any(
                (bare.issuperset(kept) and 2 * len(bare & lemmas) >= len(shared))
                or (bool({*kept[:1]} & bare) and len(bare & lemmas) > len(shared))
                for bare in plainly
            )
            if kept and not denied.intersection(cue.scope) and not borne:
                message = f"card {card.card.n} says “{cue.shown}” of this: the sentence lost it"
                yield Finding(rule="negation", message=message, excerpt=passage.text[:200])


def _did_not(text: str) -> frozenset[str]:
    """Who did not, of "A agreed, and B did not": the words right before it."""
    words = words_of(text)
    found: set[str] = set()
    for cue in negations(text):
        if cue.kind == ELIDED and cue.at > 1 and words[cue.at - 1].key in _DID:
            found.add(words[cue.at - 2].lemma)
    return frozenset(found - {""})


def _other_did_not(reading: Reading, facts: Sequence[CardFacts]) -> Iterator[Finding]:
    """ "A agreed, and B did not", where the card has B agree."""
    ours = _did_not(reading.text)
    lemmas = lemmas_of(reading.text)
    for card, passage in passages(facts) if ours else ():
        theirs = _did_not(passage.text)
        if theirs & lemmas - ours and ours & passage.lemmas - theirs:
            message = f"card {card.card.n} has somebody else who did not"
            yield Finding(rule="negation", message=message, excerpt=passage.text[:200])


def _close(words: Sequence[Word], denials: Sequence[int], scope: Sequence[str]) -> bool:
    """Whether one of the words that deny stands near what a card denies."""
    near = {w.lemma for at in denials for w in words[max(0, at - REACH // 2) : at + REACH // 2 + 1]}
    return bool(near.intersection(scope))


def _moved(said: Sequence[Cue], cue: Cue, plainly: frozenset[str]) -> bool:
    """Whether the same "no" stands in the sentence, but of something that the card states."""
    same = [own for own in said if own.shown.lower() == cue.shown.lower()]
    return bool(same) and all(
        not set(own.scope) & set(cue.scope) and plainly.issuperset(own.scope) for own in same
    )


def _sets_aside(words: Sequence[Word], cue: Cue) -> bool:
    """ "It was not the generals": something said of what came before, in a word."""
    subject, verb = (words[cue.at - 2].key, words[cue.at - 1].key) if cue.at > 1 else ("", "")
    return subject in ("it", "this", "that") and verb in ("is", "was") and len(cue.scope) == 1


def _new(
    reading: Reading, facts: Sequence[CardFacts], plainly: Sequence[frozenset[str]]
) -> Iterator[Finding]:
    """What a card states, denied."""
    if reading.question:
        return
    words = words_of(reading.text)
    lemmas = lemmas_of(reading.text)
    given_plainly = given = frozenset().union(*plainly)
    if any(card.quantities or card.dates for card in facts):
        given |= {NUMBER}
    given_denied = [
        {word for cue in negations(p.text) for word in (*cue.scope, *words_of(p.text)[cue.at][:2])} - {""}
        for _, p in passages(facts)
    ]
    supposed = {word for _, p in passages(facts) for cue in suppositions(p.text) for word in cue.scope}
    given = given.union(*given_denied)
    for cue in negations(reading.text):
        if cue.kind == ELIDED or _sets_aside(words, cue):
            continue
        up_to = _UP_TO.get(words[cue.at].key, frozenset())
        if any(word.key in up_to and not word.crossed for word in words[cue.at + 1 : cue.at + REACH]):
            continue
        scope = [word for word in cue.scope if word not in reading.name_lemmas] or cue.scope
        denies = most_of(scope, given)
        about = frozenset((*cue.scope, *_backwards(words, cue.at))) - {NUMBER} - reading.name_lemmas
        verb = words[cue.at].lemma or "not"
        borne = any(
            3 * len(own.intersection(denies)) >= len(denies) or {verb, words[cue.at].key} & own
            for own in given_denied
        )
        # "did not send, but signed an intent to send": only what is certain is turned round
        borne = borne or any(
            negations(p.text) and len(lemmas & p.lemmas) >= SAME_MATTER and not {*denies[:1]} & given_plainly
            for _, p in passages(facts)
        )
        meant = bool({*denies[:1]} & supposed) and 2 * len(supposed & about) >= len(about)
        borne = borne or (meant and words[cue.at - 1].key not in cues.MEANS_TO_MODALS | {"need"})
        most = len(about) - len(about) // 4 if len(about) > 2 else 1
        stated = any(len(about & own) >= most for own in plainly if about)
        near = max((len(lemmas & own) for own in plainly), default=0)
        if denies and stated and not borne and (len(denies) > 1 or 2 * near >= len(lemmas)):
            message = f"“{cue.shown}” turns round what {listed(reading.citations)} says"
            yield Finding(rule="negation", message=message, excerpt=cue.shown)
