"""The room's one task."""

from __future__ import annotations

from celery import shared_task
from django.db import close_old_connections

from newsroom.pictures import keeping


@shared_task(name="newsroom.pictures.sweep")
def sweep() -> None:
    """Let go of what nothing shows. Any number may run at once."""
    close_old_connections()
    keeping.sweep()
