"""Quotation marks: which closes which, and what stands between them.

Any kind of mark counts, straight or curly, double or single, guillemets and low marks, nested ones as part of
the outer. A scare quote is a quotation too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_MARKS: Final = re.compile("[\"“”„‟«»‹›‘’‚'「」『』❝❞〝〞《》]")
_OPENERS: Final = {
    "“": "”“",
    "„": "“”",
    "‟": "”",
    "«": "»",
    "‹": "›",
    "‘": "’",
    "‚": "‘’",
    "「": "」",
    "『": "』",
    "❝": "❞",
    "〝": "〞",
    "《": "》",
}
_CLOSERS: Final = {"”": "“„‟”", "»": "«", "›": "‹", "」": "「", "』": "『", "❞": "❝", "〞": "〝", "》": "《"}
_REVERSED: Final = {"»": "«", "›": "‹", "”": "”"}  # »so« and ”so”
_SINGLE: Final = "‘’'‚"
_ELIDED: Final = re.compile(r"(?:tis|twas|twere|em|til|cause|\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """What stands between two marks. Not closed: a mark without its partner, and `text` is empty."""

    start: int
    end: int
    text: str
    closed: bool = True


def spans(text: str, *, longest: int = 100_000) -> list[Span]:
    """The outermost quotations in order, and every double mark that stands alone."""
    pairing = _Pairing(text, longest)
    for match in _MARKS.finditer(text):
        pairing.take(match.start(), match[0])
    lone = [*pairing.lone, *_left_open(text, pairing.stack)]
    found = [Span(start, at + 1, text[start + 1 : at]) for start, at in pairing.found]
    return sorted(found + lone, key=lambda span: span.start)


class _Pairing:
    """Which mark closes which, mark by mark; a mark looks no deeper than eight open ones."""

    def __init__(self, text: str, longest: int) -> None:
        self.text = text
        self.longest = longest
        self.found: list[tuple[int, int]] = []
        self.lone: list[Span] = []
        self.stack: list[tuple[str, int]] = []  # the characters that would close it, where it opened
        self.ends = _single_ends(text)

    def take(self, at: int, mark: str) -> None:
        before = self.text[at - 1] if at else " "
        after = self.text[at + 1] if at + 1 < len(self.text) else " "
        if mark in "'’‘" and before.isalnum() and after.isalnum():
            return
        top = len(self.stack) - 1
        depth = next((i for i in range(top, max(-1, top - 8), -1) if mark in self.stack[i][0]), None)
        kind = self._straight if mark == '"' else self._single if mark in "'’" else self._paired
        if kind(at, mark, before, after, is_open=depth is not None) and depth is not None:
            self._close(at, depth)

    def _close(self, at: int, depth: int) -> None:
        start = self.stack[depth][1]
        self.lone.extend(_left_open(self.text, self.stack[depth + 1 :]))
        del self.stack[depth:]
        if at + 1 - start > self.longest:
            return
        while self.found and self.found[-1][0] > start:
            self.found.pop()  # it stood inside this one
        self.found.append((start, at))

    def _alone(self, at: int) -> None:
        self.lone.append(Span(at, at + 1, "", closed=False))

    def _straight(self, at: int, mark: str, before: str, after: str, *, is_open: bool) -> bool:
        if is_open and not (before.isspace() and not after.isspace()):
            return True
        opens = not before.isalnum() and not after.isspace()
        if opens:
            self.stack.append((mark, at))
        elif not is_open and not before.isdigit():  # 5" is a measure
            self._alone(at)
        return is_open and not opens

    def _single(self, at: int, mark: str, before: str, after: str, *, is_open: bool) -> bool:
        if is_open:
            return not (after.isalnum() or before.isspace() or _possessive(self.text, at, self.ends))
        # an opening mark only if a closing one is in reach; otherwise an apostrophe
        opens = mark == "'" and not before.isalnum() and not after.isspace()
        if (
            opens
            and not _ELIDED.match(self.text, at + 1)
            and bisect_right(self.ends, at + 1) < len(self.ends)
        ):
            self.stack.append(("'’", at))
        return False

    def _paired(self, at: int, mark: str, before: str, after: str, *, is_open: bool) -> bool:
        if is_open and not (mark in "“«‹‘" and before.isspace()):
            return True
        opens = not before.isalnum() and not after.isspace()
        elided = mark == "‘" and (after.isspace() or _ELIDED.match(self.text, at + 1))
        if mark in _OPENERS and not elided:
            self.stack.append((_OPENERS[mark], at))
        elif mark in _REVERSED and opens:
            self.stack.append((_REVERSED[mark], at))
        elif mark not in _SINGLE:
            self._alone(at)
        return False


def _left_open(text: str, stack: list[tuple[str, int]]) -> Iterator[Span]:
    for _, at in stack:
        if text[at] not in _SINGLE:
            yield Span(at, at + 1, "", closed=False)


def _single_ends(text: str) -> list[int]:
    """Where a single quotation could close: after something, before no letter."""
    return [match.start() for match in re.finditer(r"(?<=\S)['’](?!\w)", text)]


def _possessive(text: str, at: int, ends: list[int]) -> bool:
    """The ' of "the allies' pledge" inside a single quotation that closes later."""
    if text[at - 1] not in "sS" or not re.match(r"['’] [^\W\d_]", text[at : at + 3]):
        return False
    later = bisect_right(ends, at)
    return later < len(ends) and not re.search(r"(?<!\w)['‘]\w", text[at + 1 : min(ends[later], at + 401)])
