"""The arena's own tasks. Everything they mean is in the module they call."""

from __future__ import annotations

from celery import shared_task
from django.db import close_old_connections

from debate.daily.waking import daily
from debate.fairness import tallies
from debate.written import ahead as written_ahead

__all__ = ["ahead", "daily", "tally"]


@shared_task(name="debate.ahead")
def ahead() -> None:
    """Every five minutes: write one popular debate ahead of anyone's choice. Any number may run at once."""
    close_old_connections()
    written_ahead.write_ahead()


@shared_task(name="debate.tally")
def tally() -> None:
    """Once an hour: count judged rounds for the fairness figures. Any number may run at once."""
    close_old_connections()
    tallies.take_in()
