"""What goes into the log, and how often; and which request a line belongs to, in whatever process it is written.

A request has an id: the proxy's, or one of our own. It is in every line written for it, in its answer's headers, and
goes with each task that it sends, so that what a worker does for a player can be found from the page's answer.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from newsroom.postgres.away import GONE

request_id: ContextVar[str] = ContextVar("request_id", default="-")
_HEADER = "request_id"  # of a task's message
_GOOD = re.compile(r"[A-Za-z0-9-]{8,64}")
# Whatever looks like one in a line, however it came there: a database's or a mail server's password, a key.
_SECRET = re.compile(
    r"(?<=://)([^\s/:@]*):([^\s@]+)(?=@)|\b(sk-[A-Za-z0-9_-]{6})[A-Za-z0-9_-]+|(?i:bearer) [^\s\"']+"
)

INTERVAL = 10.0  # seconds in which one kind of trouble has one line


class OnceInAWhile(logging.Filter):
    """A database that is away says so in one line a place and interval, without a traceback: there is nothing to find in it."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._until: dict[tuple[str, str], float] = {}
        self._withheld: dict[tuple[str, str], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if not isinstance(error, GONE):
            return True
        kind = (record.name, str(record.msg))
        with self._lock:
            if time.monotonic() < self._until.get(kind, 0.0):
                self._withheld[kind] = self._withheld.get(kind, 0) + 1
                return False
            self._until[kind] = time.monotonic() + INTERVAL
            withheld = self._withheld.pop(kind, 0)
        first = str(error).strip().partition("\n")[0]
        record.msg = f"{record.getMessage()}: {type(error).__name__}: {first}" + (
            f" (and {withheld} like it)" if withheld else ""
        )
        record.args, record.exc_info, record.exc_text = None, None, None
        return True


class RequestId:
    """Middleware: the request's id in every line and in the answer. A proxy's is taken if there is a proxy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "") if settings.PROXIES else ""
        name = given if _GOOD.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = name
        return response


class WithRequest(logging.Filter):
    """Each line knows its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class Line(logging.Formatter):
    """For people. Secrets are struck out."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class Json(logging.Formatter):
    """One object a line (LOG_FORMAT=json): time, level, logger, request_id, message, and the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03}Z",
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return without_secrets(json.dumps(told, ensure_ascii=False))


def without_secrets(text: str) -> str:
    return _SECRET.sub(lambda found: f"{found[1]}:***" if found[2] else f"{found[3] or ''}***", text)


@before_task_publish.connect
def _give(headers: dict[str, Any] | None = None, **_kwargs: Any) -> None:
    if headers is not None:
        headers[_HEADER] = request_id.get()


@task_prerun.connect
def _take(task: Any = None, **_kwargs: Any) -> None:
    asked = task.request  # a message's own headers stand beside Celery's
    request_id.set(str(asked.get(_HEADER) or (asked.headers or {}).get(_HEADER) or "-"))


@task_postrun.connect
def _drop(**_kwargs: Any) -> None:
    request_id.set("-")
