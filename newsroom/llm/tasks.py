"""The periodic task of the ledger."""

from __future__ import annotations

from celery import shared_task
from django.db import close_old_connections

from newsroom.llm import tidying


@shared_task(name="newsroom.llm.tidy")
def tidy() -> None:
    """Blank, close, sum up and forget what is old enough (`tidying`). Any number of these may run at once."""
    close_old_connections()
    tidying.tidy()
