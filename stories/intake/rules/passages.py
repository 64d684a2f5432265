"""A text in paragraphs and sentences, by place: nothing is copied, so what is proposed can be shown where it stands. Pure."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SENTENCE_CHARACTERS: Final = 1_200
OPEN, CLOSE = "“«„‟", "”»"
_PARAGRAPH: Final = re.compile(r"[^\n]+")
_STOP: Final = re.compile(r"[.!?…]+[”’\"'»)\]]*(?=\s|$)")
# A full stop after one of these ends no sentence.
_ABBREVIATION: Final = re.compile(
    r"(?<![\w.])(?:Mrs?|Ms|Mx|Dr|Prof|Gen|Col|Lt|Maj|Capt|Cmdr|Adm|Sgt|Sen|Rep|Gov|Rev|Hon|St|Sr|Jr|Mt|No|Nos|Art|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|vs|approx|ca|cf|e\.g|i\.e|etc|Inc|Ltd|Co|Corp|[A-Z](?:\.[A-Z])*|"
    r"[ap]\.m)\.$"
)
_MARK: Final = re.compile(r"[“”«»\"]")
LIST_MARK: Final = re.compile(r"\s{0,99}(?:[-*•>#]{1,99}|\d{1,2}[.)])\s{1,99}")


@dataclass(frozen=True, order=True)
class Span:
    start: int
    end: int

    def holds(self, place: int) -> bool:
        return self.start <= place < self.end

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True)
class Quoted(Span):
    """Words in quotation marks: `start` and `end` without the marks. goes_on: closed only by the next paragraph's end."""

    goes_on: bool = False


class Layout:
    """Where paragraphs, sentences and quoted words stand in a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.paragraphs = tuple(Span(*found.span()) for found in _PARAGRAPH.finditer(text))
        self.quoted = tuple(quoted for paragraph in self.paragraphs for quoted in _quoted(text, paragraph))
        self.sentences = tuple(
            sentence for paragraph in self.paragraphs for sentence in _sentences(text, paragraph, self.quoted)
        )
        self._starts = [sentence.start for sentence in self.sentences]
        self._quotes = [quoted.start for quoted in self.quoted]
        self._paragraphs = [paragraph.start for paragraph in self.paragraphs]

    def sentence(self, place: int) -> Span:
        return self.sentences[max(0, bisect.bisect_right(self._starts, place) - 1)]

    def paragraph(self, place: int) -> Span:
        return self.paragraphs[max(0, bisect.bisect_right(self._paragraphs, place) - 1)]

    def paragraph_number(self, place: int) -> int:
        return max(0, bisect.bisect_right(self._paragraphs, place) - 1)

    def is_quoted(self, place: int) -> bool:
        at = bisect.bisect_right(self._quotes, place) - 1
        return at >= 0 and self.quoted[at].holds(place)

    def is_prose(self, sentence: Span) -> bool:
        """Whether it reads as a sentence: a heading or a line of a byline has no stop."""
        words = sentence.of(self.text)
        return bool(re.search(r"[.!?…:;][”’\"'»)\]*_]*\s*$", words)) and len(words.split()) > 3


def _quoted(text: str, paragraph: Span) -> Iterator[Quoted]:
    opened: int | None = None
    for found in _MARK.finditer(text, paragraph.start, paragraph.end):
        place, mark = found.start(), found[0]
        if mark == '"':
            before = text[place - 1] if place > paragraph.start else " "
            opens = opened is None and (before.isspace() or before in "([—–-*_:")
            if opened is None and not opens:
                continue  # an inch, or a mark that somebody forgot to open
        else:
            opens = mark in OPEN
        if opens:
            opened = found.end()
        elif opened is not None:
            if place > opened:
                yield Quoted(opened, place)
            opened = None
    if opened is not None and paragraph.end - opened > 1 and opened - paragraph.start < 4:
        yield Quoted(opened, paragraph.end, True)
    yield from _single(text, paragraph)


_SINGLE: Final = re.compile(
    r"(?<![\w’'])[‘'](?=\w)((?:[^‘’'“”\"\n]|[’'](?=\w)){4,600}?[.,?!…])[’'](?=[\s—–,;)]|$)"
)


def _single(text: str, paragraph: Span) -> Iterator[Quoted]:
    """Single marks, where nothing else is quoted in the paragraph: an apostrophe is no mark."""
    if _MARK.search(text, paragraph.start, paragraph.end):
        return
    for found in _SINGLE.finditer(text, paragraph.start, paragraph.end):
        yield Quoted(*found.span(1))


def _sentences(text: str, paragraph: Span, quoted: tuple[Quoted, ...]) -> Iterator[Span]:
    start = paragraph.start
    if mark := LIST_MARK.match(text, start, paragraph.end):
        start = mark.end()
    for stop in _STOP.finditer(text, start, paragraph.end):
        if not _ends(text, start, stop, paragraph.end):
            continue
        yield from _pieces(text, start, stop.end())
        start = stop.end()
        while start < paragraph.end and text[start].isspace():
            start += 1
    if start < paragraph.end and text[start : paragraph.end].strip():
        yield from _pieces(text, start, paragraph.end)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """One sentence; what is longer than any that news has comes in pieces, so that no rule reads more at once."""
    while end - start > SENTENCE_CHARACTERS:
        cut = text.rfind(" ", start + 1, start + SENTENCE_CHARACTERS) + 1 or start + SENTENCE_CHARACTERS
        yield Span(start, cut)
        start = cut
    yield Span(start, end)


def _ends(text: str, start: int, stop: re.Match[str], end: int) -> bool:
    after = text[stop.end() : min(end, stop.end() + 3)].lstrip()
    if not after:
        return True
    if stop[0][0] == "." and _ABBREVIATION.search(text, max(start, stop.start() - 12), stop.start() + 1):
        return (
            bool(re.search(r"[ap]\.m\.$", text[max(start, stop.start() - 12) : stop.start() + 1]))
            and after[0].isupper()
        )
    return not after[0].islower()
