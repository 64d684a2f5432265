"""Pages by key: a cursor says below what a page begins, so the last page costs what the first does."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.utils.http import urlencode

from newsroom.origin import absolute

USUAL, MOST = 20, 100
_CURSOR = re.compile(r"[a-z0-9-]{1,120}")


class NoPage(ValueError):
    """A parameter that no page can be found by; the sentence names it."""


def limit_of(request: HttpRequest) -> int:
    asked = request.GET.get("limit", "")
    if not asked:
        return USUAL
    if not (asked.isascii() and asked.isdigit() and len(asked) < 5 and 1 <= int(asked) <= MOST):
        raise NoPage(f"limit is a whole number from 1 to {MOST}.")
    return int(asked)


def text_cursor(request: HttpRequest) -> str:
    """The key after which the page begins; "" for the first."""
    asked = request.GET.get("cursor", "")
    if asked and not _CURSOR.fullmatch(asked):
        raise NoPage("cursor is what the `next` of another page says.")
    return asked


def number_cursor(request: HttpRequest) -> int:
    """The number below which the page begins; 0 for the first."""
    asked = text_cursor(request)
    if asked and not (asked.isdigit() and len(asked) < 12):
        raise NoPage("cursor is what the `next` of another page says.")
    return int(asked or 0)


def following(request: HttpRequest, cursor: str | int) -> str | None:
    """The full address of the page after this one; None without a cursor."""
    if not cursor:
        return None
    query = {**request.GET.dict(), "cursor": str(cursor)}
    return f"{absolute(request, request.path)}?{urlencode(query)}"
