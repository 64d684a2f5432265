"""The day's debate as a task, and when a page does the work itself."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import close_old_connections

from debate.daily import services
from debate.models import Daily, Play

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 15  # while the day's debate is being written
LOOKS = 20
SETTLED_BY_A_PAGE = 200  # plays; with more of them the first page after midnight leaves it to a worker


@shared_task(name="debate.daily")
def daily(looks: int = LOOKS) -> None:
    """Once an hour: settle days that are over, and have today's debate written. Any number may run at once."""
    close_old_connections()
    if not services.keep() and looks > 1:
        daily.apply_async(kwargs={"looks": looks - 1}, countdown=LOOK_AGAIN_SECONDS)


def settle_soon(day: Daily) -> None:
    """Settle a day that is over within this request if it is small, else wake a worker for it.

    A broker that is down costs a log line; the next hour does it.
    """
    if day.settled_at is not None:
        return
    if Play.objects.filter(debate=day.debate_id).count() <= SETTLED_BY_A_PAGE:
        services.settle(day)
        return
    try:
        daily.apply_async()
    except Exception:
        log.exception("no wake-up could be sent for the daily debate")
