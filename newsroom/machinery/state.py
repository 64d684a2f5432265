"""How the queue, the workers and the endpoints are, as the desk's page says it. Nothing is called, only read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone

from newsroom import health
from newsroom.generation.models import Generated, State
from newsroom.llm import breaker, gateway, spend
from newsroom.llm.models import Call, Endpoint
from newsroom.running.clock import NEVER
from newsroom.running.models import Pulse

CALLS_SHOWN = 12
SHOWN_SILENT = dt.timedelta(hours=1)  # a process that has been silent for longer is gone, and no news


@dataclass(frozen=True, kw_only=True)
class Line:
    """One kind of what workers write. overdue: running, though their leases have run out."""

    model: type[Generated]
    name: str
    queued: int
    oldest: dt.datetime | None
    running: int
    overdue: int
    failed: int
    failed_today: int

    @property
    def label(self) -> str:
        return self.model._meta.label_lower


@dataclass(frozen=True, kw_only=True)
class Process:
    name: str
    at: dt.datetime
    is_silent: bool


@dataclass(frozen=True, kw_only=True)
class Task:
    """of the schedule. sent: when it last was; None: never."""

    name: str
    every: dt.timedelta
    sent: dt.datetime | None
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class ModelState:
    state: str
    endpoints: Sequence[tuple[Endpoint, bool]]  # and whether it rests
    calls: Sequence[Call]
    budgets: Sequence[spend.Today]


def generated_models() -> list[type[Generated]]:
    return [model for model in apps.get_models() if issubclass(model, Generated) and not model._meta.proxy]


def lines() -> list[Line]:
    """What waits, runs and has failed: 1 query a kind."""
    now = timezone.now()
    found = []
    for model in generated_models():
        counts = model._base_manager.exclude(state=State.READY).aggregate(
            queued=Count("pk", filter=Q(state=State.QUEUED)),
            oldest=Min("queued_at", filter=Q(state=State.QUEUED)),
            running=Count("pk", filter=Q(state=State.RUNNING)),
            overdue=Count("pk", filter=Q(state=State.RUNNING, leased_until__lte=now)),
            failed=Count("pk", filter=Q(state=State.FAILED)),
            failed_today=Count(
                "pk", filter=Q(state=State.FAILED, finished_at__gte=now - dt.timedelta(days=1))
            ),
        )
        found.append(Line(model=model, name=str(model._meta.verbose_name_plural), **counts))
    return found


def processes() -> list[Process]:
    """Workers and beat that gave a sign of life lately. 1 query."""
    now = timezone.now()
    rows = Pulse.objects.filter(kind__in=(Pulse.Kind.WORKER, Pulse.Kind.BEAT), at__gt=now - SHOWN_SILENT)
    silent = dt.timedelta(seconds=health.SILENT)
    return [
        Process(name=row.name, at=row.at, is_silent=now - row.at > silent)
        for row in rows.order_by("kind", "name")
    ]


def tasks() -> list[Task]:
    """The schedule, and when each of it was last sent. 1 query."""
    now = timezone.now()
    sent = dict(Pulse.objects.filter(kind=Pulse.Kind.TASK).values_list("name", "at"))
    found = []
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        last = sent.get(f"task {name}", NEVER)
        every = dt.timedelta(seconds=entry["schedule"])
        late = now - last > every + dt.timedelta(seconds=health.SILENT)
        found.append(Task(name=name, every=every, sent=None if last == NEVER else last, is_late=late))
    return found


def model_state() -> ModelState:
    endpoints = [
        (endpoint, breaker.is_resting(endpoint)) for endpoint in Endpoint.objects.order_by("address")
    ]
    return ModelState(
        state=gateway.state(),
        endpoints=endpoints,
        calls=list(Call.objects.defer("raw_output", "failure")[:CALLS_SHOWN]),
        budgets=spend.site_today(),
    )
