"""Whether the process lives, and whether the site does its work.

`/livez` is for whoever restarts a process. `/readyz` is for whoever is woken at night: 503 means that something a
player needs does not happen now. Reading goes on without most of it, so no proxy should take a site away for a 503.
"""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.celery import app
from newsroom.generation import services
from newsroom.llm import gateway
from newsroom.running.models import Pulse, silent_seconds

SILENT = 30  # seconds without a sign of life from any worker (one comes every SWEEP_SECONDS)
WAITED = 60  # seconds that the oldest queued row may have been ready for a worker
SPACE = 64 * 2**20  # bytes that a disk must have left


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Each check's answer; 503 unless those that are judged say "ok". Model and beat are told, not judged: the
    offline engine steps in for one, the workers for the other."""
    judged = checks()
    told = {"model": "unknown", "beat": "unknown"}
    if judged["database"] == "ok":
        told = {"model": _asked(gateway.state), "beat": _asked(beat)}
    ready = all(answer == "ok" for answer in judged.values())
    return JsonResponse(judged | told, status=200 if ready else 503)


def checks() -> dict[str, str]:
    """What must be "ok". Without the database the rest of what lies in it is not asked."""
    found = {"database": database_answers(), "queue": queue_answers(), "disk": disk_has_room()}
    if found["database"] == "ok":
        found |= {"worker": _asked(worker), "waiting": _asked(waiting)}
    return found


def database_answers() -> str:
    """ "ok", or the kind of error, never its text: that may hold an address."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        return type(error).__name__
    return "ok"


def queue_answers() -> str:
    if settings.EMBEDDED_WORKER:
        return "ok"
    try:
        with app.connection_for_read(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except Exception as error:  # kombu passes its transports' own errors on
        return type(error).__name__
    return "ok"


def disk_has_room() -> str:
    """Where the site writes: the database's own disk is not seen from here, unless it is SQLite's."""
    disk = os.statvfs(settings.VAR_DIR)
    free = disk.f_bavail * disk.f_frsize
    return "ok" if free >= SPACE and not disk.f_flag & os.ST_RDONLY else f"{free // 2**20} MB left"


def worker() -> str:
    silent = silent_seconds(Pulse.Kind.WORKER)
    if silent is None:
        return "none yet"
    return "ok" if silent <= SILENT else f"silent for {silent:.0f} s"


def waiting() -> str:
    oldest = services.oldest_wait_seconds()
    return "ok" if oldest <= WAITED else f"{oldest:.0f} s"


def beat() -> str:
    if settings.EMBEDDED_WORKER:
        return "not needed"
    silent = silent_seconds(Pulse.Kind.BEAT)
    if silent is None:
        return "none yet"
    return "ok" if silent <= SILENT else f"silent for {silent:.0f} s"


def _asked(check: Any) -> str:
    """A check of what lies in the database, which may be gone by now."""
    try:
        return str(check())
    except Error as error:
        return type(error).__name__
