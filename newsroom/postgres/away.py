"""Whether the database is away, as this process has last seen it, and how long anything waits for it."""

from __future__ import annotations

import logging
import threading
import time

from django.db import InterfaceError, OperationalError

log = logging.getLogger(__name__)

CONNECT_SECONDS = 3  # for a connection, and for the question whether one is still good
TRY_EVERY = 4.0  # seconds; in between nobody asks a database that is away
GONE = (OperationalError, InterfaceError)  # what Django makes of it


class Away:
    """Safe between threads. Until `bound` is called nothing is limited."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: float | None = None
        self._next_try = 0.0
        self.answer_seconds = 0.0  # 0: no limit

    def bound(self, answer_seconds: float) -> None:
        """From now on a query of this process has so many seconds. 0: as long as it takes."""
        self.answer_seconds = answer_seconds

    @property
    def is_away(self) -> bool:
        return self._since is not None

    def may_try(self) -> bool:
        """Whether to attempt a connection now: always while the database is here, else one caller in TRY_EVERY."""
        with self._lock:
            if self._since is None:
                return True
            now = time.monotonic()
            if now < self._next_try:
                return False
            self._next_try = now + TRY_EVERY
            return True

    def failed(self) -> None:
        if not self.answer_seconds:
            return
        with self._lock:
            if self._since is None:
                self._since = time.monotonic()
                log.error("the database is away")
            self._next_try = time.monotonic() + TRY_EVERY

    def answered(self) -> None:
        with self._lock:
            if self._since is not None:
                log.warning("the database is back after %.0f s", time.monotonic() - self._since)
                self._since = None


database = Away()
