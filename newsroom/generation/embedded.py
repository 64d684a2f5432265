"""The embedded worker: the same Celery app and tasks, in threads of the web process, over memory://.

Nothing outlives the process but the rows, so it sweeps when it starts and every SWEEP_SECONDS after. There
is no beat either: its rounds send what the schedule says when it is due.
"""

from __future__ import annotations

import logging
import threading

from celery.worker import WorkController
from django.conf import settings

from newsroom.celery import app
from newsroom.generation import services
from newsroom.running.rounds import Rounds

log = logging.getLogger(__name__)
_lock = threading.Lock()
_worker: EmbeddedWorker | None = None


class EmbeddedWorker:
    """Two daemon threads: Celery's consumer with its pool, and the rounds."""

    def __init__(self) -> None:
        self._controller = WorkController(
            app=app,
            pool_cls="threads",
            concurrency=settings.WORKER_THREADS,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            loglevel=logging.WARNING,
        )
        self._consumer = threading.Thread(target=self._controller.start, name="embedded-worker", daemon=True)
        self._rounds = Rounds(app, services.sweep, is_alone=True)

    def start(self) -> None:
        self._consumer.start()
        self._rounds.start()

    def stop(self) -> None:
        """Stop taking work; what runs is picked up by the sweep of the next start."""
        self._controller.stop()
        self._rounds.end()


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
