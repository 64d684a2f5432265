"""Answers that are the same bytes for everyone: cacheable anywhere, and free to answer again.

Templates are rendered without the request, so nothing that belongs to one visitor (session, user, CSRF
token) can reach them, no cookie is set, and `Vary: Cookie` is never sent. Each encoding is an answer of its
own with its own strong ETag; `Vary: Accept-Encoding` is all a cache has to know.
"""

from __future__ import annotations

import json
import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response

from stories.shelf import Encoded, Encoding, chosen_encoding, encoded

MAX_AGE = 60  # seconds that a cache may serve a page without asking; a correction is out within a minute
STALE = 300  # seconds more in which a cache may serve it while it asks
BETTER_SOON = 1  # seconds after which a page that was quickly compressed is looked at again
FOREVER = float("inf")
HTML = "text/html; charset=utf-8"


class PublicResponse(HttpResponse):
    """An answer that may be kept. `shown` names the revision a story page shows, "" for any other page."""

    shown = ""
    expires_at = FOREVER  # epoch seconds from which the page would say something else


def public_page(
    request: HttpRequest, template: str, *, is_lasting: bool = True, **context: Any
) -> HttpResponse:
    """An HTML page from a template and its context alone. `canonical` is its full address.

    is_lasting: one of a bounded number of pages, worth compressing as well as can be; not an answer to
    whatever somebody typed.
    """
    html = page_html(template, canonical=request.build_absolute_uri(request.path), **context)
    return public_bytes(request, html, HTML, is_lasting=is_lasting)


def page_html(template: str, **context: Any) -> bytes:
    """A page from its template, without indentation: a fifth of the raw bytes."""
    lines = map(str.strip, render_to_string(template, context).split("\n"))
    return "\n".join((*filter(None, lines), "")).encode()


def public_json(request: HttpRequest, value: Any, content_type: str = "application/json") -> HttpResponse:
    return public_bytes(request, json.dumps(value, ensure_ascii=False).encode(), content_type)


def public_bytes(
    request: HttpRequest, body: bytes, content_type: str, *, is_lasting: bool = True
) -> HttpResponse:
    return public_form(request, encoded(body, wanted_encoding(request), is_lasting=is_lasting), content_type)


def wanted_encoding(request: HttpRequest) -> Encoding:
    return chosen_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))


def public_form(request: HttpRequest, form: Encoded, content_type: str) -> HttpResponse:
    """The response, or a 304 without a body for a visitor who has these very bytes."""
    response = PublicResponse(form.body, content_type=content_type)
    if not form.is_best:
        response.expires_at = time.time() + BETTER_SOON
    if form.encoding != "identity":
        response["Content-Encoding"] = form.encoding
    response["Content-Length"] = str(len(form.body))
    response["ETag"] = form.etag
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = f"public, max-age={MAX_AGE}, stale-while-revalidate={STALE}"
    return get_conditional_response(request, etag=form.etag, response=response) or response
