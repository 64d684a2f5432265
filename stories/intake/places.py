"""Where words stand in a text, word for word: the form of marks, dashes and blanks aside. Pure."""

from __future__ import annotations

import re

from stories.intake.drafts import PASSAGE_CHARACTERS

_QUOTES, _DASHES = "[\"'“”„‘’‚«»‹›]{1,2}", "[-‐‑–—−]"


class Unfounded(ValueError):
    """Something proposed that does not stand in the text; the message says why."""


def place(text: str, words: str) -> tuple[int, int]:
    """Where the words stand in the text; the form of marks, dashes and blanks aside. Raises Unfounded."""
    parts = words.strip().strip('"“”').split()
    if not parts or len(words) > PASSAGE_CHARACTERS:
        raise Unfounded("The passage is empty or too long.")
    pattern = r"\s+".join(
        re.sub(
            r"(?:[\"'“”„‘’‚«»‹›]|\\')+",
            lambda _: _QUOTES,
            re.sub(r"(?:\\-|[‐‑–—−])", lambda _: _DASHES, re.escape(part)),
        )
        for part in parts
    )
    found = re.search(
        rf"(?<!\w){pattern}(?!\w)" if parts[0][0].isalnum() and parts[-1][-1].isalnum() else pattern, text
    )
    if found is None:
        raise Unfounded("The passage does not stand in the text.")
    return found.span()
