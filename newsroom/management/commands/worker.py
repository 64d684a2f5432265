"""worker: writes what is queued."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from newsroom.running.ready import require


class Command(BaseCommand):
    help = "Work on what is queued, in WORKER_THREADS threads; start again whatever ends it."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        require(queue=True)
        celery = [sys.executable, "-m", "celery", "-A", "newsroom", "worker", "--pool", "threads"]
        celery += ["--concurrency", str(settings.WORKER_THREADS), "--loglevel", settings.LOG_LEVEL.lower()]
        celery += ["--without-gossip", "--without-mingle"]
        supervisor = [sys.executable, "-m", "newsroom.running.supervisor", *celery]
        os.execv(sys.executable, supervisor)  # noqa: S606 - our own
