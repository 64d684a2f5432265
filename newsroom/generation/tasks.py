"""The Celery tasks: wake-up calls. Everything they mean is in `newsroom.generation.services`."""

from __future__ import annotations

from celery import shared_task
from django.apps import apps
from django.db import close_old_connections

from newsroom.generation import services
from newsroom.generation.models import Generated


@shared_task(name=services.WORK)
def work(label: str, pk: int) -> None:
    """Work on one row. label: the model, such as "debate.speech". Safe to deliver twice."""
    close_old_connections()  # a worker thread lives long; a dropped connection must not fail its next task
    model = apps.get_model(label)
    if not issubclass(model, Generated):
        raise TypeError(f"{label} is not a generated model")
    services.work_on(model, pk)


@shared_task(name="newsroom.generation.sweep")
def sweep() -> None:
    """Re-send what waits. Any number of these may run at once."""
    close_old_connections()
    services.sweep()
