"""What a process needs before it starts: said at once, with the variable's name, not in its tracebacks later."""

from __future__ import annotations

import contextlib
import os

from django.conf import settings
from django.core.management.base import CommandError
from django.db import Error, connection

_ROOM = 2**20  # bytes


def require(*, queue: bool = False) -> None:
    """Raise CommandError unless the database answers, VAR can be written, and there is a queue where one is asked for."""
    if queue and not settings.REDIS_URL:
        raise CommandError("REDIS_URL is not set: the worker and the clock run inside the web process.")
    try:
        connection.ensure_connection()
    except Error as error:
        raise CommandError(f"DATABASE_URL: the database cannot be reached: {_first_line(error)}") from None
    finally:
        connection.close()
    probe = settings.VAR_DIR / f".probe-{os.getpid()}"
    try:
        probe.write_bytes(b"\0" * _ROOM)
    except OSError as error:
        raise CommandError(f"NEWSROOM_VAR: {settings.VAR_DIR} cannot be written: {error.strerror}") from None
    finally:
        with contextlib.suppress(OSError):  # what is read-only does not even look
            probe.unlink(missing_ok=True)


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
