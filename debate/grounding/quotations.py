"""Quotations: words between quotation marks must be somebody's words, and that somebody's.

What is asked of a span: its words stand together, in order, in one passage of a cited card; an ellipsis may leave
words out, but no "not"; and whoever the sentence says spoke them is who the card says did.
"""

from __future__ import annotations

import re
from typing import Final

from .text import keys

_ELISION: Final = re.compile(r"(?:(?<!\s)\s++)?(?:\[\s?(?:\.{3,5}|…)\s?\]|\.(?: ?\.){2,4}|…)\s*")
_REVERSING: Final = frozenset(
    "not no never none nothing neither nor cannot without unless if hardly refuse refuses refused".split()
)


def parts(quotation: str) -> list[list[str]]:
    """The words of a quotation as keys, parted where an ellipsis leaves something out."""
    text = re.sub(r"\[([^\W\d_])\](?=[^\W\d_])", r"\1", quotation)  # [T]he troops
    return [words for part in _ELISION.split(text) if (words := keys(part))]


def left_out(wanted: list[list[str]], passage: str) -> list[str] | None:
    """The words an elided quotation skips in a passage (`text.joined`); None when it is not there."""
    skipped: list[str] = []
    position = 0
    for number, part in enumerate(wanted):
        needle = f" {' '.join(part)} "
        found = passage.find(needle, position)
        if found < 0:
            return None
        if number:
            skipped.extend(passage[position:found].split())
        position = found + len(needle) - 1
    return skipped


def reverses(skipped: list[str]) -> str:
    """The first word among those left out that turns a statement round, or ""."""
    return next((word for word in skipped if word in _REVERSING or word.endswith("n't")), "")
