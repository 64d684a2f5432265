"""A story's dates in the language of the page that shows them."""

from __future__ import annotations

import datetime as dt

from newsroom.languages.dates import written
from newsroom.languages.saying import calendar
from stories.dates import spoken_date


def shown_date(date: dt.date, precision: str = "day", end: dt.date | None = None) -> str:
    """As `spoken_date`: `24–26 October 2025`, «24–26 жовтня 2025 року»."""
    return spoken_date(date, precision, end, calendar())


def year_said_last(year: int) -> str:
    """What a day's year is at the end of it: ` 2026`, « 2026 року»; "" where it does not stand there."""
    how, day = calendar(), dt.date(year, 1, 1)
    whole, without = written(day, how.day, how.locale), written(day, how.day_of_year, how.locale)
    return whole.removeprefix(without) if whole.startswith(without) else ""
