"""What goes into the log, and how often."""

from __future__ import annotations

import logging
import threading
import time

from newsroom.postgres.away import GONE

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
