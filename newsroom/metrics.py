"""What Prometheus asks for at /metrics.

What lies in the database is the same whichever process is asked: what waits, what was called and what it cost, who
lives. Answers and their times are counted by each process for itself and summed over the processes of one machine.
Only a network of METRICS_FROM is answered, and only if it asks the site itself, not through a proxy.
"""

from __future__ import annotations

import ipaddress
import os
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import Error
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from newsroom.generation import services
from newsroom.llm.models import Call
from newsroom.running.counts import COUNTS
from newsroom.running.models import Pulse, silent_seconds

answers = Counter("newsroom_answers", "Answers by kind of page and status.", ["view", "method", "status"])
seconds = Histogram(
    "newsroom_answer_seconds",
    "Time to an answer.",
    ["view"],
    buckets=(0.005, 0.02, 0.05, 0.15, 0.5, 1.5, 5, 15),
)


class Measured:
    """Middleware. A kept page and a poll that finds nothing new never come here: the proxy's log counts those.
    Refusals are 403, 422, 429 and 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        view = match.view_name or "other" if match else "none"
        method = request.method if request.method in ("GET", "POST", "HEAD") else "other"
        answers.labels(view, method, response.status_code).inc()
        seconds.labels(view).observe(time.perf_counter() - began)
        return response


class InTheDatabase(Collector):
    """A dozen small queries at each scrape."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        queue = GaugeMetricFamily(
            "newsroom_rows", "Generated rows by kind and state.", labels=["kind", "state"]
        )
        for kind, state, number in services.unfinished():
            queue.add_metric([kind, state], number)
        yield queue
        yield GaugeMetricFamily(
            "newsroom_oldest_wait_seconds",
            "Age of the oldest row that waits.",
            value=services.oldest_wait_seconds(),
        )
        silent = GaugeMetricFamily(
            "newsroom_silent_seconds", "Since a process's last sign of life.", labels=["kind"]
        )
        for kind in (Pulse.Kind.WORKER, Pulse.Kind.BEAT):
            found = silent_seconds(kind)
            if found is not None:
                silent.add_metric([str(kind.value)], found)
        yield silent
        today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
        calls = GaugeMetricFamily(
            "newsroom_calls_today", "Calls since midnight UTC.", labels=["purpose", "outcome"]
        )
        spent = GaugeMetricFamily("newsroom_tokens_today", "Tokens since midnight UTC.", labels=["direction"])
        sums = Call.objects.filter(created_at__gte=today)
        for row in sums.values("purpose", "outcome").annotate(number=Count("pk")).order_by():
            calls.add_metric([row["purpose"], row["outcome"]], row["number"])
        total = sums.aggregate(into=Sum("tokens_in"), out=Sum("tokens_out"), cost=Sum("money_micros"))
        spent.add_metric(["in"], total["into"] or 0)
        spent.add_metric(["out"], total["out"] or 0)
        yield calls
        yield spent
        yield GaugeMetricFamily(
            "newsroom_money_today",
            "Cost since midnight UTC, as LLM_PRICES has it.",
            value=(total["cost"] or 0) / 1e6,
        )


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """404 for whoever may not ask. Without a database: what the processes have counted."""
    if not _may_ask(request):
        raise Http404
    registry = CollectorRegistry()
    if os.environ.get(COUNTS):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(answers)
        registry.register(seconds)
    body = generate_latest(registry)
    try:
        rows = CollectorRegistry()
        rows.register(InTheDatabase())
        body += generate_latest(rows)
    except Error:
        pass
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


def _may_ask(request: HttpRequest) -> bool:
    if request.META.get("HTTP_X_FORWARDED_FOR"):
        return False
    try:
        asking = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(asking in network for network in settings.METRICS_NETWORKS)
