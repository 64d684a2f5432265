"""A story's dates in the language of the page that shows them."""

from __future__ import annotations

import datetime as dt

from newsroom.languages.saying import calendar
from stories.dates import spoken_date


def shown_date(date: dt.date, precision: str = "day", end: dt.date | None = None) -> str:
    """As `spoken_date`: `24–26 October 2025`, «24–26 жовтня 2025 року»."""
    return spoken_date(date, precision, end, calendar())
