"""When each process gave its last sign of life, and when each task of the schedule was last sent."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone


class Pulse(models.Model):
    """A process or a task of the schedule. The row outlives the process: its age is the news."""

    class Kind(models.TextChoices):
        WORKER = "worker", "worker"
        BEAT = "beat", "beat"
        TASK = "task", "task of the schedule"

    name = models.CharField(max_length=120, primary_key=True)
    kind = models.CharField(max_length=6, choices=Kind)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "at"], name="pulse_latest")]

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"


def stamp(kind: Pulse.Kind, name: str) -> None:
    """The process of this name lives. 1 query, 2 the first time."""
    now = timezone.now()
    if not Pulse.objects.filter(pk=name).update(at=now):
        Pulse.objects.bulk_create([Pulse(name=name, kind=kind, at=now)], ignore_conflicts=True)


def silent_seconds(kind: Pulse.Kind) -> float | None:
    """How long ago any process of the kind last gave a sign of life; None if none ever has."""
    latest = Pulse.objects.filter(kind=kind).aggregate(at=models.Max("at"))["at"]
    return None if latest is None else max(0.0, (timezone.now() - latest).total_seconds())


def forget_the_dead(days: int = 1) -> None:
    """Processes that have been silent for days will not come back under their name."""
    old = timezone.now() - dt.timedelta(days=days)
    Pulse.objects.filter(kind__in=(Pulse.Kind.WORKER, Pulse.Kind.BEAT), at__lt=old).delete()
