"""Answers that are the same bytes for everyone: cacheable anywhere, and free to answer again.

Templates are rendered without the request, so nothing that belongs to one visitor (session, user, CSRF
token) can reach them, no cookie is set, and `Vary: Cookie` is never sent. Each encoding is an answer of its
own with its own strong ETag; `Vary: Accept-Encoding` is all a cache has to know.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from functools import lru_cache
from typing import Any, Literal

import brotli
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response

from newsroom.origin import absolute

Encoding = Literal["br", "gzip", "identity"]

MAX_AGE = 60  # seconds that a cache may serve a page without asking; a correction is out within a minute
STALE = 300  # seconds more in which a cache may serve it while it asks
HTML = "text/html; charset=utf-8"
BROTLI, GZIP = 5, 5  # for a visitor who waits: some 2 ms for a story's page
_TOKEN = re.compile(
    r"(?:(?<!\s)\s++)?([\w!#$%&'*+.^`|~-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?$", re.I
)
# Tags beside which white space is never shown: what lays out as a block, or stands in the head or in a list of choices.
_BLOCK = re.compile(
    r"<(?:!doctype|/?(?:html|head|body|title|meta|link|script|template|header|main|footer|nav|article|section|div|h[1-6]|p"
    r"|ul|ol|li|dl|dt|dd|figure|figcaption|blockquote|details|summary|table|caption|thead|tbody|tr|th|td|form|select|option|svg|path))\b"
)


@lru_cache(maxsize=512)
def chosen_encoding(accepted: str) -> Encoding:
    """The best form for an Accept-Encoding header: brotli, then gzip, unless the visitor weighs otherwise.

    A header that cannot be read, or that refuses everything, gets the plain bytes: better than nothing.
    """
    weights: dict[str, float] = {}
    for part in accepted[:500].split(","):
        if match := _TOKEN.match(part):
            weights[match[1].lower()] = float(match[2] or 1)
    anything = weights.get("*", 0.0)
    best: Encoding = "identity"
    weight = weights.get("identity", 0.0)
    for name in ("gzip", "br"):
        offered = weights.get(name, anything)
        if offered and offered >= weight:
            best, weight = ("br" if name == "br" else "gzip"), offered
    return best


def wanted_encoding(request: HttpRequest) -> Encoding:
    return chosen_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))


def compressed(
    body: bytes, encoding: Encoding, *, brotli_quality: int = BROTLI, gzip_level: int = GZIP
) -> bytes:
    """The same bytes for the same body, whenever."""
    if encoding == "br":
        packed: bytes = brotli.compress(body, quality=brotli_quality)
        return packed
    return gzip.compress(body, gzip_level, mtime=0) if encoding == "gzip" else body


def public_page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """An HTML page from a template and its context alone. `canonical` is its full address, `here` its path with what was asked."""
    canonical, here = absolute(request, request.path), request.get_full_path()
    html = page_html(template, canonical=canonical, here=here, **context)
    return public_bytes(request, html, HTML)


def page_html(template: str, **context: Any) -> bytes:
    """A page from its template, without the white space that nothing shows: a fifth of the raw bytes."""
    html = render_to_string(template, context)
    lines = filter(None, map(str.strip, html.split("\n")))
    if "<textarea" in html:  # which shows its line breaks
        return "\n".join((*lines, "")).encode()
    parts: list[str] = []
    ends_block = True
    for line in lines:
        if line.startswith("<section"):  # one a line: for whoever reads the source
            parts.append("\n")
        elif not ends_block and not _BLOCK.match(line):
            parts.append(" ")
        parts.append(line)
        ends_block = line.endswith(">") and _BLOCK.match(line, max(0, line.rfind("<"))) is not None
    return "".join((*parts, "\n")).encode()


def public_json(request: HttpRequest, value: Any, content_type: str = "application/json") -> HttpResponse:
    return public_bytes(request, json.dumps(value, ensure_ascii=False).encode(), content_type)


def public_bytes(request: HttpRequest, body: bytes, content_type: str) -> HttpResponse:
    encoding = wanted_encoding(request)
    return public_form(request, compressed(body, encoding), encoding, content_type)


def public_form(request: HttpRequest, body: bytes, encoding: Encoding, content_type: str) -> HttpResponse:
    """Bytes that are in their form already, or a 304 without a body for a visitor who has these very bytes."""
    response = HttpResponse(body, content_type=content_type)
    if encoding != "identity":
        response["Content-Encoding"] = encoding
    response["Content-Length"] = str(len(body))
    response["ETag"] = etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = f"public, max-age={MAX_AGE}, stale-while-revalidate={STALE}"
    return get_conditional_response(request, etag=etag, response=response) or response
