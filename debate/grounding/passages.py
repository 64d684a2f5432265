"""Finding in a card the words that somebody says stand there, however they were typed. Pure, linear."""

from __future__ import annotations

import re
from typing import Final

from .text import clean, key

LONGEST: Final = 2_000  # characters of a passage that is looked for
# A word as in `text.WORD`, in a text as it stands: apostrophes may be curly, invisible characters may stand inside.
_WORD: Final = re.compile(
    r"\d+(?:[.,]\d+)*|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|"
    r"[^\W\d_]+(?:['’‘\u00ad\u200b-\u200f\u2060]+[^\W\d_]+)*|[%$€£]"
)
_LEFT_OUT: Final = re.compile(r"(?:(?<!\s)\s++)?(?:\[\s?(?:\.{3,5}|…)\s?\]|\.{3,5}|…)\s*")


def find(words: str, text: str) -> tuple[str, ...]:
    """Where the words stand in the text: its own characters, a passage for each part between ellipses; () if not all do.

    Case, accents, blanks and punctuation are folded; the order of the words is not, nor is any left out.
    """
    parts = [part for part in _LEFT_OUT.split(words[:LONGEST]) if _WORD.search(part)]
    found = tuple(_stretch(part, text) for part in parts)
    return found if all(found) else ()


def _stretch(words: str, text: str) -> str:
    wanted = [key for key, _, _ in _keys(words)]
    there = _keys(text)
    # One search in the joined keys with a blank before and after each, so that only whole words match.
    joined = "".join(f" {key}" for key, _, _ in there) + " "
    at = joined.find("".join(f" {key}" for key in wanted) + " ")
    if at < 0:
        return ""
    first = joined.count(" ", 0, at)
    return text[there[first][1] : there[first + len(wanted) - 1][2]]


def _keys(text: str) -> list[tuple[str, int, int]]:
    return [(key(clean(match[0])), match.start(), match.end()) for match in _WORD.finditer(text)]
