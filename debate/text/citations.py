"""Citations: [3], [1][2] and [1, 2] point to cards of the brief by number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# ASCII digits only: what links a number to its card on the page reads the same pattern.
MARKER: Final = re.compile(r"\[ {0,2}([0-9]{1,6}(?: ?[,;] ?[0-9]{1,6}){0,19}) {0,2}\]")
_BEFORE: Final = re.compile(rf"(?:(?<!\s)\s++)?{MARKER.pattern}")
_GROUP: Final = re.compile(rf"{MARKER.pattern}(?:\s?{MARKER.pattern})*")
# What looks as if it were meant for a citation: [card 3], [E1], [#4], [1-3], [3 …
_MEANT: Final = re.compile(
    r"\[\s?(?:cards?|items?|sources?|refs?|nos?\.?|[a-z]|#)?\s?[:#]?\s?\d{1,6}(?:\s?(?:[-–,;&]|and|to)?\s?[A-Za-z]?\d{0,6}){0,4}\]"
    r"|\[\s?\d{1,6}(?![\d\]])",
    re.IGNORECASE,
)


# Other habits of citing, as models have learnt them: 【2】, 【2†source】, ［2］, [^2].
_HABIT: Final = re.compile(
    r"[【［\[] {0,2}\^? {0,2}([0-9]{1,6}(?: ?[,;] ?[0-9]{1,6}){0,19})(?:†[^】\]］\n]{0,60})? {0,2}[】］\]]"
)


def typed(text: str) -> str:
    """The text with every citation typed as [2]."""
    return _HABIT.sub(lambda match: match[0] if MARKER.fullmatch(match[0]) else f"[{match[1]}]", text)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a sentence and the cards whose markers close it: "A [1], but B [2][3]" has two."""

    text: str
    cards: tuple[int, ...]


def cited(text: str) -> tuple[int, ...]:
    """The card numbers in order of first mention, each once."""
    found = (int(number) for marker in MARKER.finditer(text) for number in re.split(r"[,;]", marker[1]))
    return tuple(dict.fromkeys(found))


def count_words(text: str) -> int:
    """Words as every budget counts them: runs without a blank; a citation is none."""
    return len(_BEFORE.sub("", text).split())


def malformed(text: str) -> tuple[str, ...]:
    """What was meant for a citation and is none, as written."""
    return tuple(match[0] for match in _MEANT.finditer(MARKER.sub(" ", text)))


def without(text: str) -> str:
    """The sentence without its markers and without the blanks that they leave before a stop."""
    text = _MEANT.sub(" ", MARKER.sub(" ", text))
    return re.sub(r"[ \t]{1,8}(?=[.,;:!?…])|(?<=\s)[ \t]{1,64}", "", text).strip()


def segments(text: str) -> tuple[Segment, ...]:
    """The sentence cut after each group of markers; what follows the last group belongs to it."""
    parts: list[Segment] = []
    start = 0
    for group in _GROUP.finditer(text):
        parts.append(Segment(text[start : group.start()], cited(group[0])))
        start = group.end()
    tail = text[start:]
    if parts and tail.strip():
        parts[-1] = Segment(f"{parts[-1].text} {tail}", parts[-1].cards)
    return tuple(parts)
