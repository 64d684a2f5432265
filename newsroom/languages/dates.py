"""How a day is written. Pure: engines write dates into the text of stories, which has a language of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from babel.dates import format_date


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Patterns of CLDR, and the locale that names the months. about: with {date}."""

    locale: str
    day: str
    day_of_year: str
    month: str
    about: str


ENGLISH = Calendar(locale="en_GB", day="d MMMM y", day_of_year="d MMMM", month="LLLL y", about="about {date}")


@lru_cache(maxsize=8192)  # a page writes each of its dates several times; formatting one is slow
def written(date: dt.date, pattern: str, locale: str) -> str:
    """`4 July 1970`, by a pattern of CLDR."""
    return format_date(date, pattern, locale=locale)
