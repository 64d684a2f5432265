"""Units, limits and counted things: the vocabulary that `numbers` reads with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from .lexicon import lemma

# exact, about, nearly (from below), over, under, min (at least), max (up to), cap (a limit set by somebody),
# vague (thousands of).
Bound = Literal["exact", "about", "nearly", "over", "under", "min", "max", "cap", "vague"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A measure: units of one dimension convert exactly; a number of another dimension is another number."""

    dimension: str
    size: Fraction


CURRENCIES: Final = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₴": "hryvnia", "₽": "rouble"}

# "dimension size: spellings"; each spelling is up to three words.
_UNITS: Final = """
% 1: %|percent|per cent|pct
point 1: percentage points|percentage point|basis points
second 1: second|seconds|sec
second 60: minute|minutes|min|mins
second 3600: hour|hours|hr|hrs
second 86400: day|days
second 604800: week|weeks
second 1209600: fortnight|fortnights
month 1: month|months
month 12: year|years|yr|yrs
month 120: decade|decades
month 1200: century|centuries
metre 1/1000: millimetre|millimetres|millimeter|millimeters|mm
metre 1/100: centimetre|centimetres|centimeter|centimeters|cm
metre 1: metre|metres|meter|meters|m
metre 1000: kilometre|kilometres|kilometer|kilometers|km|kms
foot 1/12: inch|inches
foot 1: foot|feet|ft
foot 3: yard|yards
foot 5280: mile|miles
seamile 1: nautical mile|nautical miles
area 1: square metre|square metres|square meter|square meters|sq m|m ^ 2
area 10000: hectare|hectares|ha
area 1000000: square kilometre|square kilometres|square kilometer|square kilometers|sq km|km ^ 2
acre 1: acre|acres
acre 640: square mile|square miles|sq mi
gram 1: gram|grams|gramme|grammes|g
gram 1000: kilogram|kilograms|kilo|kilos|kg
gram 1000000: tonne|tonnes|metric ton|metric tons
ton 1: ton|tons
ounce 1: ounce|ounces|oz
litre 1: litre|litres|liter|liters
gallon 1: gallon|gallons
barrel 1: barrel|barrels
volt 1: volt|volts|v
ampere 1: ampere|amperes|amp|amps
watt 1: watt|watts|w
watt 1000: kilowatt|kilowatts|kw
watt 1000000: megawatt|megawatts|mw
watt 1000000000: gigawatt|gigawatts|gw
watthour 1: kilowatt hour|kilowatt hours|kwh
watthour 1000: megawatt hours|mwh
watthour 1000000000: terawatt hours|twh
celsius 1: degrees celsius|degrees centigrade|° c
fahrenheit 1: degrees fahrenheit|° f
degree 1: degree|degrees|°
kelvin 1: kelvin
dobson 1: dobson unit|dobson units|du
ppm 1: ppm|parts per million
ppm 1/1000: ppb|parts per billion
kiloton 1: kiloton|kilotons|kt
kiloton 1000: megaton|megatons|mt
knot 1: knot|knots
mph 1: mph|miles per hour|miles an hour
kmh 1: km / h|kph|kilometres per hour|kilometers per hour
dollar 1: dollar|dollars|usd
euro 1: euro|euros|eur
pound 1: pound|pounds|gbp
yen 1: yen
yuan 1: yuan|renminbi
hryvnia 1: hryvnia|hryvnias
rouble 1: rouble|roubles|ruble|rubles
franc 1: franc|francs
mark 1: deutschmark|deutschmarks
"""


def _units() -> dict[tuple[str, ...], Unit]:
    table = {}
    for line in _UNITS.strip().splitlines():
        head, spellings = line.split(": ")
        dimension, size = head.split()
        for spelling in spellings.split("|"):
            table[tuple(spelling.split())] = Unit(dimension, Fraction(size))
    return table


_TABLE: Final = _units()
_FILLERS: Final = frozenset(
    "more full further additional whole good long consecutive straight solid short extra".split()
)


def unit_after(words: list[str]) -> tuple[Unit | None, int]:
    """The measure that the words after a number begin with, and how many pieces it takes."""
    skip = 1 if words[:1] == ["-"] or (words and words[0] in _FILLERS) else 0
    for length in (3, 2, 1):
        unit = _TABLE.get(tuple(words[skip : skip + length]))
        if (
            unit is not None
            and len(words) >= skip + length
            and not (length == 1 and words[skip] in ("second", "m", "v", "w", "g") and skip)
        ):
            return unit, skip + length
    return None, 0


# In a cited sentence "three things follow" counts nothing that a card could give.
DISCOURSE: Final = frozenset(
    lemma(word)
    for word in "things reasons facts sides ways questions lessons words kinds sorts roads paths masters faces counts "
    "truths conclusions answers senses matters dangers virtues tests choices evils halves steps worlds hands arguments "
    "cases claims errors mistakes remarks sentences".split()
)
ANYBODY: Final = frozenset(map(lemma, "people persons men women souls ones".split()))
ORDERED: Final = frozenset(
    lemma(word)
    for word in "day round week month year decade session meeting summit phase stage draft version term war battalion "
    "brigade division corps fleet army article amendment point clause anniversary century mission flight attempt "
    "report conference congress republic reading ballot".split()
)
NOUN_STOPS: Final = frozenset(
    "is are was were be been will would has have had can could may might must should do does did in on at for to from "
    "by with that which who whose if when while where under over after before of as or but than then per a an the "
    "into against across between through since until because not only at this these those its their his her".split()
)
AFTER_VERB: Final = frozenset("it them him her us the a an its their his this that no".split())
WHOLES: Final = frozenset("it them us you this that what".split())
_SINGULAR_S: Final = ("ss", "us", "is")


def is_plural(word: str) -> bool:
    return word in ("people", "men", "women", "children", "troops", "personnel", "police", "feet") or (
        len(word) > 3 and word.endswith("s") and not word.endswith(_SINGULAR_S)
    )


def _ending(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s(—,-])(?:{'|'.join(phrases)})(?:\s(?:the|a|an|some|its))?\s*$")


# "Went up to nine percent" sets no limit.
_UNMOVED: Final = (
    r"(?<!\b(?:went|goes|gone|push) )(?<!going )(?<!moved )(?<!pushed )(?<!driven )(?<!brought )"
)
# In this order: "no more than" before "more than".
_BEFORE: Final[tuple[tuple[Bound, re.Pattern[str]], ...]] = (
    ("max", _ending("(?:no|not|never) (?:more|greater|higher|larger|longer) than", f"{_UNMOVED}up to", "at (?:the )?most",
                    "as (?:many|much|long|high|far) as", "a maximum of", "(?:not|never) exceed(?:ing|s|ed)?",
                    "(?:not|never) above", "(?:not|never) over")),
    ("min", _ending("(?:no|not) (?:fewer|less|lower|smaller) than", "at (?:the very )?least", "a minimum of",
                    "(?:not|never) below", "(?:not|never) under")),
    ("cap", _ending("(?:capped|limited|held|restricted|confined|fixed|set) (?:\\w+ ){0,5}?(?:at|to)",
                    "(?:limit|cap|ceiling|maximum) (?:\\w+ ){0,5}?(?:of|at|to|is|was)")),
    ("nearly", _ending("nearly", "almost", "close to", "just (?:under|below|short of)", "not quite", "approaching",
                       "slightly (?:under|less than|fewer than|below)", "a little (?:under|less than|fewer than)")),
    ("over", _ending("(?:more|greater|higher|larger|longer) than", "over", "above", "beyond", "upwards of",
                     "exceed(?:ing|s|ed)?", "well over", "in excess of", "past")),
    ("under", _ending("(?:fewer|less|lower|smaller|shorter) than", "under", "below", "short of")),
    ("about", _ending("about", "around", "roughly", "some", "approximately", "approx\\.?", "circa", "ca\\.?", "an estimated",
                      "estimated at", "in the region of", "or so", "something like", "an average of", "~", "≈")),
)  # fmt: skip
_AFTER: Final[tuple[tuple[Bound, re.Pattern[str]], ...]] = (
    (
        "max",
        re.compile(
            r"\s(?:\w+ ){0,2}?(?:at (?:the )?(?:very )?(?:most|best)|or (?:less|fewer|under))\b|,? ?at (?:the )?(?:most|best)\b"
        ),
    ),
    ("min", re.compile(r"\s(?:\w+ )?(?:at (?:the very )?least|or more|or over|and more|upwards)\b")),
    ("cap", re.compile(r"[\s-](?:\w+ )?(?:cap|limit|ceiling|maximum)\b")),
    ("nearly", re.compile(r"(?:\s\w+){0,3}?,? or (?:nearly|almost|close to it|just under)\b")),
    ("about", re.compile(r"\s?(?:-odd\b|or so\b|or thereabouts\b|more or less\b)")),
    ("about", re.compile(r"\s\w+ or so\b")),
    ("max", re.compile(r"\s(?:\w+ )?(?:is|was|are|were) the (?:most|maximum|utmost|upper limit)\b")),
    ("min", re.compile(r"\s(?:\w+ )?(?:is|was|are|were) the (?:least|minimum|lower limit)\b")),
)


_ON_AVERAGE: Final = re.compile(r"\b[Oo]n average\b")
_PLACE: Final = re.compile(
    r"\b(?:under|over|above|below|beyond|past) (?:the|its) $"
)  # "under the 20-point plan"


def bound_at(text: str, start: int, end: int) -> Bound:
    """The limit that the words around a number set on it."""
    before = text[max(0, start - 64) : start].casefold()
    clause = re.split(r"[.;:,](?=\s)", before)[-1]
    for bound, pattern in () if _PLACE.search(clause) else _BEFORE:
        if pattern.search(clause):
            return bound
    if _ON_AVERAGE.search(text, max(0, start - 64), end + 64):
        return "about"
    after = text[end : end + 40].casefold()
    return next((bound for bound, pattern in _AFTER if pattern.match(after)), "exact")


# (said, given) with the same number: which limits of a sentence a card's limit bears out.
KEEPS: Final = frozenset(
    {
        ("exact", "exact"), ("exact", "cap"),
        ("about", "exact"), ("about", "about"), ("about", "nearly"),
        ("nearly", "nearly"), ("nearly", "about"),
        ("over", "over"), ("min", "min"), ("min", "over"),
        ("under", "under"), ("max", "under"), ("max", "max"), ("max", "cap"), ("cap", "cap"), ("cap", "max"),
    }
)  # fmt: skip

TIMES: Final = frozenset({"second", "month"})
DAY: Final = 86400
THROUGHOUT: Final = re.compile(r"(?<!\bfor )\b(?:over|past)(?: the(?: past| last)?)? $")
