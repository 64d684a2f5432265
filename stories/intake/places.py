"""Where words stand in a text, or that they stand nowhere. Pure; `stories.truth.verbatim` says what counts as the same words."""

from __future__ import annotations

from stories.intake.drafts import PASSAGE_CHARACTERS
from stories.truth.verbatim import Haystack


class Unfounded(ValueError):
    """Something proposed that does not stand in the text; the message says why."""


def place(text: Haystack, words: str) -> tuple[int, int]:
    """Where the words first stand in the text, word for word. Raises Unfounded."""
    if len(words) > PASSAGE_CHARACTERS:
        raise Unfounded("The passage is too long.")
    found = text.places(words.strip()) or text.places(words.strip().strip('"“”'))
    if not found:
        raise Unfounded("The passage does not stand in the text.")
    return found[0].start, found[0].end
