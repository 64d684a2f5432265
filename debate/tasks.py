"""The arena's own tasks. Everything they mean is in the module they call."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import close_old_connections

from debate.daily import services as days_debate
from debate.fairness import tallies
from debate.written import ahead as written_ahead

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 15  # while the day's debate is being written
LOOKS = 20


@shared_task(name="debate.daily")
def daily(looks: int = LOOKS) -> None:
    """Once an hour: settle days that are over, and have today's debate written. Any number may run at once."""
    close_old_connections()
    if not days_debate.keep() and looks > 1:
        daily.apply_async(kwargs={"looks": looks - 1}, countdown=LOOK_AGAIN_SECONDS)


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


def wake() -> None:
    """Have a worker do it now. A broker that is down costs a log line; the next hour does it."""
    try:
        daily.apply_async()
    except Exception:
        log.exception("no wake-up could be sent for the daily debate")
