"""What calls of a model cost the process that makes them: how many it holds at once, and in how much memory.

The endpoint is the tests' own server, in a process of its own, so that its threads and memory are not counted.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db import connection
from django.test import override_settings

from newsroom.generation.embedded import start_worker, stop_worker
from newsroom.llm import gateway
from newsroom.llm.exchange import Request, user
from newsroom.llm.models import Call, Outcome
from tests.bench.measuring import Row, measurement

THREADS = 64
CALL_SECONDS = 5.0
MODEL = "parrot-1"
# The server says its address, then answers every call after `seconds`, until its input ends.
_SERVER = """
import sys
from tests.llm.fake_openai import FakeOpenAI, reply
with FakeOpenAI() as fake:
    words = "word " * 9 + "end."
    fake.always = reply(words, pause_seconds=float(sys.argv[1]) / 10)
    print(fake.url, flush=True)
    sys.stdin.read()
"""
_ends: list[float] = []


@contextlib.contextmanager
def endpoint(code: str, *arguments: str) -> Iterator[str]:
    """The address of a server run by this code in a process of its own; the site is configured for it, unlimited."""
    command = [sys.executable, "-c", code, *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR
    ) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        unlimited = {
            f"LLM_BUDGET_{scope}_{kind}": 0
            for scope in ("PLAYER_DAY", "NETWORK_DAY", "SUBJECT", "SITE_DAY")
            for kind in ("TOKENS", "MONEY")
        }
        try:
            with override_settings(
                OPENAI_BASE_URL=url,
                OPENAI_API_KEY="",
                NEWSROOM_MODEL=MODEL,
                NEWSROOM_REFEREE_MODEL=MODEL,
                **unlimited,
            ):
                yield url
        finally:
            server.communicate()


@shared_task(name="bench.call")
def call() -> None:
    gateway.complete(Request(purpose="bench", messages=(user("Say ten words."),), max_tokens=100))
    _ends.append(time.monotonic())
    connection.close()


@measurement
def calls_at_once() -> Iterable[Row]:
    """As many calls as the worker has threads, each answered word by word in 5 s, held by this one process."""
    with endpoint(_SERVER, str(CALL_SECONDS)), override_settings(WORKER_THREADS=THREADS):
        start_worker()
        call.apply_async()  # the first imports openai, and learns what the endpoint speaks
        _wait_for(1)
        _ends.clear()
        before, busy, most = _resident_mb(), 0, 0.0
        started = time.monotonic()
        for _ in range(THREADS):
            call.apply_async()
        while len(_ends) < THREADS and time.monotonic() - started < 60:
            busy = max(busy, Call.objects.filter(outcome=Outcome.UNDER_WAY).count())
            most = max(most, _resident_mb())
            time.sleep(0.1)
        took, done = max(_ends) - started, len(_ends)
        threads = threading.active_count()
        stop_worker()
    yield Row(
        what=f"{THREADS} threads, {THREADS} calls of {CALL_SECONDS:.0f} s: done", value=done, unit="calls"
    )
    yield Row(what="… busy at once (rows of the ledger under way)", value=busy, unit="calls")
    yield Row(what="… from the first enqueued to the last done", value=took, unit="s")
    yield Row(what="… memory for each, held", value=(most - before) / THREADS, unit="MB")
    yield Row(what="… threads of the process", value=threads, unit="threads")


def _wait_for(count: int) -> None:
    until = time.monotonic() + 60
    while len(_ends) < count and time.monotonic() < until:
        time.sleep(0.02)


def _resident_mb() -> float:
    """What the process holds in memory; 0 where the system does not say."""
    try:
        text = Path("/proc/self/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("VmRSS")), 0.0)
