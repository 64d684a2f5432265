"""The stories' own tasks. Everything they mean is in the module they call."""

from __future__ import annotations

from celery import shared_task
from django.db import close_old_connections

from stories.release import scheduling


@shared_task(name="stories.publish_due")
def publish_due() -> None:
    """Publish what was scheduled and is due. Any number may run at once."""
    close_old_connections()
    scheduling.publish_due()
