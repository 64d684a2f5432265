"""The UTC day that the daily debate and the daily quiz live by."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def today() -> dt.date:
    return timezone.now().astimezone(dt.UTC).date()


def ends_at(day: dt.date) -> dt.datetime:
    """Midnight UTC."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)


def is_over(day: dt.date) -> bool:
    return timezone.now() >= ends_at(day)
