"""Dates as readers read them, honest about how well each is known. `stories.shown` says them in a page's language."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal

from newsroom.languages.dates import ENGLISH, Calendar, written

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


def spoken_date(
    date: dt.date, precision: str = "day", end: dt.date | None = None, how: Calendar = ENGLISH
) -> str:
    """`8 January 2026`, `24–26 October 2025`, `January 2026`, `2026`, `about 8 January 2026`, `about 520`."""
    grain = grain_of(date, precision, end)
    said = _span(date, end, grain, how) if end and end != date else _one(date, grain, how)
    return how.about.format(date=said) if precision == "approximate" else said


def _one(date: dt.date, grain: Grain, how: Calendar) -> str:
    if grain == "year":
        return f"{date.year}"
    return written(date, how.month if grain == "month" else how.day, how.locale)


def _span(start: dt.date, end: dt.date, grain: Grain, how: Calendar) -> str:
    if grain == "year":
        return f"{start.year}–{end.year}" if start.year != end.year else f"{start.year}"
    if grain == "month":
        if start.year == end.year:
            months = f"{written(start, 'LLLL', how.locale)}–" if start.month != end.month else ""
            return f"{months}{_one(end, grain, how)}"
    elif (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{_one(end, grain, how)}"
    elif start.year == end.year:
        return f"{written(start, how.day_of_year, how.locale)} – {_one(end, grain, how)}"
    return f"{_one(start, grain, how)} – {_one(end, grain, how)}"
