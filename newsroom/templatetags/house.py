"""Template tags that every page may use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from newsroom import afresh as kept
from newsroom.identity.reading import Site, site
from newsroom.languages.addresses import Way, page_language, prefix_of, ways
from newsroom.languages.offered import direction_of, with_territory
from newsroom.languages.saying import (
    said_day,
    said_language,
    said_list,
    said_moment,
    said_number,
    said_percent,
)

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
    """`8 January 2026`: the one way in which a day is written for readers, in the page's language. Of a moment, the
    site's own day."""
    if isinstance(value, dt.datetime):
        value = value.astimezone(site().zone)
    return said_day(value) if value else ""


@register.filter
def spoken_moment(value: dt.datetime | None) -> str:
    """`8 January 2026, 14:05 UTC`, in the site's time zone."""
    return said_moment(value.astimezone(site().zone)) if value else ""


@register.filter
def number(value: float, digits: int | None = None) -> str:
    """`12,345.5`, as the page's language writes it; digits: exactly so many after the decimal sign."""
    return said_number(value, digits)


@register.filter
def percent(share: float) -> str:
    """`12%` of 0.12."""
    return said_percent(share)


@register.filter
def listed(words: Sequence[str]) -> str:
    """`A, B and C`."""
    return said_list(words)


register.simple_tag(page_language)


def tongue_of(tag: str | None) -> str:
    """The language of a text: the site's if the text says none."""
    return tag or str(settings.OFFERED_LANGUAGES[0].tag)


def _is_the_pages(tag: str | None) -> bool:
    return tongue_of(tag).partition("-")[0].lower() == page_language().code.partition("-")[0]


@register.filter
def written_in(tag: str | None) -> SafeString:
    """The attributes `lang` and `dir` of a text in another language than the page; nothing for one in the page's own."""
    if _is_the_pages(tag):
        return mark_safe("")
    tag = tongue_of(tag)
    return format_html(' lang="{}" dir="{}"', tag, direction_of(tag))


@register.filter
def said_here(tag: str | None) -> SafeString:
    """The attributes of what the page itself says inside a text that is `written_in` another language."""
    if _is_the_pages(tag):
        return mark_safe("")
    return format_html(' lang="{}" dir="{}"', page_language().tag, page_language().direction)


@register.filter
def said_in(its: Site, field: str) -> SafeString:
    """The attributes of words of the site's identity that nobody has said in the language of the page."""
    is_worded = field in its.wordings.get(page_language().code, {})
    return mark_safe("") if is_worded else written_in(None)


@register.filter
def og_locale(tag: str | None) -> str:
    """`en_GB`, for Open Graph; "" where nobody can tell the country."""
    return with_territory(tongue_of(tag))


@register.filter
def language_name(tag: str) -> str:
    """What the page's language calls this one: `Ukrainian`."""
    return said_language(tag)


@register.simple_tag
def home_path() -> str:
    """The front page's, for pages on which no tag may fail."""
    return f"{prefix_of(page_language().code)}/"


@register.simple_tag(takes_context=True)
def languages(context: Context) -> tuple[Way, ...]:
    """The ways to this page in each language that is offered; none where there is but one, or no page to go to.

    By its `canonical` address, or the one that was asked; `here` where a page is made without either.
    """
    request = context.get("request")
    path = context.get("here") or urlsplit(context.get("canonical") or "").path
    if not path and request is not None and request.method in ("GET", "HEAD"):
        path = request.get_full_path()
    found = ways(path) if path else ()
    return found if len(found) > 1 else ()


@register.simple_tag(takes_context=True)
def in_full(context: Context, path: str) -> str:
    """A path at the origin of the page's canonical address."""
    return urljoin(str(context["canonical"]), path)


@register.filter
def iso(value: dt.datetime | None) -> str:
    """`2026-01-08T14:05:09+00:00`: a moment for machines. HTML takes no more than thousandths of a second."""
    return value.isoformat(timespec="seconds") if value else ""


@register.filter
def afresh(text: str) -> str:
    """A sentence of ours that a row keeps, in the language of the page."""
    return kept.afresh(text)


@register.filter
def numeral(printed: str) -> str:
    """A number that code has printed, with the decimal sign of the page's language."""
    return kept.numeral(printed)


@register.filter
def quoted(text: str) -> SafeString:
    """Words that somebody really said, in typographic quotation marks. For nothing else."""
    return format_html(gettext("“%s”").replace("%s", "{}"), text)


@register.simple_tag
def compiled(template: str, **values: Any) -> SafeString:
    """A part of a page by Jinja2, which compiles templates: for what repeats hundreds of times on a page.

    The values are all that it sees. Its text is escaped there as Django's templates escape theirs.
    """
    return mark_safe(render_to_string(template, values, using="jinja2"))  # noqa: S308 - autoescaped
