"""Dates, numbers and lists as the page's language writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from newsroom.languages.dates import Calendar, written
from newsroom.languages.offered import locale_of


def locale() -> str:
    """CLDR's name of the page's language: en_GB."""
    return _locale_of(get_language() or settings.LANGUAGE_CODE)


def calendar() -> Calendar:
    return _calendar_of(get_language() or settings.LANGUAGE_CODE)


def said_day(date: dt.date) -> str:
    """`8 January 2026`."""
    how = calendar()
    return written(date, how.day, how.locale)


def said_moment(moment: dt.datetime) -> str:
    """`8 January 2026, 14:05 UTC`, in the moment's own time zone."""
    zone = moment.tzname() or ""
    return _("%(day)s, %(time)s %(zone)s") % {
        "day": said_day(moment.date()),
        "time": f"{moment:%H:%M}",
        "zone": zone if zone.isalpha() else f"UTC{zone}",
    }


def said_number(value: float | Decimal, digits: int | str | None = None) -> str:
    """`12,345.5`. digits: after the decimal sign, exactly so many; None: as many as there are, up to three; or a pattern of CLDR."""
    pattern = f"#,##0.{'0' * digits}".rstrip(".") if isinstance(digits, int) else digits
    return format_decimal(value, format=pattern, locale=locale())


def said_percent(share: float) -> str:
    """`12 %` of 0.12, with the sign where the language puts it."""
    return format_percent(share, locale=locale())


def said_language(tag: str) -> str:
    """What the page's language calls another: `Ukrainian`, «англійська»; the tag itself where CLDR has no name."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(locale()) or tag
    except (UnknownLocaleError, ValueError):
        return tag


def said_list(words: Sequence[str]) -> str:
    """`A, B and C`."""
    return format_list([str(word) for word in words], locale=locale()) if words else ""


@lru_cache(maxsize=64)
def _locale_of(code: str) -> str:
    return str(locale_of(code))


@lru_cache(maxsize=64)
def _calendar_of(code: str) -> Calendar:
    """By the catalogue: a translation is a pattern of CLDR, such as `d MMMM y 'року'`."""
    return Calendar(
        locale=_locale_of(code),
        day=pgettext("date pattern of CLDR", "d MMMM y"),
        day_of_year=pgettext("date pattern of CLDR, without its year", "d MMMM"),
        month=pgettext("date pattern of CLDR, a month by itself", "LLLL y"),
        about=pgettext("a date that is not known exactly", "about {date}"),
    )
