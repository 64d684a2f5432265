"""Who did what to whom, as far as word order tells it: the acts of a text.

A light reading, without a parser: a verb that shows itself (by its form, or by what stands before it), whatever
stands before it in its clause, and what follows. A passive turns the two round. Where the subject is not plain (a
pronoun, a relative clause) it stays empty, and nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .clauses import REACH, Word, words_of
from .lexicon import lemma

_BE: Final = frozenset("be been being was were is are am".split())
_HAS_BEEN: Final = frozenset("was were had has have did would been".split())
_LEADS_VERB: Final = frozenset(
    "to would will should could can may might must shall did does do not never had has have".split()
)
_PAST: Final = frozenset(
    "gave took left kept sent built led lost won paid drew wrote spoke made came went found fought broke froze brought "
    "bought saw stood shrank grew drove chose struck threw ran sought sold withdrew cut put set hit shot began fell rose "
    "met held told said taken given kept written drawn broken frozen chosen struck thrown driven withdrawn beat beaten sued "
    "became bore caught dealt fed fled flew hid laid lent overtook overtaken overthrew overthrown rode sank shot slid spent stole "
    "stolen swore taught tore torn wore worn upheld overran freed owed used tied died paid bid bound bred clung dug flung forbade "
    "forbidden forgave forgiven foresaw forgot forgotten mistook outbid rang rebuilt repaid rid sang slew slain swept undid undone "
    "woke wound".split()
)
_NO_VERB: Final = frozenset(
    "united so-called need indeed exceed hundred red bed sales losses talks payments arrivals departures".split()
)
_STARTS: Final = frozenset(
    "but because although though while whereas if unless until when where after before since so that and or once as than".split()
)
_RELATIVE: Final = frozenset("who which whom whose".split())
_PREPOSITIONS: Final = frozenset(
    "in on at for from with over under into during without through via of".split()
)
_PLACES: Final = frozenset("in on at under near within".split())
# What follows these is a place, a time or a means, and nothing that anything is done to.
_APART: Final = frozenset("in on at with over under into during without through via within near".split())
# Past forms that are no participles: never a passive.
_ACTIVE: Final = frozenset(
    "gave took wrote spoke came went broke froze saw shrank grew drove chose threw ran withdrew began fell rose drew "
    "became bore fled flew overtook overthrew rode sank stole swore tore wore overran forbade forgave foresaw forgot".split()
)
# "Nubians forced to move": with nothing between it and its "to", the form is a passive.
_MADE_TO: Final = frozenset(
    map(lemma, "force compel order oblige require allow permit invite urge expect instruct persuade".split())
)
# Verbs that say too little by themselves, and those that go both ways.
LIGHT: Final = frozenset(
    map(
        lemma,
        "go come take make get put stand set keep hold run turn leave have need mean become meet agree talk say tell "
        "differ fight trade want think know call pass clear".split(),  # a bill passes the Senate, and the Senate a bill
    )
)
TELLS: Final = frozenset(map(lemma, "tell take call".split()))
# "Sudan moved the people" and "the people moved": only parties that have changed places tell.
ERGATIVE: Final = frozenset(
    map(
        lemma,
        "move begin end open close change start stop grow increase sink burn spread fire land return".split(),
    )
)
_DETERMINERS: Final = frozenset(
    "a an the this that these those its his her their our my your no every".split()
)


@dataclass(frozen=True, slots=True)
class Act:
    """A verb's lemma, and the content lemmas of who does it and of what it is done to."""

    verb: str
    shown: str
    agent: frozenset[str]
    patient: frozenset[str]


@lru_cache(maxsize=8192)
def acts(text: str) -> tuple[Act, ...]:
    """The acts of a cleaned text, in order."""
    words = words_of(text)
    found: list[Act] = []
    subject: frozenset[str] = frozenset()
    for at, word in enumerate(words):
        if not _is_verb(words, at):
            continue
        start = _clause_start(words, at)
        before = _subject(words, start, at)
        joined = bool(start) and words[start - 1].key in ("and", "but", "or") and not before
        inherits = joined and not words[start - 1].broken
        subject = subject if inherits else before
        found.append(_act(words, at, word, subject))
        found.extend(_again(words, at, found[-1]))
    return tuple(found)


def _again(words: Sequence[Word], at: int, act: Act) -> Iterator[Act]:
    """ "China joined in 1991 and India in 1992": who does the same after an "and", without the verb."""
    for place in range(at + 1, min(len(words) - 2, at + REACH)):
        name, then = words[place + 1], words[place + 2]
        if _is_verb(words, place):
            return
        if (
            words[place].key == "and"
            and name.lemma
            and name.shown[:1].isupper()
            and then.key in _APART
            and not _joins_names(words, place)
        ):
            yield Act(act.verb, act.shown, frozenset({name.lemma}), _following(words, place + 2)[0])
            return


def _subject(words: Sequence[Word], start: int, at: int) -> frozenset[str]:
    """The content words before a verb, but for the place that leads them in: "At Vienna governments signed"."""
    found = [place for place in range(start, at) if words[place].lemma]
    if found and words[start].key in _PLACES and found[0] <= start + 2 and len(found) > 1:
        found = found[1:]
    # "Kennedy's Joint Chiefs urged him": the owner does nothing
    return frozenset(
        words[place].lemma for place in found if not (words[place].key.endswith("'s") and place + 1 in found)
    )


def _act(words: Sequence[Word], at: int, word: Word, subject: frozenset[str]) -> Act:
    after, by = _following(words, at)
    if _is_passive(words, at, found=bool(by and not after)):
        return Act(word.lemma, word.shown, by, subject | after)
    return Act(word.lemma, word.shown, subject, after | by)


def _is_passive(words: Sequence[Word], at: int, *, found: bool) -> bool:
    """found: a "by" stands behind the verb and no object."""
    word, before = words[at], words[at - 1].key if at else ""
    if word.key in _ACTIVE or before == "to":
        return False  # "had been unable to check"
    following = words[at + 1].key if at + 1 < len(words) else ""
    lately = {w.key for w in words[max(0, at - 3) : at]}
    made_to = word.lemma in _MADE_TO and following == "to" and word.key.endswith("ed")
    return bool(lately & _BE) or found or made_to


def has_happened(word: Word) -> bool:
    """Whether a word tells something as past: "was", "held", "promised"."""
    return word.key in _PAST or word.key in _HAS_BEEN or (word.key.endswith("ed") and len(word.key) > 4)


def _is_verb(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    before = words[at - 1].key if at else ""
    earlier = words[at - 2].key if at > 1 else ""
    if not word.lemma or word.key in _NO_VERB or before in _DETERMINERS or (at and word.shown[:1].isupper()):
        return False
    return (
        (word.key.endswith("ed") and len(word.key) > 4)
        or word.key in _PAST
        or before in _LEADS_VERB
        or (
            word.key.endswith("s")
            and not word.broken
            and earlier not in _PREPOSITIONS - {"of"} | _DETERMINERS  # "with Oreshnik missiles"
            and _names_somebody(words[at - 1 : at])
        )
    )


def _names_somebody(before: Sequence[Word]) -> bool:
    """Whether the word before is a name, and no adjective of a state: "Russia rejects", not "Russian soldiers"."""
    return any(w.shown[:1].isupper() and (w.lemma[:1] != "@" or w.lemma[1:] == w.key) for w in before)


def _clause_start(words: Sequence[Word], at: int) -> int:
    """Where the words before a verb begin that can be its subject; `at` itself when there are none."""
    for place in range(at - 1, max(-1, at - 2 * REACH), -1):
        if words[place].key in _RELATIVE:
            return at
        if words[place].key in _STARTS and not _joins_names(words, place):
            return place + 1
        if words[place + 1].broken and not _lists(words, place + 1):
            return place + 1
    return 0 if at < 2 * REACH else at


def _lists(words: Sequence[Word], place: int) -> bool:
    """The comma of "Rubio, Witkoff and Kushner"."""
    return all(w.shown[:1].isupper() for w in words[place - 1 : place + 1])


def _joins_names(words: Sequence[Word], place: int) -> bool:
    """The "and" of "Molina and Rowland warned"."""
    beside = [*words[place - 1 : place], *words[place + 1 : place + 2]]
    return words[place].key == "and" and len(beside) == 2 and all(w.shown[:1].isupper() for w in beside)


def _following(words: Sequence[Word], at: int) -> tuple[frozenset[str], frozenset[str]]:
    """The lemmas after a verb to the end of its clause, and those of a "by" in it."""
    after: set[str] = set()
    by: set[str] = set()
    apart: set[str] = set()
    into = after
    for word in words[at + 1 : at + 2 * REACH]:
        at += 1
        if (
            (word.broken and not _lists(words, at))
            or word.key in _RELATIVE
            or word.key in _STARTS - {"and", "or", "as", "than"}
        ):
            break
        if word.key == "by":
            into = by
        elif into is by and word.key in _PREPOSITIONS:
            into = after
        elif word.key in _APART and into is after:
            into = apart
        elif word.key == "to" and into is apart:
            into = after  # "began in January to move"
        if word.lemma:
            into.add(word.lemma)
    return frozenset(after), frozenset(by)
