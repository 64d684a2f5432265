"""The story page from memory, before anything else runs.

The page is the same bytes for everyone, so once one visitor has had it there is nothing left to compute:
this stands first, looks up which revision is live (at most once in STORY_CHECK_SECONDS, and at once after a
publication in this process) and hands out the kept answer with the headers that the whole stack gave it.
Anything else (another address, a filter, no kept answer, a withdrawn story) passes through untouched.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, ResponseHeaders

from stories.finished import templates_changed_at
from stories.models import Story
from stories.responses import PublicResponse
from stories.shelf import Answer, chosen_encoding, shelf

_STORY = re.compile(r"/stories/([-a-zA-Z0-9_]{1,80})/")
_BODYLESS = frozenset(["content-encoding", "content-length", "content-type"])


class StoryShelf:
    """Middleware. Costs a request that is not for a story one comparison of its path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if not path.startswith("/stories/") or request.META.get("QUERY_STRING"):
            return self.get_response(request)
        match = _STORY.fullmatch(path)
        if match is None or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        slug, now, generation, meta = match[1], time.time(), shelf.generation, request.META
        fresh = settings.STORY_CHECK_SECONDS
        state = shelf.state(slug, _state, now=now, for_seconds=fresh)
        # What a proxy says about TLS is for Django to judge; without a word of one, the server knows.
        is_secure = request.is_secure() if "HTTP_X_FORWARDED_PROTO" in meta else _is_tls(meta)
        visit = (
            (is_secure, meta.get("HTTP_HOST", "")),
            chosen_encoding(meta.get("HTTP_ACCEPT_ENCODING", "")),
        )
        if state:
            answer = shelf.answers.get((slug, state, *visit))
            if answer is not None and now < answer.expires_at:
                return _sent(answer, meta.get("HTTP_IF_NONE_MATCH", ""))
        response = self.get_response(request)
        if isinstance(response, PublicResponse) and response.shown and request.method == "GET":
            state = _with_templates(response.shown)
            answer = _answer(response)
            shelf.answers.put((slug, state, *visit), answer, len(answer.body))
            shelf.note(slug, state, until=now + fresh, generation=generation)
        return response


def _is_tls(meta: Mapping[str, object]) -> bool:
    return meta.get("wsgi.url_scheme") == "https"


def _state(slug: str) -> str:
    """The live revision (and, while developing, the templates) that a story's page is made of. 1 query."""
    found = (
        Story.objects.filter(slug=slug, live__isnull=False, withdrawn_at__isnull=True)
        .values_list("live_id", "live__sha256")
        .first()
    )
    if found is None:
        return ""
    return _with_templates(f"{found[0]}-{found[1]}")


def _with_templates(shown: str) -> str:
    return f"{shown} {templates_changed_at()}" if settings.DEBUG else shown


def _answer(response: PublicResponse) -> Answer:
    stored = {name: pair for name, pair in response.headers._store.items() if name != "set-cookie"}
    return Answer(
        body=response.content,
        etag=response.headers["ETag"],
        headers=stored,
        headers_304={name: pair for name, pair in stored.items() if name not in _BODYLESS},
        expires_at=response.expires_at,
    )


_NO_COOKIES: SimpleCookie = SimpleCookie()


class _Kept(HttpResponse):
    """An answer around kept bytes and headers. Making one skips what a new response works out anew."""

    def __init__(self, status: int, body: bytes, headers: dict[str, tuple[str, str]]) -> None:
        self.status_code = status
        self._container = [body]
        self.headers = ResponseHeaders({})
        self.headers._store = headers.copy()
        self.cookies = _NO_COOKIES
        self.closed = False
        self._charset = self._reason_phrase = self._handler_class = None
        self._resource_closers: list[Callable[[], None]] = []


def _sent(answer: Answer, if_none_match: str) -> HttpResponse:
    """The kept bytes, or a 304 for a visitor who has them."""
    if if_none_match and (answer.etag in if_none_match or if_none_match.strip() == "*"):
        return _Kept(304, b"", answer.headers_304)
    return _Kept(200, answer.body, answer.headers)
