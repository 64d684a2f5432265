"""Text from outside, made fit to stand in a prompt. Pure, the marker aside.

Cleaning is one layer of several: what is drawn from a prompt is checked again, whatever stood in it.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import lru_cache
from typing import Final

from newsroom.llm.orders import ENCODED, reads_like_an_order

FIELD_CHARACTERS: Final = 600  # of one field of a persona, a motion or a headline
LONGEST: Final = 40_000  # characters that are read of any text; the rest is not
_TATWEEL: Final = "\N{ARABIC TATWEEL}"  # stretches a word, and hides it from a search
WITHHELD: Final = "(withheld: it reads like an instruction)"

_RAISED = re.compile("([²³])")  # km² stays: NFKC would make it km2
_MARKUP = re.compile(
    r"<(script|style)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)|<[/!?a-zA-Z][^<>]{0,300}>",
    re.DOTALL | re.IGNORECASE,
)
# What chat templates reserve, and headings that pretend to begin another message.
_RESERVED = re.compile(
    r"<\|[^|<>]{0,40}\|>|<\|im_\w+|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>|```+|\[/?(?:DATA|END)[^\]]{0,20}\]|"
    r"\b(?:system|assistant|developer|user|human)\s*:(?=\s)|#{2,}|={4,}",
    re.IGNORECASE,
)
# Where a text would lead a model or a reader; a card needs no address.
_LINK = re.compile(
    r"!?\[[^\[\]]{0,300}\]\s?\([^()]{0,600}\)|\b(?:https?|ftp|javascript|file)\s?:\S+|\bdata:\w+/\S+|\bwww\.\S+",
    re.IGNORECASE,
)


def new_marker() -> str:
    """The delimiter of one call: nobody who wrote a card can have known it."""
    return f"data-{secrets.token_hex(6)}"


@lru_cache(maxsize=4096)  # every prompt of a debate holds the same cards and people
def cleaned(text: str, *, at_most: int = FIELD_CHARACTERS) -> str:
    """One line of ordinary characters: no zero-width, bidi, private-use or control ones, no markup."""
    text = "".join(
        part if part in "²³" else unicodedata.normalize("NFKC", part)
        for part in _RAISED.split(text[:LONGEST])
    )
    if not text.isprintable():
        text = "".join(
            " " if character.isspace() else character
            for character in text
            if character.isspace() or not is_hidden(character)
        )
    text = text.replace(_TATWEEL, "")
    text = _RESERVED.sub(" (removed) ", text)
    text = _MARKUP.sub(" ", text)
    text = _LINK.sub(" (removed) ", text).replace("<", "‹").replace(">", "›")
    text = " ".join(text.split())
    if reads_like_an_order(text):
        return WITHHELD
    text = " ".join(ENCODED.sub("(removed)", text).split())
    return cut(text, at_most)


def is_hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Cn")


def cut(text: str, at_most: int) -> str:
    """The text, or as many of its whole words as fit; nothing if that would be a scrap."""
    if len(text) <= at_most:
        return text
    return text[: at_most - 1].rsplit(" ", 1)[0] + "…" if at_most > 40 else ""
