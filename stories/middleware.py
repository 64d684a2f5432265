"""A story's page, and what apps hang under it that is the same for everyone, from this process's memory, before anything else runs.

The page is the same bytes for everyone, so for STORY_CHECK_SECONDS an answer is given again as it is, with
the headers that the whole stack gave it; a publication in this process ends that at once. Only pages at the
site's own addresses are kept (`settings.STORY_ORIGINS`), without a query string and in one of three
encodings: what is asked for never decides how much is pages. Everything else passes through untouched.

While the database is away what is kept is given whatever its age, in another form if need be (`stories.keeping` sees to
it that what is kept is what was last published).
"""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from newsroom.languages.addresses import any_language
from newsroom.pages import Away
from newsroom.postgres.away import database
from stories.responses import chosen_encoding
from stories.shelf import Answer, pages, parts

_WITHOUT_BODY = ("Cache-Control", "Content-Type", "ETag", "Vary")


class StoryShelf:
    """Middleware. Costs a request for anything else one comparison of its path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # The front page and each story's, in every language: an address is one form of a page.
        self._kept = re.compile(
            any_language() + rf"(?:/|/stories/[-a-zA-Z0-9_]{{1,80}}/(?:{'|'.join(['', *sorted(parts)])}))"
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path, meta = request.path_info, request.META
        if meta.get("QUERY_STRING") or not self._kept.fullmatch(path):
            return self.get_response(request)
        origin = f"{request.scheme}://{meta.get('HTTP_HOST', '')}"
        if request.method not in ("GET", "HEAD") or origin not in settings.STORY_ORIGINS:
            return self.get_response(request)
        key = (path, origin, chosen_encoding(meta.get("HTTP_ACCEPT_ENCODING", "")))
        answer, now, generation = pages.get(key), time.time(), pages.generation
        tag = meta.get("HTTP_IF_NONE_MATCH", "")
        if answer is not None and (now < answer.until or database.is_away):
            return _again(answer, tag)
        response = self.get_response(request)
        if isinstance(response, Away):
            return _again(answer, tag) if answer is not None else _in_another_form(path, origin) or response
        if response.status_code == 200 and request.method == "GET":
            until = now + settings.STORY_CHECK_SECONDS
            answer = Answer(body=response.content, headers=response.headers, until=until)
            pages.put(key, answer, len(answer.body), generation=generation)
        return response


def _in_another_form(path: str, origin: str) -> HttpResponse | None:
    """The kept page as plain bytes, which everyone can read."""
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        if answer := pages.get((path, origin, encoding)):
            response = HttpResponse(unpack(answer.body))
            for name, value in answer.headers.items():
                if name not in ("Content-Encoding", "Content-Length", "ETag"):
                    response[name] = value
            return response
    return None


def _again(answer: Answer, if_none_match: str) -> HttpResponse:
    """The kept bytes, or a 304 for a visitor who has them. The headers are shared: nothing runs after this."""
    headers = answer.headers
    if if_none_match and (headers["ETag"] in if_none_match or if_none_match.strip() == "*"):
        return HttpResponse(status=304, headers={name: headers[name] for name in _WITHOUT_BODY})
    response = HttpResponse(answer.body, content_type=headers["Content-Type"])
    response.headers = headers
    return response
