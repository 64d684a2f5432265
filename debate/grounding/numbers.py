"""Numbers with their units, however they are written: 1,200 = 1.2 thousand = twelve hundred.

`quantities` reads them out of a text; whether one bears out another is for `comparing`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal

from . import measures
from .lexicon import OPENERS, STOPWORDS, lemma
from .measures import DAY, Bound, Unit
from .numerals import ANY, FACTORS, HALVED, ONES, ORDINALS, PARTS, SCALES, TENS, VAGUE
from .values import Piece, pieces_of, value_at

Kind = Literal["amount", "ordinal", "factor"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number: `high` ends a range; `unit` a measure, else `nouns` the counted things that follow it."""

    kind: Kind
    low: Fraction
    high: Fraction | None
    bound: Bound
    unit: Unit | None
    nouns: tuple[str, ...]
    start: int
    end: int
    shown: str
    per: str = ""  # "day" of "17 km a day"
    small: bool = False  # a word up to ten without a measure: too common to make a sentence factual
    named: bool = False  # part of a name: Apollo 9, B-59


_PER: Final = re.compile(
    r"(?:\s\w+){0,2}?\s(?:a|an|per|each|every)\s(second|minute|hour|day|night|week|month|year|decade)\b"
)


@lru_cache(maxsize=8192)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of a cleaned text whose dates are blanked out, in order."""
    if not ANY.search(text):
        return ()
    pieces = pieces_of(text)
    found: list[Quantity] = []
    at = 0
    while at < len(pieces):
        quantity, at = _read(text, pieces, at)
        if quantity is not None:
            found.append(quantity)
    return tuple(_joined(text, found))


def _reaches(before: str, joint: str) -> bool:
    """Whether two amounts of one unit are a range's ends; "from 3 km to 5 km" may be a change."""
    if joint == "and":
        return before.endswith(("between ", "Between "))
    return joint in ("to", "-") and not before.endswith(("from ", "From "))


def _joined(text: str, found: list[Quantity]) -> list[Quantity]:
    """With "between 0.3°C and 0.5°C" as one: a range that says its unit at both ends."""
    joined: list[Quantity] = []
    for q in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.unit is not None
            and last.unit == q.unit
            and last.high is q.high is None
            and last.low < q.low
            and _reaches(text[: last.start], text[last.end : q.start].strip())
        ):
            joined[-1] = replace(last, high=q.low, end=q.end, shown=text[last.start : q.end].strip())
        else:
            joined.append(q)
    return joined


def _read(text: str, pieces: list[Piece], at: int) -> tuple[Quantity | None, int]:
    """The quantity that begins at a piece, if one does, and where to go on."""
    piece = pieces[at]
    if piece.kind == "time":
        hours, minutes = piece.shown.split(":")
        afternoon = at + 1 < len(pieces) and pieces[at + 1].key in ("pm", "p") and int(hours) < 12
        value = Fraction(int(hours) * 60 + int(minutes) + (720 if afternoon else 0))
        unit = Unit("clock", Fraction(1))
        return Quantity("amount", value, None, "exact", unit, (), piece.start, piece.end, piece.shown), at + 1
    if piece.kind == "word":
        special = _special(text, pieces, at)
        if special is not None:
            return special
    value_end = value_at(pieces, at)
    if value_end is None:
        return None, at + 1
    value, after, small = value_end
    if (
        piece.kind == "num"
        and after < len(pieces)
        and pieces[after].glued
        and pieces[after].key in ("st", "nd", "rd", "th")
    ):
        return _ordinal(text, pieces, at, after + 1, value), after + 1
    share, after = _ratio(pieces, after, value)
    high, after = (None, after) if share is not None else _range(text, pieces, at, after)
    measure, unit_end = measures.unit_after([p.key for p in pieces[after : after + 5]])
    currency = at > 0 and pieces[at - 1].shown in measures.CURRENCIES
    if currency:
        measure = Unit(measures.CURRENCIES[pieces[at - 1].shown], Fraction(1))
    nouns: tuple[str, ...] = ()
    name = _numbered(pieces, at)
    if name and measure is None and _goes_on(pieces, after):
        nouns = name
    if share is not None:
        value, measure, unit_end = share, Unit("%", Fraction(1)), 0
    elif measure is None and not nouns:
        nouns = _nouns(pieces, after) or name
    if piece.key == "one" and after == at + 1 and (measure is None or measure.size == DAY):
        return None, at + 1
    if small and measure is None and nouns and nouns[-1] in measures.DISCOURSE:
        return None, after
    start = pieces[at - 1].start if currency else piece.start
    end = pieces[after + unit_end - 1].end
    bound = measures.bound_at(text, start, end)
    lasts = measure is not None and measure.dimension in measures.TIMES
    if lasts and measures.THROUGHOUT.search(text[max(0, start - 24) : start]):
        bound = "exact"  # "over three decades" is throughout them
    shown = text[start:end].strip()
    rate = _PER.match(text, end)
    per = rate[1] if rate else ""
    small = small and measure is None and high is None
    quantity = Quantity(
        "amount", value, high, bound, measure, nouns, start, end, shown, per, small, bool(name)
    )
    return quantity, after + unit_end


def _special(text: str, pieces: list[Piece], at: int) -> tuple[Quantity | None, int] | None:
    """Ordinals, factors and parts of a whole; None when the word is none of these."""
    piece = pieces[at]
    word = piece.key
    following = pieces[at + 1].key if at + 1 < len(pieces) else ""
    before = pieces[at - 1].key if at else ""
    if word in FACTORS:
        # "counted twice" compares nothing, "twice as long" does
        idle = word in ("twice", "thrice") and following not in ("as", "the")
        place = (piece.start, piece.end, piece.shown)
        bound = measures.bound_at(text, piece.start, piece.end)
        return Quantity("factor", FACTORS[word], None, bound, None, (), *place, small=idle), at + 1
    if lasting := _part_of_a_time(text, pieces, at):
        return lasting
    if word == "half" and following in HALVED:
        whole = pieces[at + 2].key if at + 2 < len(pieces) and following in ("a", "an") else ""
        if whole in ("million", "billion", "trillion", "hundred", "thousand", "dozen"):
            amount = Fraction(SCALES.get(whole, 12), 2)
            return _amount(text, pieces, at, at + 3, amount), at + 3
        whole = pieces[at + 2].key if at + 2 < len(pieces) else ""
        small = following != "of" or whole in measures.WHOLES
        return replace(_share(text, pieces, at, at + 1, Fraction(50)), small=small), at + 1
    if (
        word in PARTS
        and before in ("a", "one", "another")
        and (following in ("of", "", ",", ".", ";", "as", "under", "from", "to") or _by(pieces, at))
    ):
        return _share(text, pieces, at, at + 1, Fraction(100, PARTS[word])), at + 1
    if word in ONES:
        return _parts(text, pieces, at, word, following)
    if word in TENS and following == "-" and at + 2 < len(pieces) and pieces[at + 2].key in ORDINALS:
        return _ordinal(text, pieces, at, at + 3, TENS[word] + ORDINALS[pieces[at + 2].key]), at + 3
    if word in ORDINALS:
        counted = lemma(following) in measures.ORDERED
        if (word in ("first", "second") and not counted) or (word == "second" and before in ("a", "per")):
            return None, at + 1
        ordinal = _ordinal(text, pieces, at, at + 1, ORDINALS[word])
        return replace(
            ordinal, small=word in ("first", "second") or (bool(following) and not counted)
        ), at + 1
    if word in VAGUE:
        scale, after = VAGUE[word], at + 1
        if following == "of" and at + 2 < len(pieces) and pieces[at + 2].key in VAGUE:  # tens of thousands
            scale, after = scale * VAGUE[pieces[at + 2].key], at + 3
        return replace(_amount(text, pieces, at, after, Fraction(scale)), bound="vague"), after
    return None


def _by(pieces: list[Piece], at: int) -> bool:
    """ "Climbed by a quarter before anybody saw it"."""
    return at > 1 and pieces[at - 2].key == "by"


def _part_of_a_time(text: str, pieces: list[Piece], at: int) -> tuple[Quantity, int] | None:
    """ "A quarter of a century", "half an hour"."""
    words = [piece.key for piece in pieces[at : at + 4]]
    if words[0] == "half" and words[1:2] in (["a"], ["an"]):
        parts, place = 2, at + 2
    elif words[0] in PARTS and words[1:2] == ["of"] and words[2:3] in (["a"], ["an"]):
        parts, place = PARTS[words[0]], at + 3
    else:
        return None
    unit, length = measures.unit_after([piece.key for piece in pieces[place : place + 1]])
    if unit is None or not length or unit.dimension not in measures.TIMES:
        return None
    start, end = pieces[at].start, pieces[place].end
    bound = measures.bound_at(text, start, end)
    return Quantity(
        "amount", Fraction(1, parts), None, bound, unit, (), start, end, text[start:end]
    ), place + 1


def _parts(
    text: str, pieces: list[Piece], at: int, word: str, following: str
) -> tuple[Quantity | None, int] | None:
    """ "Two-fifths", "three quarters", "one third"; no part in "two third parties"."""
    end = at + 2
    if following == "-" and at + 2 < len(pieces):
        following, end = pieces[at + 2].key, at + 3
    elif word != "one" and following in ("third", "fifth"):
        return None
    return (
        (_share(text, pieces, at, end, ONES[word] * 100 / PARTS[following]), end)
        if following in PARTS
        else None
    )


def _ratio(pieces: list[Piece], after: int, value: Fraction) -> tuple[Fraction | None, int]:
    """ "nine in ten", "nine out of ten" as percent."""
    words = [piece.key for piece in pieces[after : after + 3]]
    skip = 1 if words[:1] == ["in"] else 2 if words[:2] == ["out", "of"] else 0
    if skip and after + skip < len(pieces):
        whole = value_at(pieces, after + skip)
        if whole is not None and whole[0] in (5, 10, 100) and value <= whole[0]:
            return value * 100 / whole[0], whole[1]
    return None, after


def _range(text: str, pieces: list[Piece], at: int, after: int) -> tuple[Fraction | None, int]:
    """The upper end of "12-17", "12 to 17", "between 12 and 17"."""
    joint = pieces[after].key if after < len(pieces) else ""
    before = pieces[at - 1].key if at else ""
    if joint in ("-", "to", "or") or (joint == "and" and before == "between"):
        upper = value_at(pieces, after + 1) if after + 1 < len(pieces) else None
        if (
            upper is not None
            and upper[0] > (value_at(pieces, at) or (Fraction(0),))[0]
            and not (joint == "to" and before == "from")
        ):
            return upper[0], upper[1]
    return None, after


def _nouns(pieces: list[Piece], after: int) -> tuple[str, ...]:
    """What is counted: the lemmas after a number as far as a plural, or the word a hyphen ties to it."""
    if after + 1 < len(pieces) and pieces[after].shown == "-" and pieces[after].glued:
        return (lemma(pieces[after + 1].key),)
    words: list[str] = []
    for piece in pieces[after : after + 5]:
        if piece.kind != "word" or piece.key in measures.NOUN_STOPS or (piece.key == "and" and not words):
            break
        if piece.key == "and" and words:
            continue
        words.append(lemma(piece.key))
        if measures.is_plural(piece.key):
            return tuple(words)
    return ()


def _goes_on(pieces: list[Piece], after: int) -> bool:
    """Whether a verb follows, and no noun: "Apollo 9 gives it weight"."""
    following = [piece.key for piece in pieces[after : after + 2]]
    return len(following) > 1 and following[0].endswith("s") and following[1] in measures.AFTER_VERB


def _numbered(pieces: list[Piece], at: int) -> tuple[str, ...]:
    """What bears the number as its name: Apollo 13, Article 5, Scenario 4."""
    if at > 1 and pieces[at - 1].shown == "-" and pieces[at].glued and pieces[at - 1].glued:
        at -= 1  # U-2, B-59
    before = pieces[at - 1] if at else None
    named = before and before.kind == "word" and before.shown[0].isupper() and before.key not in STOPWORDS
    return (lemma(before.key),) if before and named and before.key not in OPENERS else ()


def _amount(text: str, pieces: list[Piece], at: int, after: int, value: Fraction) -> Quantity:
    start, end = pieces[at].start, pieces[after - 1].end
    bound = measures.bound_at(text, start, end)
    return Quantity("amount", value, None, bound, None, _nouns(pieces, after), start, end, text[start:end])


def _share(text: str, pieces: list[Piece], at: int, after: int, percent: Fraction) -> Quantity:
    start, end = pieces[at].start, pieces[after - 1].end
    unit = Unit("%", Fraction(1))
    return Quantity(
        "amount", percent, None, measures.bound_at(text, start, end), unit, (), start, end, text[start:end]
    )


def _ordinal(text: str, pieces: list[Piece], at: int, after: int, value: Fraction) -> Quantity:
    start, end = pieces[at].start, pieces[after - 1].end
    return Quantity("ordinal", value, None, "exact", None, (), start, end, text[start:end])
