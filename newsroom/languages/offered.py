"""Which languages a site offers, from its environment. Pure: settings read it before Django is there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global

SOURCE = "en"  # the language that the sources are written in: it needs no catalogue
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")  # as Django writes them: uk, en-gb, zh-hant


class Unusable(ValueError):
    """A language that cannot be offered; the sentence says why."""


@dataclass(frozen=True, kw_only=True)
class Language:
    """code: as Django writes it, and as the address has it: en-gb. tag: as HTML has it: en-GB. name: in itself."""

    code: str
    tag: str
    name: str
    direction: str  # ltr or rtl


def language(code: str) -> Language:
    """Raises Unusable for what no locale of CLDR knows."""
    if not _CODE.fullmatch(code):
        raise Unusable(f"{code!r} is no language code such as en-gb or uk")
    locale = locale_of(code)
    name = locale.get_language_name(locale.language) or code
    return Language(
        code=code,
        tag=str(locale).replace("_", "-"),
        name=name[:1].upper() + name[1:],
        direction=locale.text_direction,
    )


def direction_of(tag: str) -> str:
    """How text in a language is written: ltr, rtl, or auto where CLDR knows no such language."""
    try:
        return locale_of(tag.lower()).text_direction
    except Unusable:
        return "auto"


def with_territory(tag: str) -> str:
    """The tag as Open Graph has it, with the country where most speak so if it names none: en_GB, uk_UA."""
    try:
        locale = locale_of(tag.lower())
    except Unusable:
        return ""
    likely = get_global("likely_subtags").get(str(locale), "")
    territory = locale.territory or likely.rpartition("_")[2]
    return f"{locale.language}_{territory}" if territory else ""


def locale_of(code: str) -> Locale:
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise Unusable(f"{code!r} is no language that CLDR knows") from error


def offered(own: str, asked: Sequence[str], rooms: Sequence[Path]) -> tuple[Language, ...]:
    """The site's own language first, then the others: those asked for, or every one that has a catalogue.

    rooms: the folders that may hold a `locale`. Raises Unusable.
    """
    own = own.lower()
    there = catalogued(rooms)
    # Without a word: the site's own, the sources' English, and what has been translated.
    codes = [code.lower() for code in asked] or [
        code for code in ("en-gb", *there) if code.partition("-")[0] != own.partition("-")[0]
    ]
    if asked and own not in codes:
        raise Unusable(f"it must hold LANGUAGE_CODE, which is {own!r}")
    for code in codes:
        if code.partition("-")[0] != SOURCE and not {code, code.partition("-")[0]} & set(there):
            raise Unusable(
                f"nothing has been translated into {code!r}; there is {', '.join(['English', *there])}"
            )
    return tuple(map(language, dict.fromkeys([own, *codes])))


def catalogued(rooms: Sequence[Path]) -> list[str]:
    """Codes of the languages that have a catalogue in any room."""
    return sorted(
        {file.parents[1].name for room in rooms for file in room.glob("locale/*/LC_MESSAGES/django.po")}
    )
