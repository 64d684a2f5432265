"""What is due is sent once, by whichever process looks first.

The schedule is CELERY_BEAT_SCHEDULE; when each of its tasks was last sent is a row. Beat looks every few seconds.
So does every worker, some seconds later in the name of a beat that has died. One conditional UPDATE decides who sends,
so any number of them may look, and what never ran is due at the first look.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from celery import Celery
from celery.beat import Scheduler
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from newsroom.running import probe
from newsroom.running.models import Pulse, stamp

log = logging.getLogger(__name__)

LOOK_SECONDS = 5
BEATS_TURN = 15  # seconds that a worker leaves what is due to beat
NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def send_what_is_due(app: Celery, *, after: float = 0.0) -> int:
    """Send each task of the schedule whose time came `after` seconds ago or more; returns how many. 1 query if none is."""
    schedule = settings.CELERY_BEAT_SCHEDULE
    if not schedule:
        return 0
    names = {f"task {name}": entry for name, entry in schedule.items()}
    sent_at = dict(Pulse.objects.filter(pk__in=names).values_list("name", "at"))
    if missing := names.keys() - sent_at.keys():
        rows = [Pulse(name=name, kind=Pulse.Kind.TASK, at=NEVER) for name in missing]
        Pulse.objects.bulk_create(rows, ignore_conflicts=True)
        sent_at |= dict.fromkeys(missing, NEVER)
    return sum(_send_if_due(app, name, entry, sent_at[name], after) for name, entry in names.items())


def _send_if_due(app: Celery, name: str, entry: dict[str, Any], last: dt.datetime, after: float) -> bool:
    now = timezone.now()
    due_at = last + dt.timedelta(seconds=entry["schedule"])
    if now < due_at + dt.timedelta(seconds=after if last != NEVER else 0) and last <= now:
        return False  # a clock that was set back must not silence the schedule: a time ahead of now is due
    if not Pulse.objects.filter(pk=name, at=last).update(at=now):
        return False
    try:
        app.send_task(entry["task"], ignore_result=True)
    except (
        Exception
    ) as error:  # kombu passes its transports' own errors on; nothing was sent, so it is due still
        log.warning("%s could not be sent: %s", entry["task"], error)
        Pulse.objects.filter(pk=name, at=now).update(at=last)
        return False
    return True


class Beat(Scheduler):
    """Celery's beat with the schedule's times in the database: `celery beat` keeps no file, and two are one."""

    def setup_schedule(self) -> None:
        self.install_default_entries({})

    def tick(self, *_args: Any, **_kwargs: Any) -> float:
        probe.touch("beat")
        try:
            close_old_connections()
            self.look()
        except Exception:  # the database may be away for a while; the next look tries again
            log.exception("beat could not look at the clock")
        return LOOK_SECONDS

    def look(self) -> None:
        stamp(Pulse.Kind.BEAT, "beat")
        send_what_is_due(self.app)
