"""Dates with their precision: a coarser date is borne out by a finer one, never the other way round.

"In January 2026" may stand on a card dated 6 January 2026; "on 6 January" may not stand on one that says only
January. Words that depend on when they are read (yesterday, last week, on Tuesday) are refused unless the card
says the same, since a speech is read for years.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from stories.dates import grain_of

from .measures import is_plural, unit_after
from .text import cross, key

Grain = Literal["day", "month", "season", "year", "decade", "century", "weekday", "relative"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, month or year; what is not said is 0 (so "8 January" has no year)."""

    year: int = 0
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as a text says it; `last` ends a range; `part` is early, mid or late; `hedged` is "about"."""

    grain: Grain
    first: Moment
    last: Moment | None
    start: int
    end: int
    shown: str
    part: str = ""
    hedged: bool = False


_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("Jan January", "Feb February", "Mar March", "Apr April", "May", "Jun June", "Jul July", "Aug August",
         "Sep Sept September", "Oct October", "Nov November", "Dec December"), start=1)
    for name in names.split()
}  # fmt: skip
_SEASONS: Final = {
    "spring": (3, 4, 5),
    "summer": (6, 7, 8),
    "autumn": (9, 10, 11),
    "fall": (9, 10, 11),
    "winter": (12, 1, 2),
}
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORD_DAYS: Final = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
        "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
        "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first".split(),
        start=1,
    )
}

_M: Final = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)|May|June?|July?|Aug(?:ust|\.)|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![a-z])"
_D: Final = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9]|[.,]?[0-9])"
_Y: Final = r"(?:1[0-9]{3}|20[0-9]{2})(?![0-9]|[.,][0-9])"
_TO: Final = r" ?(?:-|—|to|and|until|till|through) ?"
_HEDGE: Final = (
    r"(?P<hedge>(?:about|around|circa|c\.|roughly|approximately|on or about|on or around) )?(?:the )?"
)
_PART: Final = r"(?P<part>(?:early|mid|late|the (?:beginning|middle|end) of)[ -](?:in )?)?"

_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_HEDGE}(?P<y>[12][0-9]{{3}})-(?P<mm>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12][0-9]|3[01])(?![0-9])",
        rf"{_HEDGE}\b(?P<d>{_D})(?:{_TO}(?:the )?(?P<d2>{_D}))? (?:of )?(?P<m>{_M})(?:,? (?P<y>{_Y}))?",
        rf"{_HEDGE}\b(?P<m>{_M}) (?:the )?(?P<d>{_D})(?:{_TO}(?:the )?(?P<d2>{_D}))?(?:,? (?P<y>{_Y}))?",
        rf"{_HEDGE}\b(?P<w>{'|'.join(sorted(_WORD_DAYS, key=len, reverse=True))}) (?:day )?of (?P<m>{_M})(?:,? (?P<y>{_Y}))?",
        rf"{_PART}\b(?P<m>{_M}),? (?:of )?(?P<y>{_Y})",
        rf"{_PART}\b(?P<s>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)(?: of)? (?P<y>{_Y})(?:[-/][0-9]{{2}}\b)?",
        rf"{_PART}(?<![\w.,$€£])(?P<y>{_Y})(?:{_TO})(?P<y2>{_Y}|[0-9]{{2}}(?![0-9]|[.,][0-9]))",
        rf"{_PART}(?<![\w.,])(?P<dec>1[0-9]|20)(?P<dec2>[0-9])0'?s\b",
        (r"\b(?P<c>[0-9]{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|"
        r"twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|"
        r"twenty-first)[ -]century\b"),
        r"(?<![\w.,])(?P<era>[0-9]{1,4}) ?(?P<ce>BCE?|AD|CE)\b",
        rf"{_PART}(?<![\w.,$€£])(?<!\d-)(?P<hedge>(?:about|around|circa|c\.) )?(?P<y>{_Y})(?!\w|-[a-z])",
        (r"\b(?P<prep>[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Oo]f|[Ee]arly|[Ll]ate|[Mm]id-?|[Dd]uring|[Ff]rom|[Tt]hrough|[Bb]efore|[Aa]fter|[Tt]his|to) "
        rf"(?P<m>{_M})(?! [A-Z])"),
        r"\b(?P<m>January|February|April|June|July|August|September|October|November|December)(?![a-z])",
        rf"\b(?P<wd>(?:{'|'.join(day.title() for day in _DAYS)}))s?\b",
        (r"\b(?P<rel>[Yy]esterday|[Tt]omorrow|[Tt]onight|[Tt]he day before yesterday|(?<!the )(?:[Ll]ast|[Nn]ext|[Tt]his|the past|the coming) "
        r"(?:(?<!ext )(?:morning|evening|afternoon|night)|week|month|year|weekend|spring|summer|autumn|winter|quarter|decade)(?:'s)?|"
        r"(?:\w+ ){1,2}?(?:minutes|hours|days?|weeks?|months?|years?|decades?|centur(?:y|ies)) ago)\b"),
    )
)  # fmt: skip

_ANY: Final = re.compile(
    rf"\d|\b{_M}|day\b|century|yesterday|tomorrow|tonight|ago\b|(?:last|next|this|past|coming) \w|of {_M}",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def dates(text: str) -> tuple[Dated, ...]:
    """Every date of a cleaned text, in order; one stretch of text belongs to one date."""
    if not _ANY.search(text):
        return ()
    found: list[Dated] = []
    left = text
    for pattern in _PATTERNS:
        read = [date for match in pattern.finditer(left) if (date := _read(match, text)) is not None]
        if read:
            found += read
            left = cross(left, [(date.start, date.end) for date in read], "\0")
    return tuple(sorted(found, key=lambda date: date.start))


def _read(match: re.Match[str], text: str) -> Dated | None:
    said = {name: value for name, value in match.groupdict().items() if value is not None}
    start, end = match.start(), match.end()
    if "prep" in said:  # the month alone; "in" is no part of the date
        start = match.start("m")
    shown = text[start:end].strip()
    part = _part(said.get("part", ""))
    hedged = "hedge" in said
    if "rel" in said or "wd" in said:
        return Dated("relative" if "rel" in said else "weekday", Moment(), None, start, end, shown)
    if "c" in said:
        number = said["c"]
        century = _WORD_DAYS.get(number) or int(re.sub(r"\D", "", number))
        return Dated("century", Moment(century), None, start, end, shown)
    if "dec" in said:
        return Dated("decade", Moment(int(said["dec"] + said["dec2"] + "0")), None, start, end, shown, part)
    if "era" in said:
        year = int(said["era"]) * (-1 if said["ce"].startswith("B") else 1)
        return Dated("year", Moment(year), None, start, end, shown)
    year = int(said.get("y", "0"))
    if "y2" in said:
        last = int(said["y2"] if len(said["y2"]) == 4 else said["y"][:2] + said["y2"])
        return Dated("year", Moment(year), Moment(last), start, end, shown, part) if last > year else None
    month = int(said["mm"]) if "mm" in said else _MONTHS[said["m"].rstrip(".")] if "m" in said else 0
    if "s" in said:
        return Dated("season", Moment(year, _SEASONS[said["s"].lower()][0]), None, start, end, shown, part)
    if "d" in said or "w" in said:
        day = _WORD_DAYS[said["w"]] if "w" in said else int(re.sub(r"\D", "", said["d"]))
        last_day = Moment(year, month, int(re.sub(r"\D", "", said["d2"]))) if "d2" in said else None
        return Dated("day", Moment(year, month, day), last_day, start, end, shown, hedged=hedged)
    if month:
        return Dated("month", Moment(year, month), None, start, end, shown, part)
    return (
        Dated("year", Moment(year), None, start, end, shown, part, hedged)
        if _is_year(text, start, end)
        else None
    )


def _is_year(text: str, start: int, end: int) -> bool:
    """Whether four digits are a year and no count: "in 1945", not "1945 tanks" or "1945 km"."""
    words = [key(word) for word in re.findall(r"[^\W\d_]+|[%°^]", text[end : end + 40])[:3]]
    if text[end : end + 1] == "%" or (unit_after(words)[0] is not None and text[end : end + 1] in " -"):
        return False
    led = re.search(
        r"(?:\b(?:in|since|by|until|till|of|from|to|before|after|during|early|late|year)|[(,]) ?$",
        text[max(0, start - 12) : start].lower(),
    )
    return bool(led) or not (words and text[end : end + 1] == " " and is_plural(words[0]))


def _part(said: str) -> str:
    return (
        "early"
        if re.match("early|the beg", said)
        else "mid"
        if re.match("mid|the mid", said)
        else "late"
        if said
        else ""
    )


def stored(date: str, end_date: str, precision: str) -> tuple[Dated, ...]:
    """A card's own date as `dates` would have read it; none when it has none or it is no date."""
    try:
        first = dt.date.fromisoformat(date)
        last = dt.date.fromisoformat(end_date) if end_date else None
    except ValueError:
        return ()
    grain = grain_of(first, precision, last)
    keep = {"day": 3, "month": 2, "year": 1}[grain]
    moments = [Moment(*(day.year, day.month, day.day)[:keep]) for day in (first, last) if day is not None]
    ends = moments[1] if len(moments) > 1 else None
    return (Dated(grain, moments[0], ends, 0, 0, date, hedged=precision == "approximate"),)


def with_year(found: Iterable[Dated], year: int) -> tuple[Dated, ...]:
    """A card's text says "8 January" of the year that the card is dated."""
    return tuple(
        Dated(d.grain, Moment(year, d.first.month, d.first.day), d.last and Moment(year, d.last.month, d.last.day),
              d.start, d.end, d.shown, d.part, d.hedged)
        if d.grain in ("day", "month") and not d.first.year else d
        for d in found
    )  # fmt: skip


def borne_out(said: Dated, given: tuple[Dated, ...], text: str) -> bool:
    """Whether what a card gives (its dates, and its text for words like "Tuesday") bears out a date."""
    if said.shown and re.search(rf"\b{re.escape(key(said.shown))}\b", key(text)):
        return True
    if said.grain == "relative":
        return False
    if said.grain == "weekday":
        name = said.shown.lower().removesuffix("s")
        return any(d.grain == "day" and not d.hedged and _weekday(d.first) == name for d in given)
    if said.last is not None and not any(_matches(said.first, said.last, d) for d in given):
        ends = [Dated(said.grain, moment, None, 0, 0, "") for moment in (said.first, said.last)]
        return all(any(_finer(end, d) for d in given) for end in ends)
    return said.last is not None or any(_finer(said, d) for d in given)


def _weekday(moment: Moment) -> str:
    try:
        return _DAYS[dt.date(moment.year, moment.month, moment.day).weekday()]
    except ValueError:
        return ""


def _matches(first: Moment, last: Moment, given: Dated) -> bool:
    return given.last is not None and _same(first, given.first) and _same(last, given.last)


def _same(said: Moment, given: Moment) -> bool:
    """The given moment is the said one or lies within it; a year that either leaves out agrees."""
    years = not said.year or not given.year or said.year == given.year
    return years and (not said.month or said.month == given.month) and (not said.day or said.day == given.day)


def _finer(said: Dated, given: Dated) -> bool:
    """Whether a given date is the said one, or a finer one within it."""
    ends = [given.first, *([given.last] if given.last else [])]
    if said.grain == "day":
        return (
            given.grain == "day"
            and (said.hedged or not given.hedged)
            and any(_same(said.first, end) for end in ends)
        )
    if said.grain == "month":
        return any(_same(said.first, end) and _in_part(said.part, end.day, 31) for end in ends if end.month)
    if said.grain == "season":
        months = next(months for months in _SEASONS.values() if months[0] == said.first.month)
        early = [end.year - 1 if end.month < 3 and months[0] == 12 else end.year for end in ends]
        return any(
            end.month in months and said.first.year in (end.year, before)
            for end, before in zip(ends, early, strict=True)
            if end.month
        )
    if said.grain == "year":
        return given.grain not in ("decade", "century") and any(
            end.year == said.first.year and _in_part(said.part, end.month, 12) for end in ends
        )
    if said.grain == "decade":
        return given.grain != "century" and any(
            end.year and end.year // 10 * 10 == said.first.year and _in_part(said.part, end.year % 10 + 1, 10)
            for end in ends
        )
    if given.grain == "century":
        return given.first.year == said.first.year
    return any(end.year and (end.year - 1) // 100 + 1 == said.first.year for end in ends)


def _in_part(part: str, position: int, length: int) -> bool:
    """Early, middle and late overlap a little, as people use them; without a position nothing is known."""
    if not part:
        return True
    low, high = {"early": (0.0, 0.4), "mid": (0.25, 0.75), "late": (0.6, 1.0)}[part]
    return position > 0 and low <= (position - 0.5) / length <= high
