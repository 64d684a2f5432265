"""Template tags that every page may use."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from newsroom import afresh as kept
from newsroom.identity.reading import Site, site

register = template.Library()


@register.simple_tag
def site_name() -> str:
    return site().name


@register.simple_tag
def identity() -> Site:
    """`{% identity as site %}`: whose site this is, see `newsroom.identity`."""
    return site()


@register.filter
def spoken(value: dt.date | None) -> str:
    """`8 January 2026`: the one way in which a day is written for readers. Of a moment, the site's own day."""
    if isinstance(value, dt.datetime):
        value = value.astimezone(site().zone)
    return f"{value.day} {value:%B} {value.year}" if value else ""


@register.filter
def spoken_moment(value: dt.datetime | None) -> str:
    """`8 January 2026, 14:05 UTC`, in the site's time zone."""
    if not value:
        return ""
    here = value.astimezone(site().zone)
    name = here.tzname() or ""
    return f"{spoken(here)}, {here:%H:%M} {name if name.isalpha() else f'UTC{name}'}"


@register.filter
def iso(value: dt.datetime | None) -> str:
    """`2026-01-08T14:05:09+00:00`: a moment for machines. HTML takes no more than thousandths of a second."""
    return value.isoformat(timespec="seconds") if value else ""


@register.filter
def afresh(text: str) -> str:
    """A sentence of ours that a row keeps, in the language of the page."""
    return kept.afresh(text)


@register.filter
def quoted(text: str) -> SafeString:
    """Words that somebody really said, in typographic quotation marks. For nothing else."""
    return format_html("“{}”", text)


@register.simple_tag
def compiled(template: str, **values: Any) -> SafeString:
    """A part of a page by Jinja2, which compiles templates: for what repeats hundreds of times on a page.

    The values are all that it sees. Its text is escaped there as Django's templates escape theirs.
    """
    return mark_safe(render_to_string(template, values, using="jinja2"))  # noqa: S308 - autoescaped
