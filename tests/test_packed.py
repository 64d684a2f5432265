"""newsroom.packed: what a development server sends of static files."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from newsroom.packed import PackedStatic

BODY = b"body { color: red } " * 40


@pytest.mark.parametrize(
    ("path", "content_type", "is_packed"),
    [
        ("/static/css/base.css", "text/css", True),
        ("/static/favicon.svg", "image/svg+xml", True),
        ("/static/fonts/newsreader.woff2", "font/woff2", False),
        ("/quiz/", "text/html", False),  # a page may hold a token
    ],
)
def test_it_compresses_static_text_and_nothing_else(path: str, content_type: str, is_packed: bool) -> None:
    def answer(_: object) -> HttpResponseBase:
        return HttpResponse(BODY, content_type=content_type)

    request = RequestFactory().get(path, headers={"accept-encoding": "br, gzip"})
    response = PackedStatic(answer)(request)
    assert isinstance(response, HttpResponse)
    assert response.headers.get("Content-Encoding", "") == ("gzip" if is_packed else "")
    assert (gzip.decompress(response.content) if is_packed else response.content) == BODY
