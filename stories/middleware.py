"""A story's page from this process's memory, before anything else runs.

The page is the same bytes for everyone, so for STORY_CHECK_SECONDS an answer is given again as it is, with
the headers that the whole stack gave it; a publication in this process ends that at once. Only pages at the
site's own addresses are kept (`settings.STORY_ORIGINS`), without a query string and in one of three
encodings: what is asked for never decides how much is pages. Everything else passes through untouched.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from stories.responses import chosen_encoding
from stories.shelf import Answer, pages

_STORY = re.compile(r"/stories/[-a-zA-Z0-9_]{1,80}/")
_WITHOUT_BODY = ("Cache-Control", "Content-Type", "ETag", "Vary")


class StoryShelf:
    """Middleware. Costs a request that is not for a story one comparison of its path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path, meta = request.path_info, request.META
        if not path.startswith("/stories/") or meta.get("QUERY_STRING") or not _STORY.fullmatch(path):
            return self.get_response(request)
        origin = f"{request.scheme}://{meta.get('HTTP_HOST', '')}"
        if request.method not in ("GET", "HEAD") or origin not in settings.STORY_ORIGINS:
            return self.get_response(request)
        key = (path, origin, chosen_encoding(meta.get("HTTP_ACCEPT_ENCODING", "")))
        answer, now, generation = pages.get(key), time.time(), pages.generation
        if answer is not None and now < answer.until:
            return _again(answer, meta.get("HTTP_IF_NONE_MATCH", ""))
        response = self.get_response(request)
        if response.status_code == 200 and request.method == "GET":
            until = now + settings.STORY_CHECK_SECONDS
            answer = Answer(body=response.content, headers=response.headers, until=until)
            pages.put(key, answer, len(answer.body), generation=generation)
        return response


def _again(answer: Answer, if_none_match: str) -> HttpResponse:
    """The kept bytes, or a 304 for a visitor who has them. The headers are shared: nothing runs after this."""
    headers = answer.headers
    if if_none_match and (headers["ETag"] in if_none_match or if_none_match.strip() == "*"):
        return HttpResponse(status=304, headers={name: headers[name] for name in _WITHOUT_BODY})
    response = HttpResponse(answer.body, content_type=headers["Content-Type"])
    response.headers = headers
    return response
