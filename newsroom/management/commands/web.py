"""web: the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from newsroom.running import counts
from newsroom.running.ready import require
from newsroom.running.web import serve


class Command(BaseCommand):
    help = "Serve the site on HOST and PORT with WEB_PROCESSES. Without REDIS_URL in one, which is its worker too."
    requires_system_checks = []  # what is wrong with the environment is said by name

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="", help="Where to listen, in place of HOST.")

    def handle(self, *args: Any, **options: Any) -> None:
        require()
        counts.share()
        processes = 1 if settings.EMBEDDED_WORKER else settings.WEB_PROCESSES
        serve(processes=processes, address=options["address"], access_log=True)
