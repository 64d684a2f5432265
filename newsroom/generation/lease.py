"""The hold that a worker has on a row: short, and renewed while it works.

A worker that dies is succeeded within LEASE_SECONDS, however long the work may take, because only a living one
renews. Renewal is one conditional UPDATE: it extends nothing for a worker that has been overtaken, and nothing
past the row's patience, so work that is stuck loses its row in the end.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from newsroom.generation.models import Generated, State

log = logging.getLogger(__name__)

RENEWALS = 3  # in the time of one lease: two may fail before it runs out


def end(row: Generated, now: dt.datetime) -> dt.datetime:
    """When a lease taken or renewed now runs out."""
    return now + dt.timedelta(seconds=row.LEASE_SECONDS)


def renew(row: Generated) -> bool:
    """Extend the row's lease. False if this attempt has it no more, or its patience is over. One query."""
    now = timezone.now()
    mine = type(row)._base_manager.filter(
        pk=row.pk, attempt=row.attempt, state=State.RUNNING, give_up_at__gt=now
    )
    return bool(mine.update(leased_until=end(row, now)))


@contextmanager
def renewed(row: Generated) -> Iterator[None]:
    """Renew the row's lease, from a thread of its own, for as long as the block runs."""
    ended = threading.Event()
    thread = threading.Thread(target=_renew_until, args=(row, ended), name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()  # at most as long as one UPDATE


def _renew_until(row: Generated, ended: threading.Event) -> None:
    while not ended.wait(row.LEASE_SECONDS / RENEWALS):
        try:
            if not renew(row):
                return
        except Exception:  # the database may be away for a while; the next renewal may reach it
            log.exception("the lease of %s %s could not be renewed", row._meta.label_lower, row.pk)
        finally:
            connection.close()  # this thread's own; the next renewal is seconds away
