"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.celery import app
from newsroom.llm import gateway


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """503 unless the database and, where there is one, the queue answer. The model is told, not judged."""
    checks = {"database": database_answers(), "queue": queue_answers()}
    status = 200 if all(answer == "ok" for answer in checks.values()) else 503
    checks["model"] = model_state() if checks["database"] == "ok" else "unknown"
    return JsonResponse(checks, status=status)


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


def model_state() -> str:
    """What the last calls found; nothing is called."""
    try:
        return gateway.state()
    except Error as error:
        return type(error).__name__
