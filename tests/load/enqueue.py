"""From enqueue to start over Redis: a worker as in production, whose task says when it began."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

from celery import Celery

ROOT = Path(__file__).resolve().parent.parent.parent
TIMES, PAUSE = 200, 0.02
KEY = "load:began"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
app = Celery("load")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.worker_consumer = "celery.worker.consumer:Consumer"  # the site's own would make its rounds, too


@app.task(name="load.begin")
def begin(n: int) -> None:
    began = time.monotonic()  # the same clock in every process of a machine
    from django.conf import settings
    from redis import Redis

    with contextlib.closing(Redis.from_url(settings.REDIS_URL)) as redis:
        redis.rpush(KEY, f"{n} {began}")


def measured(env: dict[str, str]) -> list[float]:
    """Milliseconds from each enqueue to its start, of a site whose environment this is. Blocks some ten seconds."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.enqueue"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return [float(word) for word in done.stdout.split()]


def _main() -> None:
    from django.conf import settings
    from redis import Redis

    command = [sys.executable, "-m", "celery", "-A", "tests.load.enqueue", "worker", "--pool", "threads"]
    command += [
        "--concurrency",
        "4",
        "--queues",
        "load",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
    ]
    redis = Redis.from_url(settings.REDIS_URL)
    worker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    sent: dict[int, float] = {}
    try:
        for n in range(-5, TIMES):  # the first ones connect
            sent[n] = time.monotonic()
            begin.apply_async((n,), queue="load")
            until = time.monotonic() + 60
            while redis.llen(KEY) < len(sent) and time.monotonic() < until:
                time.sleep(PAUSE / 4)
            time.sleep(PAUSE)
    finally:
        worker.terminate()
        worker.wait(30)
    pairs = [line.split() for line in redis.lrange(KEY, 0, -1)]  # type: ignore[union-attr]
    found = [(float(began) - sent[int(n)]) * 1000 for n, began in pairs if int(n) >= 0]
    sys.stdout.write(" ".join(f"{ms:.3f}" for ms in found) + "\n")


if __name__ == "__main__":
    _main()
