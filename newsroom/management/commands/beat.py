"""beat: sends what the schedule says."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from newsroom.running.ready import require


class Command(BaseCommand):
    help = "Keep the schedule; start again whatever ends it. Several do no harm; without any, the workers keep it."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        require(queue=True)
        celery = [sys.executable, "-m", "celery", "-A", "newsroom", "beat", "--pidfile", ""]
        celery += ["--loglevel", settings.LOG_LEVEL.lower()]
        os.execv(sys.executable, [sys.executable, "-m", "newsroom.running.supervisor", *celery])  # noqa: S606 - our own
