"""Template tags that every page may use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from django import template
from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class SourceLink(Protocol):
    """What `sources` prints: a source's number on its page and the address of its entry."""

    @property
    def number(self) -> int: ...
    @property
    def href(self) -> str: ...


@register.simple_tag
def site_name() -> str:
    return settings.SITE_NAME


@register.filter
def spoken(value: dt.date | None) -> str:
    """`8 January 2026`: the one way in which a day is written for readers."""
    return f"{value.day} {value:%B} {value.year}" if value else ""


@register.filter
def spoken_moment(value: dt.datetime | None) -> str:
    """`8 January 2026, 14:05 UTC`."""
    return f"{spoken(value)}, {value.astimezone(dt.UTC):%H:%M} UTC" if value else ""


@register.filter
def quoted(text: str) -> SafeString:
    """Words that somebody really said, in typographic quotation marks. For nothing else."""
    return format_html("“{}”", text)


@register.simple_tag
def sources(cited: Sequence[SourceLink]) -> SafeString:
    """`Sources 1, 3`, each number a link. A tag and not an include: a page may hold thousands."""
    if not cited:
        return mark_safe('<span class="src">No source given</span>')
    links = ", ".join(f'<a href="{escape(source.href)}">{source.number}</a>' for source in cited)
    word = "Source" if len(cited) == 1 else "Sources"
    return mark_safe(f'<span class="src">{word} {links}</span>')  # noqa: S308 - every part escaped above
