"""What apps let run in each web process beside its requests. Filled when the app is ready, begun when it serves."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Respond = Callable[[HttpRequest], HttpResponseBase]
_threads: list[Callable[[Respond], object]] = []


def register(begin: Callable[[Respond], object]) -> None:
    """begin: called once in a process that serves, with the whole stack's way from a request to its response."""
    _threads.append(begin)


def begin(respond: Respond) -> None:
    for start in _threads:
        start(respond)
