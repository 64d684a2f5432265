"""The UTC day of a daily debate: when it is over, and which verdicts are closed until then."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from debate.models import Daily, Debate


def today() -> dt.date:
    return timezone.now().astimezone(dt.UTC).date()


def ends_at(day: dt.date) -> dt.datetime:
    """Midnight UTC, when the day's verdicts open for everyone."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)


def is_over(day: dt.date) -> bool:
    return timezone.now() >= ends_at(day)


def is_closed(debate: Debate) -> bool:
    """Whether this is a daily debate whose day is not over: no verdict of it may reach anyone. 1 query."""
    return Daily.objects.filter(debate=debate, day__gte=today()).exists()
