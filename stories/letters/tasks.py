"""The task that the clock sends every minute, and a page when somebody has asked for a letter."""

from __future__ import annotations

from celery import shared_task
from django.db import close_old_connections

from stories.letters import sending


@shared_task(name="stories.letters")
def letters() -> None:
    """Any number may run at once; each letter leaves once."""
    close_old_connections()
    sending.sweep()
