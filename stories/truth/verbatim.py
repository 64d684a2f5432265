"""Finding a quotation in a text word for word. Pure: no database, clock or network.

What print does to the same words is folded away: the form of quotation marks, dashes, ellipses and blanks, ligatures,
soft hyphens, line breaks and a word broken over one. The words, their case and their order are not; nor are elisions:
whether what was left out matters is nothing that a comparison can say.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

PASSAGE_CHARACTERS = 320  # on each side: a paragraph or so
NEAR_CHARACTERS = 700  # in which whoever is quoted is named as a rule: two or three paragraphs

_MARKS = dict.fromkeys("'\"‘’‚‛“”„‟‹›«»′″ʼ`´", "'")
_DASHES = dict.fromkeys("-‐‑‒–—―−⸺⸻", "-")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "…": "..."}
_UNSEEN = dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", "")
_FOLDED = {**_MARKS, **_DASHES, **_LIGATURES, **_UNSEEN}
_HYPHENS = "-‐‑"  # those that join the parts of one word
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True, kw_only=True, order=True)
class Place:
    """Where in a text a quotation stands: characters start to end."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A place with what stands around it."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, kw_only=True)
class _Folded:
    """A text as it is compared, and where each of its characters came from."""

    text: str
    origins: array[int]


class Haystack:
    """A text, folded once, in which any number of quotations can be looked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._ways = [_fold(text, breaks="-")]
        if _HYPHEN_AT_END.search(text):  # print's, or the word's own
            self._ways.append(_fold(text, breaks=""))

    def places(self, quotation: str) -> tuple[Place, ...]:
        """Every place at which the quotation stands word for word, in order."""
        sought = folded(quotation)
        if not _WORD.search(sought):
            return ()
        return tuple(sorted({place for way in self._ways for place in self._found(way, sought)}))

    def _found(self, way: _Folded, sought: str) -> Iterator[Place]:
        at = way.text.find(sought)
        while at >= 0:
            end = at + len(sought)
            if not (self._cuts(way, at) or self._cuts(way, end)):
                yield Place(start=way.origins[at], end=way.origins[end - 1] + 1)
            at = way.text.find(sought, at + 1)

    def _cuts(self, way: _Folded, at: int) -> bool:
        """Whether a word or a number goes on across this place: “sign” in “design”, “20” in “1,120”, “can” in “can't”."""
        if not 0 < at < len(way.text):
            return False
        before, after = way.text[at - 1], way.text[at]
        if before.isalnum() and after.isalnum():
            return True
        further = way.text[at + 1] if at + 1 < len(way.text) else " "
        earlier = way.text[at - 2] if at > 1 else " "
        if after in "'-.," and before.isalnum() and further.isalnum():
            return self._joins(way, at, after, before, further)
        if before in "'-.," and after.isalnum() and earlier.isalnum():
            return self._joins(way, at - 1, before, earlier, after)
        return False

    def _joins(self, way: _Folded, at: int, sign: str, left: str, right: str) -> bool:
        """Whether the sign between two letters or digits belongs inside a word or number."""
        if sign in ".,":
            return left.isdigit() and right.isdigit()
        written = self.text[way.origins[at]]
        return written in _HYPHENS if sign == "-" else left.isalpha() and right.isalpha()

    def nearest(self, quotation: str) -> Place | None:
        """The place that shares the longest run of words with the quotation, stretched to its length; None under three."""
        way, sought = self._ways[-1], _words(folded(quotation))
        there = _words(way.text)
        starts: dict[str, list[int]] = {}
        for i, (word, _, _) in enumerate(sought):
            starts.setdefault(word, []).append(i)
        best, best_at, best_in, runs = 0, 0, 0, dict[int, int]()
        for j, (word, _, _) in enumerate(there):
            runs = {i: runs.get(i - 1, 0) + 1 for i in starts.get(word, ())}
            for i, run in runs.items():
                if run > best:
                    best, best_at, best_in = run, j, i
        if best < min(3, len(sought)):
            return None
        first = max(0, best_at - best_in)
        last = min(len(there) - 1, best_at + len(sought) - 1 - best_in)
        return Place(start=way.origins[there[first][1]], end=way.origins[there[last][2] - 1] + 1)


def folded(text: str) -> str:
    """The text as it is compared."""
    return _fold(unicodedata.normalize("NFC", text).strip(), breaks="-").text


def passage(text: str, place: Place, around: int = PASSAGE_CHARACTERS) -> Passage:
    """What stands around a place, from word to word."""
    start, end = max(0, place.start - around), min(len(text), place.end + around)
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return Passage(
        before=("… " if start else "") + text[start : place.start],
        words=text[place.start : place.end],
        after=text[place.end : end] + (" …" if end < len(text) else ""),
    )


def is_named_near(text: str, place: Place, name: str) -> bool:
    """Whether any part of a name, three letters or more, stands near a place; case and accents aside."""
    near = text[max(0, place.start - NEAR_CHARACTERS) : place.end + NEAR_CHARACTERS]
    found = {_bare(word) for word, _, _ in _words(_fold(near, breaks="-").text)}
    found |= {word.removesuffix("'s") for word in found}
    parts = {_bare(part) for part, _, _ in _words(folded(name))}
    long = {part for part in parts if len(part) > 2} or parts
    return bool(long & found)


def _bare(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(found[0], found.start(), found.end()) for found in _WORD.finditer(text)]


_LONG_DASHES, _OPENS, _CLOSES = "–—―⸺⸻…", "«‹", "»›;:!?"  # beside which print may set a blank or none
_HYPHEN_AT_END = re.compile(r"[-‐\u00ad]\s*\n")
_SPECIAL = re.compile(rf"\s+|[{re.escape(''.join(_FOLDED))}]")


def _fold(text: str, *, breaks: str) -> _Folded:
    """Fold a text, keeping where each character came from. `breaks` stands for the hyphen of a word broken over a line."""
    parts: list[str] = []
    origins = array("I")
    at = 0
    for found in _SPECIAL.finditer(text):
        start, end = found.span()
        parts.append(text[at:start])
        origins.extend(range(at, start))
        at = end
        if not text[start].isspace():
            shown = _FOLDED[text[start]]
            if shown == "-" and start and _FOLDED.get(text[start - 1]) == "-":
                shown = ""  # two hyphens for a dash
        elif _is_break(text, start, end):
            shown = ""
            if not breaks and parts and parts[-2:-1] == ["-"]:
                del parts[-2], origins[-1]
        else:
            shown = "" if _is_set_close(text, start, end) else " "
        parts.append(shown)
        origins.extend([start] * len(shown))
    parts.append(text[at:])
    origins.extend(range(at, len(text)))
    return _Folded(text="".join(parts), origins=origins)


def _is_break(text: str, start: int, end: int) -> bool:
    """Whether the blank is a line's end inside a word."""
    return (
        start > 1
        and end < len(text)
        and text[start - 1] in "-‐\u00ad"
        and text[start - 2].isalpha()
        and text[end].isalpha()
        and "\n" in text[start:end]
    )


def _is_set_close(text: str, start: int, end: int) -> bool:
    """Whether print may as well leave the blank out: beside a dash, inside guillemets, within three dots."""
    last, first = text[start - 1 : start], text[end : end + 1]
    if last.isalnum() and first.isalnum():  # as nearly all are
        return False
    before, after = text[max(0, start - 3) : start], text[end : end + 3]
    if last and last in "-" + _LONG_DASHES + _OPENS:
        return True
    if first and first in _LONG_DASHES + _CLOSES:
        return True
    if after[:2] == "--" or (first == "-" and after[1:2].isspace()):
        return True
    is_before_dots = first == "." and after[1:].lstrip()[:1] == "."
    return is_before_dots or (last == "." and (first == "." or before[:-1].rstrip()[-1:] == "."))
