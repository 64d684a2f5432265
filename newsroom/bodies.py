"""Those who send slowly wait for each other, and not the site for them.

A request's body is read by the thread that answers it. Only so many threads of a process may be reading one, so that
forty senders of a byte a second leave the others to readers. The proxy in front takes a body in whole before it
passes it on; this holds where there is none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError

WAIT_SECONDS = 0.25  # for a thread that may read
MOST_BYTES = (
    64_000_000  # of a request, where no proxy says less: two pictures of the largest and a form around them
)


class BodyFirst:
    """Middleware: the body is read before anything is done with the request, by a share of the threads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._readers = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get("CONTENT_LENGTH", "") in ("", "0"):
            return self.get_response(request)
        if not _is_short(
            request.META["CONTENT_LENGTH"]
        ):  # Django writes any length of file to the disk first
            return HttpResponse("That is too much to send.", status=413, content_type="text/plain")
        if not self._readers.acquire(timeout=WAIT_SECONDS):
            return _later()
        try:
            request.body  # noqa: B018 - reads it, and keeps it for whoever asks
        except RequestDataTooBig:  # a file, or too much of a form: the view reads it, or says so
            return self.get_response(request)
        except (UnreadablePostError, OSError):
            return HttpResponse("What was sent broke off.", status=400, content_type="text/plain")
        finally:
            self._readers.release()
        return self.get_response(request)


def _is_short(length: str) -> bool:
    return not length.isdecimal() or (len(length) < 10 and int(length) <= MOST_BYTES)


def _later() -> HttpResponse:
    response = HttpResponse(
        "Too much is being sent just now. Please send it again.", status=503, content_type="text/plain"
    )
    response["Retry-After"] = "5"
    return response
