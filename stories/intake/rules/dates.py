"""When: dates as English news writes them, told outright or against the day of the article. Pure.

A library that knows two hundred languages reads more than this and guesses more too: it takes a month without a
year for this year, and says nothing of where in the text it found what. A day that the text does not give is never made up:
what cannot be told without the article's date comes back with `date` None.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MONTHS: Final = {
    name.lower(): number
    for number in range(1, 13)
    for name in (calendar.month_name[number], calendar.month_abbr[number])
} | {"sept": 9}
_DAYS: Final = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
} | {"a": 1, "an": 1}

_M = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)(?![\w‑-])"
_M2 = _M.replace("month", "month2")
_D = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_D2 = _D.replace("day", "day2")
_Y = r"(?P<year>1[5-9]\d\d|20\d\d)"
_Y2 = _Y.replace("year", "year2")
_TO = r"\s?(?:[-–—]|to|and|until|through)\s?"
_W = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_N = rf"(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)})"

_ABSOLUTE: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<year>1[5-9]\d\d|20\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>3[01]|[12]\d|0[1-9])\b",
        rf"\b{_D}{_TO}{_D2}\s(?:of\s)?{_M}(?:,?\s{_Y})?\b",  # 24–26 October 2025
        rf"\b{_D}\s(?:of\s)?{_M}{_TO}{_D2}\s(?:of\s)?{_M2}(?:,?\s{_Y})?\b",  # 24 October to 2 November
        rf"\b{_M}\s{_D}{_TO}{_D2}(?:,\s{_Y})?\b(?!\s(?:years|people|per|million))",  # October 24–26, 2025
        rf"\b{_M}\s{_D}{_TO}{_M2}\s{_D2}(?:,\s{_Y})?\b",
        rf"\b{_D}\s(?:of\s)?{_M}(?:,?\s{_Y})?\b",  # 8 January 2026
        rf"\b{_M}\s{_D}(?:,?\s{_Y})?\b(?![,.]?\d|\s?(?:per\s?cent|%|million|billion|years\b))",  # January 8, 2026
        rf"\b{_M},?\s{_Y}\b",
        rf"\b(?:[Bb]etween|[Ff]rom)\s{_Y}\s(?:and|to|until)\s{_Y2}\b",
        rf"(?<![\d.,€$£#-]){_Y}\s?[-–—/]\s?(?P<year2>(?:1[5-9]|20)?\d\d)(?![\d.,-]\d|\d|-\w)",  # 1943–44
    )
)
_YEAR: Final = re.compile(
    rf"(?P<lead>\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Bb]efore|[Aa]fter|[Dd]uring|[Oo]f|[Ff]rom|[Tt]o|and|early|late|mid|through(?:out)?|"
    rf"winter|spring|summer|autumn|fall|the|back in|[Tt]han)[\s-]|\()"
    rf"{_Y}\b(?!\s?(?:[-–]\w|%|per\s?cent|people|residents|inhabitants|jobs|euros|dollars|pounds|miles|kilomet|metres|"
    rf"tonnes|tons|workers|homes|votes|members)|[,.]\d)"
)
_RELATIVE: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<which>last|next|this|on|since|by|until|before|from|late|early|of|than|dawn on)\s{_W}(?:\s(?:morning|afternoon|evening|night))?\b",
        rf"(?<=[\s(]){_W}(?:\s(?:morning|afternoon|evening|night))\b",
        r"\b(?P<word>yesterday|today|tomorrow|tonight|last night|this (?:morning|afternoon|evening)|overnight)\b",
        rf"\b{_N}\s(?P<unit>day|week|month|year)s?\s(?P<ago>ago|earlier)\b",
        r"\b(?P<which>last|next|this)\s(?P<unit>week|month|year|weekend)\b",
        rf"\b(?P<which>last|next|this|in|since|by|until|from|early|late|mid|of|during|for|throughout)[\s-]{_M}(?!\s?\d)\b",
    )
)
_COMING: Final = re.compile(
    r"\b(?:will|shall|would|is to|are to|was to|were to|to (?:be|begin|report)|due|plans?|planned|expected|scheduled|set to|"
    r"faces|ahead|next|must|(?<!the )ends?|begins?|starts?|hopes?|promised|another)\b"
)
_TOLD: Final = re.compile(r"\b(?:said|told|announced|confirmed|added|warned)\b")  # its own day is past


@dataclass(frozen=True, kw_only=True)
class When:
    """A date in a text. date None: it cannot be told. told: outright, not against the article's day."""

    start: int
    end: int
    date: dt.date | None
    end_date: dt.date | None = None
    precision: str = "day"
    told: bool = True


def dates(text: str, article: dt.date | None, *, start: int = 0, end: int | None = None) -> tuple[When, ...]:
    """Every date in a stretch of text, in order. A sentence is the right stretch: its words say whether a day is to come."""
    end = len(text) if end is None else end
    found: list[When] = []
    taken = [False] * (end - start)
    coming = bool(_COMING.search(text, start, end))

    def take(match: re.Match[str], when: When | None) -> None:
        first, last = (when.start, when.end) if when else match.span()
        if not any(taken[first - start : last - start]):
            taken[first - start : last - start] = [True] * (
                last - first
            )  # no day is read out of a 31 February either
            if when:
                found.append(when)

    for pattern in _ABSOLUTE:
        for match in pattern.finditer(text, start, end):
            take(match, _absolute(match, article, _is_coming(text, start, match.start(), coming)))
    for match in _YEAR.finditer(text, start, end):
        take(match, _year(match))
    for pattern in _RELATIVE:
        for match in pattern.finditer(text, start, end):
            take(match, _relative(match, article, _is_coming(text, start, match.start(), coming)))
    return tuple(sorted(found, key=lambda when: when.start))


def _is_coming(text: str, start: int, place: int, coming: bool) -> bool:
    """Whether the words before the date put it ahead: those after it may be another clause's."""
    if not coming:
        return False
    told = list(_TOLD.finditer(text, start, place))
    return bool(_COMING.search(text, max(told[-1].end() if told else start, place - 70), place))


def _month(name: str) -> int:
    return MONTHS[name.lower().rstrip(".")]


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _absolute(match: re.Match[str], article: dt.date | None, coming: bool) -> When | None:
    part = match.groupdict()
    year, day = part.get("year"), part.get("day")
    if not part.get("month"):
        first, last = int(part["year"]), part["year2"]
        until = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
        if not first < until <= first + 150:
            return None
        return When(
            start=match.start(),
            end=match.end(),
            date=dt.date(first, 1, 1),
            end_date=dt.date(until, 1, 1),
            precision="year",
        )
    month = _month(part["month"]) if not part["month"].isdigit() else int(part["month"])
    if day is None:
        return When(
            start=match.start(), end=match.end(), date=dt.date(int(year or 0), month, 1), precision="month"
        )
    if year is None and article is None:
        return When(start=match.start(), end=match.end(), date=None)
    in_year = int(year) if year else _nearest_year(article, month, int(day), coming)
    first_day = _day(in_year, month, int(day))
    if first_day is None:
        return None
    last_day = None
    if part.get("day2"):
        last_month = _month(part["month2"]) if part.get("month2") else month
        last_day = _day(in_year + (last_month < month), last_month, int(part["day2"]))
        if last_day is None or last_day <= first_day:
            return None
    return When(start=match.start(), end=match.end(), date=first_day, end_date=last_day)


def _nearest_year(article: dt.date | None, month: int, day: int, coming: bool) -> int:
    """A day without a year: the next one if it is to come, else the nearest, where one ahead counts as twice as far."""
    assert article is not None

    def far(year: int) -> int:
        days = (dt.date(year, month, min(day, 28)) - article).days
        if coming:
            return days if days > -14 else 1_000 - days
        return -days if days <= 0 else 2 * days

    return min((article.year - 1, article.year, article.year + 1), key=far)


def _year(match: re.Match[str]) -> When:
    place = match.start("year")
    return When(start=place, end=match.end("year"), date=dt.date(int(match["year"]), 1, 1), precision="year")


def _relative(match: re.Match[str], article: dt.date | None, coming: bool) -> When | None:
    part = {name: (value or "").lower() for name, value in match.groupdict().items()}
    start, end = match.span()

    def when(date: dt.date | None, precision: str = "day") -> When:
        return When(start=start, end=end, date=date, precision=precision, told=False)

    if part.get("month"):
        if not match["month"][0].isupper():  # "may" and "march" are words too
            return None
        month = _month(match["month"])
        if article is None:
            return when(None, "month")
        return when(_month_near(article, month, part["which"], coming), "month")
    if article is None:
        return when(None)
    if part.get("weekday"):
        return when(_weekday(article, _DAYS[part["weekday"]], part.get("which", ""), coming))
    if word := part.get("word"):
        back = {"yesterday": 1, "last night": 1, "overnight": 0, "tomorrow": -1}.get(word, 0)
        return when(article - dt.timedelta(days=back))
    if part.get("ago"):
        number = int(part["count"]) if part["count"].isdigit() else _NUMBERS[part["count"]]
        return _back(when, article, number, part["unit"])
    step = {"last": 1, "this": 0, "next": -1}[part["which"]]
    if part["unit"] == "weekend":
        saturday = article - dt.timedelta(days=(article.weekday() - 5) % 7)
        return when(saturday - dt.timedelta(days=7 * (step if step < 0 else 0)), "approximate")
    return _back(when, article, step, part["unit"])


def _back(when: Callable[[dt.date, str], When], article: dt.date, number: int, unit: str) -> When:
    if unit in ("day", "week"):
        found = article - dt.timedelta(days=number * (7 if unit == "week" else 1))
        return when(found, "day" if unit == "day" else "approximate")
    if unit == "month":
        months = article.year * 12 + article.month - 1 - number
        return when(dt.date(months // 12, months % 12 + 1, 1), "month")
    return when(dt.date(article.year - number, 1, 1), "year")


def _weekday(article: dt.date, weekday: int, which: str, coming: bool) -> dt.date:
    back = (article.weekday() - weekday) % 7
    if which == "next" or (coming and which not in ("last", "since")):
        return article + dt.timedelta(days=(weekday - article.weekday()) % 7 or 7)
    if which == "last" and back == 0:
        back = 7
    return article - dt.timedelta(days=back)


def _month_near(article: dt.date, month: int, which: str, coming: bool) -> dt.date:
    """A month without a year: told as the last or the next one, else as a day of it would be."""
    if which in ("last", "since"):
        year = article.year - (month >= article.month if which == "last" else month > article.month)
    elif which == "next":
        year = article.year + (month <= article.month)
    else:
        year = _nearest_year(article, month, 15, coming)
    return dt.date(year, month, 1)
