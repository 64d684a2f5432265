"""Dates as readers read them, honest about how well each is known."""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache
from typing import Literal

Grain = Literal["day", "month", "year"]

# Whose first of January is a day that somebody remembers, and not a year of which no more is known.
DAYS_ARE_KEPT_SINCE = 1900


def grain_of(date: dt.date, precision: str, end: dt.date | None = None) -> Grain:
    """How exact a date is. Of an approximate one, too, what is not known is written as 01, or is a whole month or year.

    Of one approximate 1 January only the years before `DAYS_ARE_KEPT_SINCE` are taken for a year: “about 520”, and
    “about 1 January 2026”. “About 1914” is approximately 1914-01-01 to 1914-12-31.
    """
    match precision:
        case "month":
            return "month"
        case "year":
            return "year"
        case "approximate" if date.day == 1 and (end is None or _opens_or_ends_month(end)):
            if date.month == 1 and (end is None or (end.month, end.day) in ((1, 1), (12, 31))):
                is_a_day = (end is None or end == date) and date.year >= DAYS_ARE_KEPT_SINCE
                return "day" if is_a_day else "year"
            return "month"
    return "day"


def _opens_or_ends_month(day: dt.date) -> bool:
    return day.day in (1, calendar.monthrange(day.year, day.month)[1])


@lru_cache(maxsize=8192)  # a page speaks each of its dates several times; formatting one is slow
def spoken_date(date: dt.date, precision: str = "day", end: dt.date | None = None) -> str:
    """`8 January 2026`, `24–26 October 2025`, `January 2026`, `2026`, `about 8 January 2026`, `about 520`."""
    about = "about " if precision == "approximate" else ""
    grain = grain_of(date, precision, end)
    if end and end != date:
        return about + _span(date, end, grain)
    if grain == "year":
        return f"{about}{date.year}"
    if grain == "month":
        return f"{about}{date:%B} {date.year}"
    return f"{about}{date.day} {date:%B} {date.year}"


def _span(start: dt.date, end: dt.date, grain: Grain) -> str:
    if grain == "year":
        return f"{start.year}–{end.year}" if start.year != end.year else f"{start.year}"
    if grain == "month":
        if start.year == end.year:
            months = f"{start:%B}–{end:%B}" if start.month != end.month else f"{start:%B}"
            return f"{months} {end.year}"
        return f"{start:%B} {start.year} – {end:%B} {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{end.day} {end:%B} {end.year}"
    if start.year == end.year:
        return f"{start.day} {start:%B} – {end.day} {end:%B} {end.year}"
    return f"{start.day} {start:%B} {start.year} – {end.day} {end:%B} {end.year}"
