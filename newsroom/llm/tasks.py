"""The periodic task of the ledger."""

from __future__ import annotations

from celery import shared_task
from django.db import close_old_connections

from newsroom.llm import ledger


@shared_task(name="newsroom.llm.tidy")
def tidy() -> None:
    """Blank raw outputs past their days and close lost calls. Any number of these may run at once."""
    close_old_connections()
    ledger.tidy()
