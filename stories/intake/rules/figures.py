"""How much: numbers with their units, as figures of a story. Pure.

A figure is a number that measures or counts something named: money, a share, a distance, people. Ages, times of day, dates,
house and article numbers are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_WORDS: Final = (
    "three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
    "twenty thirty forty fifty sixty seventy eighty ninety"
).split()
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_WORD_NUMBER: Final = (
    rf"(?:(?:one|two|{'|'.join(_WORDS)}|a|several)\s(?:hundred(?:\s(?:and\s)?(?:{'|'.join(_WORDS)})(?:-\w+)?)?|thousand|million|billion|dozen)|"
    rf"(?:{_TENS})-(?:one|two|three|four|five|six|seven|eight|nine)|one|two|{'|'.join(_WORDS)}|half a million)"
)
_DIGITS: Final = r"\d{1,3}(?:,\d{3}){1,9}(?:\.\d{1,20})?|\d{1,30}(?:\.\d{1,20})?"
_SCALE: Final = r"(?:\s?(?:thousand|million|billion|trillion|bn|mn|m|k)\b(?!²|2))?"
_NUMBER: Final = rf"(?:{_DIGITS}){_SCALE}"
_CURRENCY: Final = r"(?:[€£$¥₹]|US\$|A\$|C\$|NZ\$|HK\$|EUR\s?|USD\s?|GBP\s?|CHF\s?)"
_MONEY_WORD: Final = (
    r"(?:euros?|dollars?|pounds?(?:\ssterling)?|francs?|crowns?|marks?|yen|yuan|rupees?|pesos?|roubles?|rubles?|hryvnias?|krona|kroner|"
    r"kronor|zloty|zlotys|lira|liras|shekels?|rand|reais|real|florins?|dinars?|dirhams?|riyals?|cents?|pence)"
)
_SHARE: Final = r"(?:%|per\s?cent\b|percent\b|(?:percentage|basis)\spoints?\b)"
_MEASURE: Final = (
    r"(?:(?:square|cubic|nautical)\s(?:kilomet(?:re|er)s?|met(?:re|er)s?|miles?|feet|yards?)|kilomet(?:re|er)s?|met(?:re|er)s?|"
    r"centimet(?:re|er)s?|millimet(?:re|er)s?|miles?|feet|foot|inch(?:es)?|yards?|acres?|hectares?|(?:metric\s)?tons?|tonnes?|kilograms?|"
    r"kilos?|grams?|lit(?:re|er)s?|gallons?|barrels?|ounces?|degrees?(?:\s(?:Celsius|Fahrenheit))?|volts?|watts?|(?:kilo|mega|giga|tera)watts?(?:[\s-]hours?)?|"
    r"calories|km²|km2|m²|m³|sq\s?km|km/h|kph|mph|km|kg|cm|mm|MW|GW|kW|kWh|MWh|GWh|TWh|°C|°F|ha)(?![\w²])"
)
_TIME: Final = (
    r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centuries|generations)\b"
)
_QUALIFIER: Final = re.compile(
    r"(?:\b(?:more than|less than|fewer than|at least|at most|up to|as many as|as much as|nearly|almost|about|around|roughly|approximately|"
    r"some|over|under|only|just|well over|close to|an estimated|no more than|no fewer than|worth some|worth|a further|another)\s)+$",
    re.IGNORECASE,
)
_RANGE: Final = re.compile(
    rf"(?:(?P<lead>\b(?:[Bb]etween|[Ff]rom)\s))?(?P<first>{_CURRENCY}?{_NUMBER})\s?(?P<share>{_SHARE})?"
    rf"(?:\s(?P<unit>{_MONEY_WORD}|{_MEASURE}))?"
    rf"(?P<to>\s?[-–—]\s?|\s(?:and|to)\s)(?P<last>{_CURRENCY}?{_NUMBER})"
)
_SINGLE: Final = re.compile(
    rf"(?<![\w.,:/#’'-])(?P<first>{_CURRENCY}?{_NUMBER}|(?i:\b{_WORD_NUMBER}))(?![\d:/]|[.,]\d|(?:st|nd|rd|th)\b)"
)
_UNIT: Final = re.compile(
    rf"\s?(?P<share>{_SHARE})|(?:\s|-)(?P<measure>{_MEASURE})|(?:\s|-)(?P<money>{_MONEY_WORD}\b)|(?:\s|-)(?P<time>{_TIME})|"
    r"-(?P<joined>[a-z]{3,})|(?P<counted>(?:\s(?:of\s(?:the|its|their|his|her)\s(?:\d[\d,]*\s)?)?[a-zà-ÿ][\wà-ÿ’'-]*){1,4})"
)
_NOT_BEFORE: Final = re.compile(
    r"(?:\b(?:Article|Articles|Section|Chapter|Resolution|No|Nos|Number|Route|Highway|Room|Page|Flight|Unit|Line|Group|G|Day|Phase|Point|Protocol|Act|"
    r"Boeing|Airbus|Apollo|Channel|Gate|Platform|Class|Title|page|line|point|aged|age|grade)\.?\s|\b(?:aged|between ages)\sbetween\s|[#§№])$"
)
_CLOCK: Final = re.compile(r"\s?(?:[ap]\.?m\b|o['’]clock|hours? GMT|GMT|UTC)", re.IGNORECASE)
# Words that count nothing, though they stand where a unit would.
_NO_UNIT: Final = frozenset(
    """the a an and or but of in on at by for from to with that this these those which who whom whose when where while as than then there
    here is are was were be been being has have had do does did will would can could may might must shall should not no nor so if it its
    he she they we you i his her their our your my up down off out over under into about after before during since until because more less
    most least other others another such any some all both each every much many few own very too also only just even still yet already again
    ago earlier later today yesterday tomorrow now once twice percent per cent against between among within without across through said says
    per old time times one ones way side sides point things thing kind kinds sort sorts part parts step steps world hand hands reason reasons""".split()
)
_LIKE_PLURALS: Final = frozenset(
    "people men women children troops personnel staff police cattle sheep fish aircraft spacecraft crew families lives percent".split()
)
_NOT_PLURAL: Final = frozenset(
    "was has his this its says does thus plus less across always perhaps towards besides as us is yes news politics series".split()
)
_END_OF_LABEL: Final = re.compile(
    r"(?<![A-Z])\.(?=\s|$)|[;:!?()“”\"]|,(?!\d)|\s[–—]\s|—|\s(?:and|but|while|which|who|that|when|where|because|after|before|since|although|said|says)\s"
)


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A number with its unit. start, end: of number and unit; value and unit as the text has them."""

    start: int
    end: int
    value: str
    unit: str
    label: str


def amounts(text: str, start: int, end: int, taken: list[tuple[int, int]]) -> Iterator[Amount]:
    """The figures of one sentence. taken: stretches that are dates, names or quoted words."""
    used = list(taken)

    def free(match: re.Match[str]) -> bool:
        return not any(
            a < match.end("last" if "last" in match.groupdict() else "first") and match.start("first") < b
            for a, b in used
        )

    for match in _RANGE.finditer(text, start, end):
        if not free(match) or (
            not match["lead"] and _NOT_BEFORE.search(text, max(start, match.start() - 24), match.start())
        ):
            continue
        if (match["to"].strip() in ("and", "to")) and not match["lead"]:
            continue
        unit = _unit(text, match.end(), end, match["last"])
        if unit is None:
            continue
        name, until, _ = unit
        if match["lead"] and match["lead"].strip().lower() == "from" and match["to"].strip() == "to":
            continue  # from 6 to 9 per cent is two figures
        used.append((match.start("first"), until))
        value = text[match.start("first") : match.end("last")]
        if match["share"]:  # 20% and 35%: the unit stands in the number already
            value, name = text[match.start("first") : until], ""
        yield _amount(text, start, end, match.start("first"), until, value, name)
    for match in _SINGLE.finditer(text, start, end):
        if not free(match) or not _counts_something(text, start, match):
            continue
        unit = _unit(text, match.end(), end, match["first"])
        if unit is None or not _is_large_enough(match["first"], unit[2]):
            continue
        if re.search(r"\b[Aa]t\s$", text[max(start, match.start() - 4) : match.start()]) and unit[2] in (
            "counted",
            "joined",
            "time",
        ):
            continue  # at 40, at 9 hours
        used.append((match.start("first"), match.end() if unit[2] == "of" else unit[1]))
        yield _amount(text, start, end, match.start("first"), unit[1], match["first"], unit[0])


def _amount(text: str, start: int, end: int, first: int, until: int, value: str, unit: str) -> Amount:
    return Amount(
        start=first, end=until, value=value, unit=unit, label=_label(text, start, end, first, until)
    )


def _counts_something(text: str, start: int, match: re.Match[str]) -> bool:
    before = text[max(start, match.start() - 24) : match.start()]
    if _NOT_BEFORE.search(before):
        return False
    if _CLOCK.match(text, match.end()):
        return False
    after = text[match.end() : match.end() + 2]
    return not (
        before.endswith(", ") and after[:1] in (",", ".") and match["first"].isdigit()
    )  # "Ann Lee, 54,"


def _unit(text: str, place: int, end: int, number: str) -> tuple[str, int, str] | None:
    """The unit after a number: its words, where it ends, and of which sort it is. None: it counts nothing that is named."""
    is_money = bool(re.match(_CURRENCY, number))
    found = _UNIT.match(text, place, end)
    if is_money:
        return "", place, "money"
    if found is None:
        return None
    for sort in ("share", "measure", "money", "time"):
        if found[sort]:
            return found[sort], found.end(sort), sort
    if found["joined"]:
        return _joined(found)
    return _counted(found)


def _joined(found: re.Match[str]) -> tuple[str, int, str] | None:
    """28-point: a number that stands before what it counts."""
    word = found["joined"]
    if word in (
        "year",
        "month",
        "week",
        "day",
        "hour",
        "minute",
        "pound",
        "foot",
        "mile",
        "metre",
        "meter",
    ) or word in _NO_UNIT - {"point"}:
        return None
    if word in (
        "strong",
        "style",
        "odd",
        "plus",
        "fold",
        "something",
        "old",
        "century",
        "part",
        "time",
        "way",
        "seat",
        "bed",
    ):
        return None
    return f"{word}s", found.end("joined"), "joined"


def _counted(found: re.Match[str]) -> tuple[str, int, str] | None:
    """The noun that is counted: the first plural within a few words, with what stands before it."""
    words = list(re.finditer(r"[\w’'-]+", found["counted"]))
    offset = found.start("counted")
    skip = 0
    if words and words[0][0] == "of" and len(words) > 2:
        return _of_the(found, words, offset)
    for at, word in enumerate(words[:4]):
        plain = word[0].lower()
        if plain in _NO_UNIT:
            return None
        if _is_plural(plain):
            name = found["counted"][words[skip].start() : word.end()].strip()
            return name, offset + word.end(), "counted"
        if at == 3:
            return None
    return None


def _of_the(found: re.Match[str], words: list[re.Match[str]], offset: int) -> tuple[str, int, str] | None:
    """“41 of the 68 piles”: of what both count."""
    for word in words[2:]:
        if _is_plural(word[0].lower()):
            return word[0], offset + word.end(), "of"
    return None


def _is_plural(word: str) -> bool:
    if word in _LIKE_PLURALS:
        return True
    return (
        len(word) > 3
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is", "’s", "'s", "ous"))
        and word not in _NOT_PLURAL
        and word not in _NO_UNIT
    )


def _is_large_enough(number: str, sort: str) -> bool:
    """A small number in words counts too little to be a figure, unless it measures."""
    plain = number.lower()
    if plain[0].isdigit() or (plain[0] in "€£$¥₹uachneg" and any(c.isdigit() for c in plain)):
        return True
    if plain in ("one", "two", "a"):
        return False
    large = " " in plain or "-" in plain or plain in _WORDS[7:]
    if plain.endswith("dozen"):
        return False
    return large or sort in ("share", "measure", "money", "time")


def _label(text: str, start: int, end: int, first: int, until: int) -> str:
    """A few words around the number that say what it is of: with what limits it, up to the end of the clause."""
    before = _QUALIFIER.search(text, max(start, first - 40), first)
    stop = _END_OF_LABEL.search(text, until, end)
    words = text[before.start() if before else first : stop.start() if stop else end].split()
    if len(words) < 4:  # the clause ends with the number: what stands before it says of what
        cut = 0
        for mark in re.finditer(r"[.;:,“”\"()]\s|\s(?:and|but|that|which)\s|—", text[start:first]):
            cut = mark.end()
        words = (text[start + cut : first] + text[first : stop.start() if stop else end]).split()[-14:]
    return " ".join(words[:14]).strip(' ,–—-*_“”"')
