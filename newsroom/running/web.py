"""The web server: granian, with what bounds it against those who are slow and brings back a process that has died."""

from __future__ import annotations

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings

HEADERS_WITHIN = 10_000  # ms; an idle connection is closed after the same time
BACKLOG = 2048  # connections that may wait; half a process's share of them may be open at once


def serve(*, processes: int, address: str = "", access_log: bool = False) -> None:
    """Serve on HOST and PORT until interrupted; a process that dies is started again."""
    Granian(
        "newsroom.wsgi:application",
        address=address or settings.HOST,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=settings.WEB_THREADS,
        backlog=BACKLOG,
        backpressure=BACKLOG // processes,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN),
        log_access=access_log,
        websockets=False,
        workers_kill_timeout=3 if settings.DEBUG else 20,
        respawn_failed_workers=True,
        respawn_interval=1,
    ).serve()
