"""A page's language is in its address, and nowhere else; the desk, whose pages have one address each, has its editor's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import translation

from newsroom.languages.offered import Language


def prefix_of(code: str) -> str:
    """What stands before a page's path: "" for the site's own language, else such as `/uk`."""
    return "" if code == settings.LANGUAGE_CODE else f"/{code}"


def language_of(path: str) -> str:
    """The code of the offered language that a path is in."""
    first = path[1:].partition("/")[0]
    return first if first in _others() else settings.LANGUAGE_CODE


def without_language(path: str) -> str:
    """The path as the site's own language has it: `/uk/plays/` is `/plays/`."""
    return path.removeprefix(prefix_of(language_of(path)))


def in_language(path: str, code: str) -> str:
    """The same page in another language, by its path."""
    return prefix_of(code) + without_language(path)


def any_language() -> str:
    """A regular expression for what may stand before a page's path."""
    return f"(?:{'|'.join(map(re.escape, ['', *map(prefix_of, _others())]))})"


def page_language() -> Language:
    """Of the page that is being made."""
    code = translation.get_language()
    return next(
        (one for one in settings.OFFERED_LANGUAGES if one.code == code), settings.OFFERED_LANGUAGES[0]
    )


def nearest(tag: str | None) -> str:
    """The code of the offered language in which to say something beside a text of this one; the site's own if none fits."""
    asked = (tag or "").lower()
    codes = [one.code for one in settings.OFFERED_LANGUAGES]
    alike = [code for code in codes if code.partition("-")[0] == asked.partition("-")[0]]
    return asked if asked in codes else next(iter(alike), settings.LANGUAGE_CODE)


@dataclass(frozen=True, kw_only=True)
class Way:
    """To the same page in a language. path: without its origin."""

    language: Language
    path: str
    is_here: bool


def ways(path: str) -> tuple[Way, ...]:
    """The site's own language first."""
    here = language_of(path)
    return tuple(
        Way(language=one, path=in_language(path, one.code), is_here=one.code == here)
        for one in settings.OFFERED_LANGUAGES
    )


def _others() -> tuple[str, ...]:
    return tuple(one.code for one in settings.OFFERED_LANGUAGES if one.code != settings.LANGUAGE_CODE)


class LanguagePrefix:
    """The start of an address that says its language, as a pattern of Django's URL table.

    Django's own `i18n_patterns` may stand in the root table only, and takes a whole app with it; of our apps' addresses
    those that machines ask (feeds, documents, pictures) exist once.
    """

    def __init__(self) -> None:
        self.converters: dict[str, Any] = {}

    @property
    def regex(self) -> re.Pattern[str]:
        return re.compile(re.escape(str(self)))

    def match(self, path: str) -> tuple[str, tuple[()], dict[str, Any]] | None:
        return (path.removeprefix(str(self)), (), {}) if path.startswith(str(self)) else None

    def check(self) -> list[Any]:
        return []

    def describe(self) -> str:
        return f"'{self}'"

    def __str__(self) -> str:
        prefix = prefix_of(translation.get_language() or settings.LANGUAGE_CODE)
        return f"{prefix[1:]}/" if prefix else ""


def in_each_language(*patterns: URLPattern | URLResolver) -> list[URLResolver]:
    """Pages for readers: each has an address in every language that is offered."""
    return [URLResolver(LanguagePrefix(), list(patterns))]  # type: ignore[arg-type]


def language_asked(request: HttpRequest) -> str:
    """The code of the language in which a request is answered: at the desk the one that was chosen at the foot of its
    pages, else the browser's if it is offered, else the site's own."""
    is_desk = request.path_info.startswith("/admin/")
    return translation.get_language_from_request(request) if is_desk else language_of(request.path_info)


class AddressLanguage:
    """Middleware, before whatever says anything: the request is answered in its language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_asked(request)):
            return self.get_response(request)
