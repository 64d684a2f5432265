"""One spelling for many: what every rule does to a text before it looks at it.

`clean` keeps the words as they stand and folds only how they are typed (widths, dashes, blanks, apostrophes,
invisible characters, foreign digits); it is what quotations are compared in. `plain` also writes states and
abbreviations one way, for names and for overlap. Neither is shown to a reader.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u180e\ufeff"
    + "".join(map(chr, range(0x200B, 0x2010)))
    + "".join(map(chr, range(0x202A, 0x202F)))
    + "".join(map(chr, range(0x2060, 0x2070)))
    + "\u0640\u0670"  # the Arabic tatweel only stretches a word
    + "".join(map(chr, range(0x064B, 0x0660)))  # vowel points of Arabic and Hebrew, which few writers set
    + "".join(c for c in map(chr, range(0x0591, 0x05C8)) if unicodedata.category(c) == "Mn")
)
# Before NFKC, which would turn 10² into 102 and 2½ into 21/2.
_TYPED: Final = str.maketrans(
    dict.fromkeys(_INVISIBLE)
    | {"²": "^2", "³": "^3", "½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅓": " 1/3", "⅔": " 2/3", "⅕": " 1/5"}
    | {"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2212": "-", "\u2015": "—"}
    | {"\u2033": '"', "\u2036": '"'}
    | {"\u02bc": "'", "\u2032": "'", "\u2028": " ", "\u2029": " "}
)
_TYPED_ONES: Final = re.compile(f"[{re.escape(''.join(map(chr, _TYPED)))}]")
_INNER_APOSTROPHE: Final = re.compile(r"(?<=\w)[’‘](?=\w)")
_FOREIGN_DIGIT: Final = re.compile(r"[^\W_a-zA-Z0-9]")
_INITIALS: Final = re.compile(r"\b(?:[A-Z]\.){2,}")
_GROUPED: Final = re.compile(r"(?<![\w.,'])\d{1,3}(?:(?:\.\d{3}){2,6}|(?:'\d{3}){1,6})(?![\w'])(?!\.\d)")
_POINT: Final = re.compile(r"(?<=\d)·(?=\d)")
_AND_A_HALF: Final = re.compile(r"\b(?:[Aa]n?|[Oo]ne) (hour|day|week|month|year|decade|mile) and a half\b")
_MONEY: Final = re.compile(r"\b(US\$|USD|EUR|GBP) ?(?=\d)")
_SIGNS: Final = {"US$": "$", "USD": "$", "EUR": "€", "GBP": "£"}
_US: Final = re.compile(r"\bUS\b")
_STATES: Final = re.compile(
    r"\b(?:(United States(?: of America)?|White House)|(United Kingdom|Great Britain|Downing Street)"
    r"|(European Union)|(Russian Federation)|(Soviet Union))\b"
)
_STATE_NAMES: Final = ("", "USA", "Britain", "EU", "Russia", "Soviet")

# A word is a number, one character of a script written without blanks, or a run of letters with inner
# apostrophes. Hyphens part words, so "long-term" and "long term" are the same two words.
WORD: Final = re.compile(
    r"\d+(?:[.,]\d+)*|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\d_]+(?:'[^\W\d_]+)*|[%$€£]"
)


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """The same words, typed one way; the length may change."""
    if text.isascii():
        return _figures(text)
    text = _TYPED_ONES.sub(lambda match: _TYPED[ord(match[0])] or "", text)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    text = _INNER_APOSTROPHE.sub("'", text)
    return _figures(_FOREIGN_DIGIT.sub(_ascii_digit, text))


def _figures(text: str) -> str:
    """Numbers and money typed one way: 1.500.000 and 1'500'000 have commas, US$2 and USD 2 are $2, a year and a half 1.5."""
    text = _GROUPED.sub(lambda match: match[0].replace(".", ",").replace("'", ","), text)
    text = _POINT.sub(".", text)
    text = _AND_A_HALF.sub(r"1.5 \1s", text)
    return _MONEY.sub(lambda match: _SIGNS[match[1]], text)


def _ascii_digit(match: re.Match[str]) -> str:
    value = unicodedata.decimal(match[0], None)
    return match[0] if value is None else str(value)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """`clean`, and U.S. is US, the United Kingdom is Britain."""
    return one_way(clean(text))


def one_way(text: str) -> str:
    """A cleaned text as `plain` writes it."""
    if "." in text:
        text = _INITIALS.sub(lambda match: match[0].replace(".", ""), text)
    if "US" in text:
        text = _US.sub("USA", text)  # as a key, "us" is a pronoun
    if any(head in text for head in ("United", "White", "Great", "Downing", "European", "Russian", "Soviet")):
        text = _STATES.sub(lambda match: _STATE_NAMES[match.lastindex or 0], text)
    return text


@lru_cache(maxsize=65536)
def key(word: str) -> str:
    """A word without its case and accents: Orbán, ORBAN and orban are one."""
    word = word.casefold()
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word)
    return unicodedata.normalize("NFC", "".join(c for c in parts if unicodedata.category(c) != "Mn"))


def keys(text: str) -> list[str]:
    """The words of a cleaned text as keys, in order."""
    return [key(word) for word in WORD.findall(text)]


def joined(text: str) -> str:
    """The keys with blanks around each, so that `" a b " in joined(text)` asks for whole words."""
    return f" {' '.join(keys(text))} "


class Token(NamedTuple):
    """A word in its place: `shown` as written, `gap` whatever stands between it and the word before."""

    key: str
    shown: str
    start: int
    end: int
    gap: str

    @property
    def capital(self) -> bool:
        return self.shown[0].isupper()

    @property
    def uncased(self) -> bool:
        """A letter of a script that has no capitals (Arabic, Hebrew, Chinese …)."""
        return self.shown[0].isalpha() and self.shown.lower() == self.shown.upper()


def tokens(text: str) -> list[Token]:
    """The words of a cleaned text, each with its place and what parts it from the one before."""
    result = []
    end = 0
    for match in WORD.finditer(text):
        result.append(Token(key(match[0]), match[0], match.start(), match.end(), text[end : match.start()]))
        end = match.end()
    return result


def blank(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with the spans turned to blanks, so that places in it stay the same."""
    return cross(text, spans, " ")


def cross(text: str, spans: Iterable[tuple[int, int]], mark: str) -> str:
    """The text with a mark in place of every character of the spans."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        start = max(start, at)
        if start < end:
            parts += (text[at:start], mark * (end - start))
            at = end
    return "".join((*parts, text[at:])) if parts else text


def listed(numbers: tuple[int, ...] | list[int]) -> str:
    """ "card 3", "cards 3 and 7": how a message names the cards a sentence cites."""
    if len(numbers) == 1:
        return f"card {numbers[0]}"
    return f"cards {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}" if numbers else "no card"
