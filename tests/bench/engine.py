"""What the arena costs: the queue's delay and the offline engine's work."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

from celery import shared_task
from django.conf import settings

from debate.evidence.cards import make_brief
from debate.measuring.rehearsal import rehearse
from debate.personas.document import parse_persona
from newsroom.generation.embedded import start_worker, stop_worker
from stories.document import parse_story
from tests.bench.measuring import Row, cpu_ms, measurement, row

_delays_ms: list[float] = []
_arrived = threading.Event()


@shared_task(name="bench.ping")
def ping(sent: float) -> None:
    _delays_ms.append((time.perf_counter() - sent) * 1000)
    _arrived.set()


@measurement
def enqueue_to_start() -> Iterable[Row]:
    """From handing a task to the queue to its first line, in the worker thread of this process."""
    start_worker()
    for _ in range(60):
        _arrived.clear()
        ping.apply_async(args=(time.perf_counter(),))
        _arrived.wait(timeout=10)
    stop_worker()
    yield row("embedded worker: enqueue to start", _delays_ms[10:], "ms")


@measurement
def offline_debate() -> Iterable[Row]:
    """Composing, checking and judging both rounds of a debate, on one core, without a database."""
    fixtures = settings.BASE_DIR / "fixtures"
    document = parse_story((fixtures / "stories" / "miami-track-ukraine.yaml").read_bytes())
    personas = [
        parse_persona((fixtures / "personas" / f"{slug}.yaml").read_bytes())
        for slug in ("thucydides", "bertha-von-suttner")
    ]
    brief = make_brief(document, document.motions[0])
    (cost,) = cpu_ms([lambda: rehearse(brief, *personas)], rounds=5, each=5)
    yield row("offline engine: a whole debate", cost, "ms CPU")
