"""Plain text: its first lines may say title, author and date."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from stories.intake.extraction.given import Given
from stories.intake.rules.dates import dates

TITLE_CHARACTERS: Final = 160
HEAD_LINES: Final = 8
_BY: Final = re.compile(
    r"^(?:by|from|written by|author:|words:)\s+(?P<author>[A-ZÀ-Þ][^\d,.;:|]{2,80})", re.IGNORECASE
)
_DATED: Final = re.compile(
    r"^(?:(?:first |last )?(?:published|posted|updated|date|dated|issued)\s*(?:on|at)?\s*:?\s*)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*)?",
    re.IGNORECASE,
)
# “VALMORA, Sept. 18, 2030 (Wire) — Shares of …”: an agency's place and day, before the first sentence.
_DATELINE: Final = re.compile(
    r"^[A-ZÀ-Þ][A-ZÀ-Þ .’'-]{2,40}, (?P<day>[A-Z]?[^—–()]{6,30}?)(?: \([^()]{2,30}\))? ?(?:[—–]|--?) "
)


def read_plain(text: str) -> Given:
    """The text as it is, with what its head says. A line is a title if it is short and no sentence; a date if it is nothing else."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    title = lines[0].lstrip("# ").strip() if lines and _is_title(lines[0]) else ""
    author, date = "", None
    for line in lines[:HEAD_LINES]:
        if found := _DATELINE.match(line):
            date = date or head_date(found["day"])
        if len(line) > 120:
            break
        if not author and (by := _BY.match(line)):
            author = by["author"].strip()
        date = date or head_date(line)
    return Given(text=text, title=title, author=author, date=date)


def _is_title(line: str) -> bool:
    return (
        len(line) <= TITLE_CHARACTERS
        and not re.search(r"[.!:;][”\"’']?$", line)
        and len(line.split()) > 1
        and not line.startswith(("-", "*", "•"))
    )


def head_date(line: str) -> dt.date | None:
    """The day of a line that says little else: “Published: 3 March 2031, 10.15”."""
    rest = line[_DATED.match(line).end() :] if _DATED.match(line) else line  # type: ignore[union-attr]  # matches always
    for when in dates(rest, None):
        says_more = re.sub(
            r"[\W\d_]|\b(?:at|am|pm|GMT|UTC|by|updated|min(?:ute)?s? read)\b",
            "",
            rest[: when.start] + rest[when.end :],
            flags=re.IGNORECASE,
        )
        if (
            when.told
            and when.precision == "day"
            and when.date
            and not when.end_date
            and (len(says_more) < 4 or _BY.match(line))
        ):
            return when.date
    return None
