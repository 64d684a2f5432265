"""The embedded worker: the same Celery app and tasks, in threads of the web process, over memory://.

Nothing outlives the process but the rows, so it sweeps when it starts and every SWEEP_SECONDS after. There is
no Celery beat either: the sweeper's thread sends what CELERY_BEAT_SCHEDULE holds.
"""

from __future__ import annotations

import logging
import threading
import time

from celery.worker import WorkController
from django.conf import settings
from django.db import close_old_connections

from newsroom.celery import app
from newsroom.generation import services

log = logging.getLogger(__name__)
FIRST_BEAT_SECONDS = 60.0  # a start has better things to do; and then each task by its schedule
_lock = threading.Lock()
_worker: EmbeddedWorker | None = None


class Beat:
    """Which periodic tasks are due. The sweep is left out: it runs in the sweeper's own thread. Times are seconds."""

    def __init__(self, now: float) -> None:
        self._every = {
            str(entry["task"]): float(str(entry["schedule"]))
            for entry in settings.CELERY_BEAT_SCHEDULE.values()
            if entry["task"] != "newsroom.generation.sweep"
        }
        self._next = dict.fromkeys(self._every, now + FIRST_BEAT_SECONDS)

    def due(self, now: float) -> list[str]:
        """The tasks to send now; each is due again its interval later."""
        names = [name for name, at in self._next.items() if at <= now]
        self._next |= {name: now + self._every[name] for name in names}
        return names


class EmbeddedWorker:
    """Two daemon threads: Celery's consumer with its pool, and the sweeper."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._controller = WorkController(
            app=app,
            pool_cls="threads",
            concurrency=settings.WORKER_THREADS,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            loglevel=logging.WARNING,
        )
        self._threads = [
            threading.Thread(target=self._controller.start, name="embedded-worker", daemon=True),
            threading.Thread(target=self._sweep_forever, name="embedded-sweeper", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop taking work; what runs is picked up by the sweep of the next start."""
        self._stopping.set()
        self._controller.stop()
        self._threads[1].join(timeout=5)

    def _sweep_forever(self) -> None:
        at_start, beat = True, Beat(time.monotonic())
        while not self._stopping.is_set():
            close_old_connections()
            try:
                services.sweep(at_start=at_start)
                at_start = False
                for name in beat.due(time.monotonic()):
                    app.send_task(name)
            except Exception:  # the database may be away for a while; the next round tries again
                log.exception("the sweep failed")
            self._stopping.wait(settings.SWEEP_SECONDS)
        close_old_connections()


def start_worker() -> EmbeddedWorker:
    """The process's one embedded worker, started at the first call."""
    global _worker
    with _lock:
        if _worker is None:
            _worker = EmbeddedWorker()
            _worker.start()
            log.info("embedded worker started with %s threads", settings.WORKER_THREADS)
    return _worker


def stop_worker() -> None:
    """Stop the embedded worker, if one runs. The tests' way to begin afresh."""
    global _worker
    with _lock:
        if _worker is not None:
            _worker.stop()
            _worker = None
