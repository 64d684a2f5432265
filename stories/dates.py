"""Dates as readers read them, honest about how well each is known."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache


@lru_cache(maxsize=8192)  # a page speaks each of its dates several times; formatting one is slow
def spoken_date(date: dt.date, precision: str = "day", end: dt.date | None = None) -> str:
    """`8 January 2026`, `24–26 October 2025`, `January 2026`, `2026`, `about 8 January 2026`."""
    if end and end != date:
        return f"{'about ' if precision == 'approximate' else ''}{_span(date, end, precision)}"
    if precision == "year":
        return f"{date.year}"
    if precision == "month":
        return f"{date:%B} {date.year}"
    return f"{'about ' if precision == 'approximate' else ''}{date.day} {date:%B} {date.year}"


def _span(start: dt.date, end: dt.date, precision: str) -> str:
    if precision == "year":
        return f"{start.year}–{end.year}" if start.year != end.year else f"{start.year}"
    if precision == "month":
        if start.year == end.year:
            return f"{start:%B}–{end:%B} {end.year}"
        return f"{start:%B} {start.year} – {end:%B} {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{end.day} {end:%B} {end.year}"
    if start.year == end.year:
        return f"{start.day} {start:%B} – {end.day} {end:%B} {end.year}"
    return f"{start.day} {start:%B} {start.year} – {end.day} {end:%B} {end.year}"
