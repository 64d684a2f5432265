"""In which language a story is debated. Pure: the app says, once it is ready, which is the site's own.

English is "" wherever this is kept: every rule here was written for it, and briefs of before said nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from babel.core import get_global

from newsroom.languages.offered import Unusable, locale_of
from stories.document import StoryDocument

_WITHOUT_BLANKS = frozenset("Hans Hant Hani Jpan Thai Laoo Khmr Mymr Tibt".split())
_site: list[Callable[[], str]] = []


def register_site(says: Callable[[], str]) -> None:
    """Say how to find the tag of the site's own language, which a story is in that names none."""
    _site[:] = [says]


def tongue_of(document: StoryDocument) -> str:
    """The tag of the language that a story is in, such as uk; "" if that is English."""
    tag = document.language or (_site[0]() if _site else "en")
    return "" if tag.lower().partition("-")[0] == "en" else tag


def script_of(tag: str) -> str:
    """Of a language, as ISO 15924 names it: Cyrl; "" where CLDR knows no such language."""
    try:
        locale = locale_of(tag.lower())
    except Unusable:
        return ""
    likely = get_global("likely_subtags").get(str(locale)) or get_global("likely_subtags").get(
        locale.language, ""
    )
    return locale.script or next((part for part in likely.split("_") if len(part) == 4), "")


def parts_words(tag: str) -> bool:
    """Whether it writes blanks between words, by which budgets of words are counted."""
    return script_of(tag) not in _WITHOUT_BLANKS
