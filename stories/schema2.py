"""What schema 2 of the story document adds, all of it optional.

A document that says `schema: 1` may hold none of it, and what is absent is not written: a document that
uses nothing new is the same bytes, and has the same hash, in either version.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from newsroom.documents import Day, Fault, Key, Label, Part, Prose, clean_text, is_before_year_1, real_day

# The fields that need schema 2, by the list of the document in which they stand ("": the story itself).
NEWER_FIELDS: Mapping[str, tuple[str, ...]] = {
    "": ("language", "byline", "image"),
    "people": ("portrait",),
    "figures": ("mention", "series"),
    "timeline": ("mention",),
    "scenarios": ("mention",),
    "history": ("mention",),
    "quotes": ("checked", "original", "mention"),
}
MENTION_CHARACTERS, MENTION_WORDS = 80, 12
POINTS_AT_MOST = 60

# A full stop that ends a sentence, not an abbreviation: a word of three letters before it, a new one after.
_SENTENCE_ENDS = re.compile(r"[!?;\n]|[^\W\d_]{3}[.:]\s")
_SENTENCE_BEGINS = re.compile(r"(?:I|You|He|She|It|We|They|There|This|That)\s", re.IGNORECASE)
_COARSE_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")


def absent(value: Any) -> bool:
    """Whether an optional value says nothing, and is left out when the document is written."""
    return value is None or value == []


def as_mention(value: str) -> str:
    """The text as a noun phrase by which a speech can name an item. Raises ValueError where it is none."""
    value = clean_text(value)
    if len(value.split()) > MENTION_WORDS:
        raise ValueError(f"has more than {MENTION_WORDS} words")
    if value[-1] in ".,:…":
        raise ValueError("ends with a stop; it is a noun phrase inside a sentence")
    if _SENTENCE_ENDS.search(value) or _SENTENCE_BEGINS.match(value):
        raise ValueError("is a sentence; it should be a noun phrase, such as “the nine minutes saved”")
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", value):
        raise ValueError("is no language tag such as en or pt-BR")
    return value


def _media_file(value: str) -> str:
    if not re.fullmatch(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*", value):
        raise ValueError("is no file of the site’s media, such as harbour.jpg")
    return value


def _point_date(value: Any) -> int | str | dt.date:
    """A year as a number, a month as text, a day as a date: the three precisions stay apart."""
    if isinstance(value, bool) or not isinstance(value, int | str | dt.date):
        raise ValueError("must be a year, a month such as 2026-05 or a day such as 2026-05-12")
    text = str(value)
    if is_before_year_1(text) or re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return real_day(text)
    if not _COARSE_DATE.fullmatch(text) or text.startswith("0"):
        raise ValueError("must be a year, a month such as 2026-05 or a day such as 2026-05-12")
    return int(text) if "-" not in text else text


def _number(value: Any) -> int | float:
    """A finite number; whole ones as whole numbers, so that 11.0 and 11 are written alike."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a number")
    if not abs(value) <= 1e15:  # also what is not a number
        raise ValueError("must be a number of at most fifteen digits")
    return int(value) if value == int(value) else value


Mention = Annotated[str, Field(max_length=MENTION_CHARACTERS), AfterValidator(as_mention)]
Language = Annotated[str, Field(max_length=35), AfterValidator(_language)]
MediaFile = Annotated[str, Field(max_length=300), AfterValidator(_media_file)]
PointDate = Annotated[
    int | str | dt.date,
    BeforeValidator(_point_date),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1000, "maximum": 9999},
                {"type": "string", "pattern": r"^[1-9]\d{3}(-\d{2}(-\d{2})?)?$"},
            ],
            "description": "As exact as it is known: a year, a month such as 2026-05 or a day such as 2026-05-12.",
        }
    ),
]
Number = Annotated[
    int | float,
    BeforeValidator(_number),
    WithJsonSchema({"type": "number", "minimum": -1e15, "maximum": 1e15}),
]


def _alternative(value: str) -> str:
    return clean_text(value) if value else ""


def _percent(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
        raise ValueError("must be a whole number from 0 to 100")
    return value


Alternative = Annotated[
    str,
    Field(
        max_length=300,
        description="What the picture shows, for those who do not see it. Empty: it only decorates.",
    ),
    AfterValidator(_alternative),
]
Percent = Annotated[
    int, BeforeValidator(_percent), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 100})
]


class Author(Part):
    name: Label
    role: Label
    slug: Key | None = Field(default=None, exclude_if=absent)  # of the page /authors/<slug>/


class Image(Part):
    """A picture, and what is said of it. `file` is as the site's media has it, without a leading slash."""

    file: MediaFile
    alt: Alternative
    credit: Label
    caption: Label | None = None
    licence: Label | None = Field(
        default=None,
        exclude_if=absent,
        description="An SPDX identifier such as CC-BY-4.0, or words and an address.",
    )
    focus: Annotated[list[Percent], Field(min_length=2, max_length=2)] | None = Field(
        default=None,
        exclude_if=absent,
        description="What must stay in sight: percent from the left, percent from the top.",
    )


class Point(Part):
    date: PointDate
    value: Number


class Series(Part):
    """How a figure came to be what it is, oldest first: drawn beside it, every number from the one source."""

    unit: Annotated[
        str,
        AfterValidator(clean_text),
        Field(max_length=80, description="What is counted or measured, in words; the drawing’s title."),
    ]
    source: Key
    points: Annotated[list[Point], Field(min_length=2, max_length=POINTS_AT_MOST)]

    @model_validator(mode="after")
    def _goes_forward(self) -> Series:
        days = [str(point.date) for point in self.points]
        if any(later <= earlier for earlier, later in pairwise(days)):
            late = next(f"{b} stands after {a}" for a, b in pairwise(days) if b <= a)
            raise ValueError(f"points stand in order of date, oldest first, each date once: {late}")
        return self


class Checked(Part):
    """That somebody compared a quotation by hand: when, who, and against what."""

    date: Day
    by: Annotated[str, Field(max_length=80), AfterValidator(clean_text)]
    against: Label


class Original(Part):
    """A quotation in the language in which it was said or written."""

    language: Language
    text: Prose


def newer_fields(raw: Mapping[str, Any]) -> Iterator[str]:
    """The paths of what an unchecked document holds that needs schema 2."""
    for name, fields in NEWER_FIELDS.items():
        rows = [raw] if not name else raw.get(name)
        for i, row in enumerate(rows if isinstance(rows, list) else []):
            for field in fields if isinstance(row, Mapping) else ():
                if not absent(row.get(field)):
                    yield f"{name}[{i}].{field}" if name else field


def version_faults(raw: Mapping[str, Any]) -> Iterator[Fault]:
    if raw.get("schema") == 1:
        for path in newer_fields(raw):
            yield Fault(path=path, message="needs schema: 2")
