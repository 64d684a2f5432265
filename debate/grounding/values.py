"""The value of a number, in digits or in words, without what it measures or counts: `numbers` reads those.

1,200 = 1.2 thousand = twelve hundred; 2½ = two and a half; 3/4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from . import measures
from .numerals import ONES, SCALES, SUFFIXES, TENS
from .text import key

_TOKEN: Final = re.compile(
    r"(?P<time>(?<![\d:.,])[0-2]?\d:[0-5]\d(?!\d))"
    r"|(?P<num>(?<![\w.,])[-]?\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,9})?(?![\d])"
    r"|(?<![\w.,])\d{1,3}(?: \d{3}){1,5}(?![\d.,]\d|\d)|\d{1,30}(?:[.,]\d{1,9})?)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)|(?P<mark>[%$€£¥₴₽°/^-])|(?P<other>[^\s\w])"
)


@dataclass(slots=True)
class Piece:
    kind: str
    shown: str
    key: str
    start: int
    end: int
    glued: bool  # no blank before it


def pieces_of(text: str) -> list[Piece]:
    """The words, numbers and marks of a cleaned text, in order."""
    pieces: list[Piece] = []
    for match in _TOKEN.finditer(text):
        glued = bool(pieces) and pieces[-1].end == match.start()
        shown = match[0]
        pieces.append(Piece(match.lastgroup or "", shown, key(shown), match.start(), match.end(), glued))
    return pieces


def value_at(pieces: list[Piece], at: int) -> tuple[Fraction, int, bool] | None:
    """The plain value at a piece: (value, next piece, whether it is a small word)."""
    piece = pieces[at]
    if piece.kind == "num":
        value = _literal(piece.shown)
        after = at + 1
        if after + 2 < len(pieces) and pieces[after].kind == "num" and pieces[after + 1].shown == "/":
            value += _fraction(pieces, after) or 0
            after += 3
        elif after + 1 < len(pieces) and pieces[after].shown == "/" and pieces[after].glued:
            part = _fraction(pieces, at)
            if part is not None:
                return part, at + 3, False
        apart = after < len(pieces) and pieces[after].key in ("bn", "mn", "tn")
        if after < len(pieces) and (pieces[after].glued or apart) and pieces[after].key in SUFFIXES:
            money = at and pieces[at - 1].shown in measures.CURRENCIES
            if pieces[after].key != "m" or pieces[after].shown == "M" or money or _counts(pieces, after + 1):
                return value * SUFFIXES[pieces[after].key], after + 1, False
        while after < len(pieces) and pieces[after].key in (*SCALES, "dozen"):
            value *= SCALES.get(pieces[after].key, 12)
            after += 1
        return value, after, False
    if piece.kind != "word":
        return None
    return _words(pieces, at)


def _counts(pieces: list[Piece], at: int) -> bool:
    """Whether something counted follows, so that the "m" of "10.4m voters" is a million."""
    return at < len(pieces) and pieces[at].kind == "word" and measures.is_plural(pieces[at].key)


def _words(pieces: list[Piece], at: int) -> tuple[Fraction, int, bool] | None:
    """A value in words: "twelve hundred", "a million", "two hundred and five thousand", "thirty-five"."""
    total = group = last_scale = Fraction(0)
    start, seen, last = at, False, Fraction(10**15)
    if pieces[at].key in ("a", "an"):
        if at + 1 < len(pieces) and pieces[at + 1].key in (*SCALES, "dozen", "score"):
            group, seen, at = Fraction(1), True, at + 1
        else:
            return None
    while at < len(pieces):
        word = pieces[at].key
        if (word in ONES and last > 19) or (word in TENS and last > 99):
            value = ONES.get(word, TENS.get(word, Fraction(0)))
            group, last, seen = group + value, value or Fraction(1), True
            if (
                word in TENS
                and at + 2 < len(pieces)
                and pieces[at + 1].shown == "-"
                and pieces[at + 2].key in ONES
            ):
                group += ONES[pieces[at + 2].key]
                last = Fraction(1)
                at += 2
        elif seen and group and [piece.key for piece in pieces[at : at + 3]] == ["and", "a", "half"]:
            group, last, at = group + Fraction(1, 2), Fraction(1), at + 2  # "two and a half million"
        elif seen and word == "hundred":
            group, last = group * 100, Fraction(100)
        elif seen and word in ("dozen", "score"):
            group, last = group * (12 if word == "dozen" else 20), Fraction(1)
        elif seen and word in SCALES:
            last_scale = Fraction(SCALES[word])
            total, group, last = total + group * last_scale, Fraction(0), Fraction(1000)
        elif not (
            seen
            and word == "and"
            and last in (100, 1000)
            and at + 1 < len(pieces)
            and pieces[at + 1].key in {**ONES, **TENS}
        ):
            break
        at += 1
    if not seen:
        return None
    if [piece.key for piece in pieces[at : at + 3]] == ["and", "a", "half"] and total and not group:
        total, at = total + last_scale / 2, at + 3  # "a million and a half"
    small = at == start + 1 and total + group <= 10
    return total + group, at, small


def _literal(shown: str) -> Fraction:
    digits = shown.replace(" ", "")
    digits = (
        digits.replace(",", "")
        if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits)
        else digits.replace(",", ".")
    )
    return Fraction(digits)


def _fraction(pieces: list[Piece], at: int) -> Fraction | None:
    if at + 2 >= len(pieces) or pieces[at + 2].kind != "num" or not pieces[at + 1].glued:
        return None
    below = _literal(pieces[at + 2].shown)
    return _literal(pieces[at].shown) / below if below else None
