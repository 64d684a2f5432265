"""What a measurement is, and how one is taken.

A measurement is a function that returns `Row`s. Ratios compare two things in the same run, in turns, so a
busy machine moves both; absolute figures are there to give the ratios their size.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table. spread: lowest and highest of the rounds, in the same unit."""

    what: str
    value: float
    unit: str
    spread: tuple[float, float] | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


type Measurement = Callable[[], Iterable[Row]]
_measurements: list[Measurement] = []


def measurement(function: Measurement) -> Measurement:
    """Register a function for `make bench`."""
    _measurements.append(function)
    return function


def measurements() -> Sequence[Measurement]:
    return tuple(_measurements)


class Site:
    """The WSGI application called directly: everything a request costs but the socket."""

    def __init__(self) -> None:
        self._application = get_wsgi_application()

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Status and body of a GET. headers: as in a WSGI environ, such as HTTP_ACCEPT_ENCODING."""
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> tuple[int, bytes]:
        return self._ask("POST", path, urlencode(fields).encode(), headers)

    def _ask(self, method: str, path: str, sent: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        statuses: list[str] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(sent),
            **({"CONTENT_LENGTH": str(len(sent)), "CONTENT_TYPE": FORM} if sent else {}),
            "wsgi.errors": io.StringIO(),
            **headers,
        }

        def start(status: str, headers: Any, exc_info: Any = None) -> Any:
            statuses.append(status)

        response = self._application(environ, start)
        body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        return int(statuses[0].split()[0]), body

    def queries(self, path: str, **headers: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.get(path, **headers)
        return len(captured)


def cpu_ms(runs: Sequence[Callable[[], object]], *, rounds: int = 7, each: int = 20) -> list[list[float]]:
    """CPU milliseconds a call, for several things in turns: one list of rounds for each."""
    found: list[list[float]] = [[] for _ in runs]
    for run in runs:
        run()
    for _ in range(rounds):
        for i, run in enumerate(runs):
            started = time.process_time()
            for _ in range(each):
                run()
            found[i].append((time.process_time() - started) * 1000 / each)
    return found


def row(what: str, values: Sequence[float], unit: str) -> Row:
    """The median of the rounds with its spread."""
    return Row(what=what, value=statistics.median(values), unit=unit, spread=(min(values), max(values)))
