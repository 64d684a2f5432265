"""The Celery tasks: wake-up calls. Everything they mean is in `newsroom.generation.services`."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import worker_init, worker_shutdown
from django.apps import apps
from django.conf import settings
from django.db import close_old_connections

from newsroom.celery import app
from newsroom.generation import services
from newsroom.generation.models import Generated
from newsroom.postgres.away import GONE, TRY_EVERY, database
from newsroom.running.rounds import Rounds

AGAIN_SECONDS = TRY_EVERY + 1  # by then somebody has asked whether the database is back


@shared_task(name=services.WORK)
def work(label: str, pk: int) -> None:
    """Work on one row: this one, or one that deserves it more. label: its model. Safe to deliver twice."""
    close_old_connections()  # a worker thread lives long; a dropped connection must not fail its next task
    model = apps.get_model(label)
    if not issubclass(model, Generated):
        raise TypeError(f"{label} is not a generated model")
    try:
        services.work_on_next(model, pk)
    except (
        GONE
    ):  # the wake-up is spent and the row as it was: another, rather than wait for the sweep's patience
        app.send_task(services.WORK, args=(label, pk), countdown=AGAIN_SECONDS, ignore_result=True)
        raise


@shared_task(name="newsroom.generation.sweep")
def sweep() -> None:
    """Re-send what waits. Workers do so by themselves; a beat of the release before asks for it."""
    close_old_connections()
    services.sweep()


@worker_init.connect
def begin_rounds(**_kwargs: Any) -> None:
    """A Celery worker of its own process has begun. The embedded one says so too, and keeps its own rounds."""
    if settings.EMBEDDED_WORKER:
        return
    database.bound(settings.DATABASE_ANSWER_SECONDS)
    rounds = Rounds(app, services.sweep, is_alone=False)
    rounds.start()
    worker_shutdown.connect(lambda **_: rounds.end(), weak=False)
