"""Answers that are the same bytes for everyone: cacheable anywhere, and free to answer again.

Templates are rendered without the request, so nothing that belongs to one visitor (session, user, CSRF
token) can reach them, no cookie is set, and `Vary: Cookie` is never sent.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response

MAX_AGE = 60  # seconds that a cache may serve a page without asking; a correction is out within a minute
_INDENTATION = re.compile(r"\s*\n\s*")


def public_page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """An HTML page from a template and its context alone. `canonical` is its full address."""
    context |= {"canonical": request.build_absolute_uri(request.path)}
    html = _INDENTATION.sub("\n", render_to_string(template, context))  # a fifth of the raw bytes
    return _public(request, html, "text/html; charset=utf-8")


def public_json(request: HttpRequest, value: Any, content_type: str = "application/json") -> HttpResponse:
    return _public(request, json.dumps(value, ensure_ascii=False), content_type)


def _public(request: HttpRequest, text: str, content_type: str) -> HttpResponse:
    """The response, or a 304 without a body for a visitor who has these very bytes."""
    body = text.encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return get_conditional_response(request, etag=etag, response=response) or response
