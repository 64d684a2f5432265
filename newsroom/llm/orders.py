"""Whether a text gives orders to whoever reads it: a model, not a person. Pure.

A short list of English habits, and of shapes that no news has: an answer filled in, an encoded run, words spaced out
or spelled with two alphabets. It keeps the plainest of it out of a prompt and off a page, and is no proof: whoever
knows it words an order that passes, in another language to begin with. What holds without it: no word of a player's
enters a prompt, everything else stands between delimiters that nobody could know, and what a model makes of it is
held against the cards, read as English prose, counted by our code and cut to its budget.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_PATTERNS: Final = (
    r"\b(?:ignore|disregard|forget|override)\b.{0,60}?\b(?:instructions?|prompts?|rules? above)\b",
    r"\b(?:ignore|disregard|forget) (?:all|everything)\b.{0,20}\b(?:above|previous|before)\b",
    # Marks and winners.
    (
        r"\b(?:give|award|assign|grant|score|rate|mark|enter|put down)\b.{0,70}?"
        r"\b(?:10|ten|full|highest|maximum|top|perfect)\b.{0,25}?\b(?:marks?|scores?|points?|ratings?)"
    ),
    r"\b(?:score of (?:10|ten)|(?:10|ten) out of (?:10|ten)|full marks)\b",
    r"\b(?:declare|name|make|announce)\b.{0,50}\b(?:the )?winner\b",
    # Another part to play.
    r"\byou are (?:now|no longer)\b|\bpretend (?:to be|that you|you)\b",
    r"\b(?:from now on|henceforth)\b.{0,15}\b(?:you|speak|write|answer|act|call)\b",
    # What stands in the prompt; tools and limits.
    r"\b(?:system[ -]?prompt|new instructions?:)",
    (
        r"\b(?:reveal|print|repeat|output|show|disclose|quote)\b.{0,40}"
        r"\b(?:your instructions|your rules|the (?:words|text) above|everything above|this prompt)\b"
    ),
    r"\bmax_(?:completion_)?tokens\b|\b(?:call|invoke|execute|run)\b.{0,12}\b(?:tool|function)\b|\bunlimited (?:words|tokens|budget)\b",
    r"\b(?:word|token|budget) (?:limit|cap)s?\b.{0,25}\b(?:lifted|void|does not apply|no longer|off)\b",
    # The answer, filled in for the model.
    (
        r"[\"'“”]\s?(?:scores?|better|role|findings|false_citations|tool_calls?|function_call|clash|replacements|"
        r"suspicious_instruction_seen)\s?[\"'“”]\s?:"
    ),
)
_ORDER: Final = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE | re.DOTALL)
_SPACED: Final = re.compile(r"(?<!\w)(?:\w[ .\-_*|/]){6,}\w(?!\w)")  # l e t t e r  b y  l e t t e r
_MIXED: Final = re.compile(r"(?:[a-z][а-яёіїєґ]|[а-яёіїєґ][a-z])", re.IGNORECASE)  # within one word
# Runs of base64 or hexadecimal: no news says anything that way.
ENCODED: Final = re.compile(
    r"(?<![A-Za-z0-9+/])(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{32,}={0,2}|\b(?:[0-9a-fA-F]{2}[ :]?){20,}\b"
)


def reads_like_an_order(text: str) -> bool:
    """Whether some words of the text order a model about, in English; or hide what they are."""
    plain = unicodedata.normalize("NFKC", text)
    return bool(_ORDER.search(plain) or _MIXED.search(plain) or _SPACED.search(plain))
