"""What becomes of the ledger with time: answers are blanked, calls are summed by day, budgets that have run out go.

Sums are what accounts need, for good; a call's own row is for whoever asks why it failed, and there are tens of thousands
a day on a large site.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from newsroom.llm.ledger import LOST_AFTER_SECONDS
from newsroom.llm.models import Call, DaysCalls, Outcome, Scope, Spend

DAYS_AT_ONCE = 30  # that one run sums up, when it finds years of them


def tidy() -> int:
    """Everything below. Any number of these may run at once. Returns rows changed or deleted."""
    now = timezone.now()
    return blank_answers(now) + close_lost_calls(now) + forget_former_budgets(now) + sum_up_old_calls(now)


def blank_answers(now: dt.datetime) -> int:
    old = now - dt.timedelta(days=settings.LLM_KEEP_RAW_DAYS)
    return Call.objects.filter(created_at__lt=old).exclude(raw_output="").update(raw_output="")


def close_lost_calls(now: dt.datetime) -> int:
    """Those whose process ended."""
    lost_after = dt.timedelta(seconds=LOST_AFTER_SECONDS + settings.LLM_AHEAD_DEADLINE_SECONDS)
    stuck = Call.objects.filter(outcome=Outcome.UNDER_WAY, created_at__lt=now - lost_after)
    return stuck.update(outcome=Outcome.LOST)


def forget_former_budgets(now: dt.datetime) -> int:
    """What players and networks spent before yesterday; a call that began before midnight still settles yesterday's."""
    yesterday = (now.date() - dt.timedelta(days=1)).isoformat()
    former = Spend.objects.filter(scope__in=(Scope.PLAYER_DAY, Scope.NETWORK_DAY), period__lt=yesterday)
    return former.delete()[0]


def sum_up_old_calls(now: dt.datetime) -> int:
    """Put sums in the place of the calls of each whole day that is old enough, the oldest first."""
    before = _midnight(now.date() - dt.timedelta(days=settings.LLM_KEEP_CALLS_DAYS))
    deleted = 0
    for _ in range(DAYS_AT_ONCE):
        oldest = Call.objects.filter(created_at__lt=before).aggregate(at=models.Min("created_at"))["at"]
        if oldest is None:
            break
        try:
            deleted += _sum_up(oldest.astimezone(dt.UTC).date())
        except IntegrityError:  # another worker has just done this day
            break
    return deleted


@transaction.atomic
def _sum_up(day: dt.date) -> int:
    """Sums and deletion stand or fall together, and a day's sums are there once: so none is counted twice or lost."""
    calls = Call.objects.filter(
        created_at__gte=_midnight(day), created_at__lt=_midnight(day + dt.timedelta(days=1))
    )
    DaysCalls.objects.bulk_create(DaysCalls(day=day, **sums) for sums in calls.sums("purpose", "model"))
    return calls.delete()[0]


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, tzinfo=dt.UTC)
