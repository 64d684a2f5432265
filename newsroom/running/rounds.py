"""What every worker process does beside its work, every few seconds in a thread of its own.

It sweeps, says that it lives, and sends in beat's place what beat has not sent. A queue that was emptied (a flush, a
crash without its log) is noticed by a mark that went with it, and then everything that waits is sent again at once.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from typing import Any, Protocol

from celery import Celery
from django.conf import settings
from django.db import close_old_connections

from newsroom.running import clock, probe
from newsroom.running.models import Pulse, forget_the_dead, stamp

log = logging.getLogger(__name__)


class Sweep(Protocol):
    """at_start: no other worker lives. is_lost: nothing sent before will arrive."""

    def __call__(self, *, at_start: bool = False, is_lost: bool = False) -> object: ...


class Rounds(threading.Thread):
    """is_alone: this process has the only worker, and keeps the time without a beat."""

    def __init__(self, app: Celery, sweep: Sweep, *, is_alone: bool) -> None:
        super().__init__(name="rounds", daemon=True)
        self._app, self._sweep, self._is_alone = app, sweep, is_alone
        self._ending = threading.Event()
        self._who = f"worker {socket.gethostname()[:60]} {os.getpid()}"

    def end(self) -> None:
        self._ending.set()
        self.join(timeout=5)

    def run(self) -> None:
        at_start = True
        while not self._ending.is_set():
            close_old_connections()
            probe.touch("worker")
            try:
                self._go(at_start=at_start)
                at_start = False
            except Exception:  # the database may be away for a while; the next round tries again
                log.exception("a round failed")
            self._ending.wait(settings.SWEEP_SECONDS)
        close_old_connections()

    def _go(self, *, at_start: bool) -> None:
        if at_start:
            forget_the_dead()
        stamp(Pulse.Kind.WORKER, self._who)
        self._sweep(at_start=at_start and self._is_alone, is_lost=self._queue_is_new())
        clock.send_what_is_due(self._app, after=0 if self._is_alone else clock.BEATS_TURN)

    def _queue_is_new(self) -> bool:
        """Whether the queue has been emptied since anyone asked. A broker that is away is not: it may come back whole."""
        if self._is_alone:
            return False
        try:
            with self._app.producer_pool.acquire(block=True, timeout=2) as producer:
                mark = f"{self._app.conf.task_default_queue}:kept"
                channel: Any = producer.channel
                return bool(channel.client.set(mark, 1, nx=True))
        except Exception as error:  # kombu passes its transports' own errors on
            log.warning("the queue cannot be reached: %s", error)
            return False
