"""doctor: what is configured, and whether it answers. Prints no secret."""

from __future__ import annotations

import sys
from typing import Any

import django
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from newsroom.health import database_answers, queue_answers


class Command(BaseCommand):
    help = "Say what is configured and whether it answers. Exit 1 if something does not."

    def handle(self, *args: Any, **options: Any) -> None:
        database = database_answers()
        checks = [
            ("Python", sys.version.split()[0], True),
            ("Django", f"{django.get_version()}, DEBUG {'on' if settings.DEBUG else 'off'}", True),
            ("Database", f"{connection.vendor}: {database}", database == "ok"),
        ]
        if database == "ok":
            pending = _pending_migrations()
            checks.append(("Migrations", f"{pending} to apply" if pending else "applied", not pending))
        queue = queue_answers()
        name = "in this process (memory://)" if settings.EMBEDDED_WORKER else "Redis"
        checks.append(("Queue", f"{name}: {queue}", queue == "ok"))
        checks.append(("Engine", _engine(), True))
        for label, found, good in checks:
            self.stdout.write(f"{'ok' if good else '!!':3} {label:11} {found}")
        if not all(good for _, _, good in checks):
            raise SystemExit(1)


def _pending_migrations() -> int:
    try:
        executor = MigrationExecutor(connection)
        return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Error:
        return -1


def _engine() -> str:
    if settings.NEWSROOM_MODEL and (settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL):
        return f"offline (the model {settings.NEWSROOM_MODEL} is configured, but this version has no model engine)"
    return "offline"
