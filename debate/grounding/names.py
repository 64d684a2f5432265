"""Names: who and what a sentence mentions must stand in the cards it cites.

A name is a run of capitalised words, or a word of a script without capitals in a sentence that has them. A
bare surname is enough where a card gives the full name; titles and a possessive 's are no part of a name;
states may be called by their people ("British") and, except as places, by their capitals ("Moscow rejected").
The first word of a clause is a name only if the brief knows it for one, or if it stands in a longer run.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from stories.directory import folding
from stories.folding import spelled_out

from .dates import dates
from .lexicon import ABSTRACT, MASS, OPENERS, ORDINARY, SEAT_OF, STATE_OF, STOPWORDS, TITLES
from .measures import is_plural
from .numbers import quantities
from .text import WORD, Token, blank, key, plain, tokens

_CLAUSE_START: Final = re.compile("[:;!?\"“”«»‘’(—\\[]|\\.(?:\\s|$)|\\.\\.|\\s'|^'")
_RUN: Final = re.compile(r"\b(?!The )[A-Z]\w{1,30}(?:(?: of| the| and| for){0,2}[ -][A-Z]\w{1,30}){1,6}")
_JOINS: Final = re.compile(r"(?:[.]? |-|'|’|\. ?)$")
_PARTICLES: Final = frozenset(
    "of the de da do la le van von der den del di al el bin ibn ben und and for y".split()
)
_PLACED: Final = frozenset("in at to from near into around outside through towards toward via".split())
_ANYBODY: Final = frozenset("nobody anybody everybody somebody those many few most one".split())
_PLACES: Final = re.compile(r"\b(?:in|at|near|from|to|outside) (?:the )?[A-Z]")
_LEADS_TITLE: Final = frozenset(
    "the a an this that our my your his her its their as former then no every by".split()
)
_PEOPLE: Final = frozenset(
    "an ans n ns ian ians ese ish er ers i is".split()
)  # what makes a people of a place
RESPELLED: Final = 0.775  # of the letters: Gorbachov shares .89 with Gorbachev, Melania .769 with Meloni
_DOUBLED: Final = re.compile(r"(.)\1+")
LONG: Final = 6  # letters from which a hard sound may be written g or k: Gates is no Cates
SHORTEST: Final = 4  # letters of a name that may be written otherwise; of three, too many sound alike
_NOT_NAMES: Final = frozenset(
    "i i'm i've i'll i'd o oh god ok okay ii iii iv sir am pm ad bc bce ce january february march april may june july "
    "august september october november december monday tuesday wednesday thursday friday saturday sunday k m bn".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A run of words that names something, and its place in the text.

    opening: its first word begins a clause, so that a capital there proves nothing.
    """

    words: tuple[str, ...]
    shown: str
    start: int
    end: int
    opening: bool
    possessive: bool
    uncased: bool = False


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What a set of cards, or a whole brief, knows of names."""

    words: frozenset[str]  # every word of the texts, names, speakers and sources
    states: frozenset[str]  # the states they mention, by whatever name
    full: tuple[tuple[str, ...], ...]  # the names of several words
    acronyms: frozenset[str]
    joined: str  # the texts' words in a row
    placed: bool = False  # they say where something was: "in Geneva"
    given: frozenset[str] = frozenset()  # the words of the names that the cards list


def stem(word: str) -> str:
    """A key without the possessive: of "Starmer's" and of "allies'"."""
    return word[:-2] if word.endswith("'s") else word.rstrip("'")


@lru_cache(maxsize=8192)
def names(text: str, known: frozenset[str] = frozenset()) -> tuple[Name, ...]:
    """The names in a plain text; `known` are words that name somebody even at the head of a clause."""
    masked = blank(text, [(date.start, date.end) for date in dates(text)])
    masked = blank(masked, [(quantity.start, quantity.end) for quantity in quantities(masked)])
    words = tokens(masked)
    cased = sum(token.shown[0].islower() for token in words) >= 2
    found: list[Name] = []
    at = 0
    while at < len(words):
        if words[at].uncased and cased and words[at].shown.isalpha():
            end = at
            while end + 1 < len(words) and words[end + 1].uncased and words[end + 1].gap in (" ", "-", ""):
                end += 1
            found.append(_name(words, at, end, opening=False, uncased=True))
            at = end + 1
            continue
        if not words[at].capital:
            at += 1
            continue
        end = _run_end(words, at)
        opening = at == 0 or bool(_CLAUSE_START.search(words[at].gap))
        first = at
        while first <= end and _no_name(
            words, first, known, opening=opening and first == at, alone=first == end
        ):
            first += 1
        if first <= end:
            found.append(_name(words, first, end, opening=opening and first == at, uncased=False))
        at = end + 1
    return tuple(found)


def _joins(token: Token) -> bool:
    """Whether a small word can stand inside a name: Coalition of the Willing, Mar-a-Lago."""
    return (token.key in _PARTICLES and token.gap == " ") or (token.gap == "-" and token.shown in ("a", "el"))


def _run_end(words: Sequence[Token], at: int) -> int:
    end = at
    while end + 1 < len(words) and not words[end].key.endswith("'s"):
        step = end + 1
        while step < len(words) and _joins(words[step]) and step - end <= 2:
            step += 1
        if step >= len(words) or not words[step].capital or words[step].key.split("'")[0] == "i":
            break
        if not all(_JOINS.fullmatch(words[k].gap) for k in range(end + 1, step + 1)):
            break
        if words[step].gap.startswith(".") and not (len(words[end].shown) == 1 or words[end].key in TITLES):
            break
        if step > end + 1 and words[end + 1].key in ("and", "for", "the"):
            break
        end = step
    return end


def _no_name(words: Sequence[Token], at: int, known: frozenset[str], *, opening: bool, alone: bool) -> bool:
    """Whether a capitalised word is no name: a title, a pronoun, or an ordinary word that opens a clause."""
    token = words[at]
    word = stem(token.key)
    if word in TITLES:  # "the President", "Foreign Minister Lavrov"; but "Swigert and Duke"
        return not alone or opening or words[at - 1].key in _LEADS_TITLE or words[at - 1].key in TITLES
    if word in _NOT_NAMES or (word in STOPWORDS and not (len(word) == 2 and token.shown.isupper())):
        return True
    if not opening:
        return False
    if word in known:
        return False
    if alone:
        return True
    calls = word in MASS or word in OPENERS or word.endswith("ly") or bool(ABSTRACT.fullmatch(word))
    return calls and stem(words[at + 1].key) != word  # "Hear Starmer", "Today Moscow", "History Today"


def _name(words: Sequence[Token], first: int, last: int, *, opening: bool, uncased: bool) -> Name:
    run = words[first : last + 1]
    shown = run[0].shown + "".join(token.gap + token.shown for token in run[1:])
    possessive = run[-1].key.endswith("'s")
    return Name(
        tuple(stem(token.key) for token in run),
        re.sub(r"['’]s?$", "", shown),
        run[0].start,
        run[-1].end - (2 if possessive else 0),
        opening,
        possessive,
        uncased,
    )


def known_names(texts: Sequence[str], given: Sequence[str], sources: Sequence[str] = ()) -> KnownNames:
    """What cards know, from their texts, the names they list, and the titles of their sources."""
    runs = [[stem(key(word)) for word in WORD.findall(plain(text))] for text in (*texts, *given, *sources)]
    words = frozenset(word for run in runs for word in run)
    full = []
    acronyms = set()
    for name in given:
        parts = tuple(key(word) for word in WORD.findall(plain(name)))
        if len(parts) > 1:
            full.append(parts)
            letters = [part[0] for part in parts if part not in _PARTICLES]
            acronyms.add("".join(letters))
    for run in (run for text in texts for run in _RUN.finditer(text)):
        letters = re.findall("[A-Z]", run[0])
        acronyms |= {
            "".join(letters[at:]).lower() for at in range(len(letters) - 1)
        }  # "In the European Union"
    states = {STATE_OF.get(word) or SEAT_OF.get(word) or "" for word in words} - {""}
    joined = f" {' | '.join(' '.join(run) for run in runs)} "
    listed = frozenset(key(word) for name in given for word in WORD.findall(plain(name)))
    placed = any(_PLACES.search(blank(text, [(d.start, d.end) for d in dates(text)])) for text in texts)
    return KnownNames(
        words, frozenset(states), tuple(full), frozenset(acronyms - {""}), joined, placed, listed
    )


def unknown(
    name: Name,
    cards: KnownNames,
    before: Sequence[str],
    allowed: Collection[str],
    others: Collection[str] = (),
) -> str:
    """The part of a name that the cards do not give, or "" when they give it all, in whatever spelling.

    before: the two words before the name, nearest first. "In Moscow" is a place, so there the card must name it, but
    "nobody in Moscow" are people, and where the card names no place a seat is no other one.
    allowed: words of names that need no card (the debaters'). others: names that are somebody's in this spelling, and so
    are no other spelling of another's.
    """
    words = name.words
    if name.opening and len(words) > 1 and all(word in allowed for word in words[1:]):
        words = words[1:]  # "Everywhere Suttner sees …"
    elif name.opening and len(words) > 1 and words[0] not in others and _is_led_in(words, cards):
        words = words[1:]
    near, far = (*before, "", "")[:2]
    people = near == "in" and (not cards.placed or far in _ANYBODY or is_plural(far))
    for word in words:
        if word in allowed or word in _PARTICLES or word in TITLES or word in _NOT_NAMES:
            continue
        if word in cards.words or word in cards.acronyms or word.rstrip("s") in cards.words:
            continue
        state = STATE_OF.get(word) or (SEAT_OF.get(word) if near not in _PLACED or people else None)
        if state is not None and state in cards.states:
            continue
        if respelled(word, cards.given, apart=word in others):
            continue
        return name.shown
    return name.shown if _mixed(name, cards) else ""


def _is_led_in(words: Sequence[str], cards: KnownNames) -> bool:
    """ "Tiny Malta": a word before a name that the cards have, and that is no surname: not "Robert Macron"."""
    is_known = all(word in cards.words for word in words[1:])
    return is_known and not any(full[-1] == words[-1] for full in cards.full)


@lru_cache(maxsize=8192)
def respelled(word: str, given: frozenset[str], *, beside: bool = False, apart: bool = False) -> bool:
    """Whether a name is one of these in another alphabet or transliteration (Zelensky, Łukasz), or the people of one.

    apart: it is somebody's in this very spelling, so that it can only be a place or its people (Nubia, Nubian).

    beside: the name's other words are the cards' own, so that the ear is enough: "Aziz Faruqi" for Aziz Farouki.
    """
    return any(
        _are_people_of(written, other)
        or _are_people_of(other, written)
        or (
            not apart
            and _is_one(
                written, other, beside=beside, seats=word in SEAT_OF and SEAT_OF[word] == SEAT_OF.get(name)
            )
        )
        for written in _spellings(word)
        for name in given
        for other in _spellings(name)
        if min(len(written), len(other)) >= SHORTEST
    )


@lru_cache(maxsize=8192)
def _spellings(word: str) -> frozenset[str]:
    """A name in plain letters: Đoković is Dokovic and Djokovic."""
    return frozenset((folding.plain(word), folding.plain(spelled_out(word))))


def _is_one(written: str, other: str, *, beside: bool, seats: bool) -> bool:
    """By ear and by letter; a seat's two spellings ("Kiev") need share fewer letters, as both are known for seats."""
    if len(min(written, other, key=len)) >= LONG:  # Qaddafi, Gaddafi
        written, other = (folding.sounds(name).replace("g", "k") for name in (written, other))
    if not folding.alike(written, other):
        return False
    if beside or seats:
        return True
    one, two = (_DOUBLED.sub(r"\1", folding.sounds(name)) for name in (written, other))
    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= RESPELLED


def _are_people_of(place: str, people: str) -> bool:
    """Andalusia and Andalusian, Kyiv and Kyivan, Mauritius and Mauritian."""
    stem = re.sub("(?:[uao]s|.)$", "", place) if len(place) > SHORTEST else place
    return any(people.startswith(part) and people[len(part) :] in _PEOPLE for part in (stem, place))


def _mixed(name: Name, cards: KnownNames) -> bool:
    """ "Jared Witkoff", where the cards have Jared Kushner and Steve Witkoff."""
    for first, second in zip(name.words, name.words[1:], strict=False):
        holds_second = [full for full in cards.full if full[-1] == second]
        holds_first = any(first in full[:-1] for full in cards.full)
        if holds_second and holds_first and not any(first in full for full in holds_second):
            return f" {first} {second} " not in cards.joined
    return False


def distinctive(given: Sequence[str], lower: Collection[str]) -> frozenset[str]:
    """The words of names that are nothing but names, so that they name somebody wherever they stand.

    lower: the words that the brief also writes without a capital.
    """
    found = set()
    for name in given:
        for word in WORD.findall(plain(name)):
            part = stem(key(word))
            if len(part) > 1 and (word[0].isupper() or word.lower() == word.upper()):
                found.add(part)
    return frozenset(found - ORDINARY - TITLES - STOPWORDS - _NOT_NAMES - _PARTICLES - set(lower)) | (
        frozenset(STATE_OF) | frozenset(SEAT_OF)
    ) - frozenset({"pole", "poles", "fall", "turkey"})
