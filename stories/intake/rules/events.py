"""What happened when: a sentence with a date, as an event. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from stories.intake.rules.dates import When
from stories.intake.rules.passages import Layout, Span

TITLE_CHARACTERS: Final = 90
_TYPES: Final = (
    (r"\b(?:voted?|election|elected|referendum|ballot|polls?)\b", "Vote"),
    (r"\b(?:court|ruled|ruling|judge|sentenced|convicted|verdict|trial|lawsuit|sued)\b", "Court"),
    (
        r"\b(?:killed|died|deaths?|earthquake|explosion|flood(?:ed|s)?|fire|crash(?:ed)?|collapsed?|accident|storm|drowned)\b",
        "Accident or disaster",
    ),
    (r"\b(?:attack(?:ed)?|strikes?|troops|invasion|invaded|missiles?|shelling|army|military)\b", "Military"),
    (
        r"\b(?:talks|summit|met|treaty|agreement|negotiat\w+|envoys?|ceasefire|delegation|signed)\b",
        "Negotiation",
    ),
    (r"\b(?:rate|inflation|bank|shares?|budget|market|currency|loan|price|sold|bought|cost)\b", "Economy"),
    (r"\b(?:law|bill|parliament|assembly|minister|government|council|ban(?:ned)?|inquiry)\b", "Politics"),
    (r"\b(?:said|told|announced|warned|statement|published|report(?:ed)?|poll)\b", "Public statement"),
)
_CLAUSE: Final = re.compile(r"[;:]\s|\s—\s|—|\s–\s|,\s(?:and|but|while)\s")
# A sentence that only speaks as of a day, or of the text itself, tells no event.
_NO_EVENT: Final = re.compile(
    r"^(?:As of|Updated?|Published|Posted|Last (?:updated|modified)|By \w+ \w+|Copyright|©|Photo|Source|Conclusion|To (?:truly )?\w+)\b",
    re.IGNORECASE,
)
_NOT_HAPPENING: Final = re.compile(
    r"\b(?:than|records began|compared with|the lowest since|the highest since|model year|class of)\s?(?:in|on|since)?\s?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Happened:
    when: When
    title: str
    type: str
    sentence: Span


def events(layout: Layout, found: dict[Span, tuple[When, ...]]) -> Iterator[Happened]:
    """One event for each date of a sentence; of the dates of one sentence none is left out, for each may be what counts."""
    for sentence, dates in found.items():
        words = sentence.of(layout.text)
        if not layout.is_prose(sentence) or _NO_EVENT.search(words):
            continue
        told = [when for when in dates if not layout.is_quoted(when.start)]
        exact = [when for when in told if when.told]
        days = [when for when in told if not when.told and when.precision == "day"][:1]
        for when in (*exact, *(days or ([] if exact else told[:1]))):
            before = layout.text[sentence.start : when.start]
            if not when.told and _is_compared(layout.text, when, before):
                continue
            yield Happened(
                when=when, title=title_of(layout, sentence, when), type=_type(words), sentence=sentence
            )


def _is_compared(text: str, when: When, before: str) -> bool:
    """“More than last month”, “the end of the year”: a day that something is measured against, and nothing happened on."""
    if when.precision == "day":
        return bool(re.search(r"\bthan\s$", before + text[when.start : when.start + 5]))
    return bool(
        re.search(r"\b(?:of|the|for|since|than)\s(?:the\s)?(?:end|start|beginning)?$", before)
        or _NOT_HAPPENING.search(before)
    )


def title_of(layout: Layout, sentence: Span, when: When) -> str:
    """The clause that the date stands in, short enough for a title; the article's words, which an editor makes the story's."""
    text = layout.text
    start, end = sentence.start, sentence.end
    for mark in _CLAUSE.finditer(text, sentence.start, sentence.end):
        if (
            mark.start() < when.start
            and when.start - mark.start() > 40
            and mark.start() - sentence.start > 30
        ):
            start = mark.end()
        elif mark.start() >= when.end and mark.start() - start > 25:
            end = mark.start()
            break
    if when.end - start > TITLE_CHARACTERS:  # how the clause begins, and where it comes to the date
        head = text[start : text.rfind(" ", start, start + 44)]
        tail = text[text.find(" ", when.end - 44) + 1 : when.end]
        return _capitalised(f"{' '.join(head.split()).strip(' ,“”')} … {' '.join(tail.split())}")
    words = re.sub(r"\s*\([^()]*\)", "", " ".join(text[start:end].split()).strip(' ,.;:—–-“”"'))
    if len(words) > TITLE_CHARACTERS:
        least = when.end - start
        comma = words.rfind(", ", max(40, least), TITLE_CHARACTERS)
        words = (
            words[:comma] if comma > 0 else words[: words.rfind(" ", 0, TITLE_CHARACTERS)].rstrip(" ,") + " …"
        )
    return _capitalised(words)


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _type(words: str) -> str:
    for pattern, name in _TYPES:
        if re.search(pattern, words, re.IGNORECASE):
            return name
    return "Event"
