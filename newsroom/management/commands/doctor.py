"""doctor: what is configured, and whether it answers. Prints no secret."""

from __future__ import annotations

import sys
from itertools import chain
from typing import Any

import django
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from newsroom.accounts import organisation
from newsroom.health import database_answers, queue_answers
from newsroom.identity.reading import site
from newsroom.llm import probe
from newsroom.origin import home


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
            checks.append(("Site", f"{site().name}, {home()}", True))
        queue = queue_answers()
        name = "in this process (memory://)" if settings.EMBEDDED_WORKER else "Redis"
        checks.append(("Queue", f"{name}: {queue}", queue == "ok"))
        checks.append(("Engine", _engine(), True))
        if settings.OIDC_ISSUER and database == "ok":
            provider = organisation.answers()
            checks.append(("Sign-in", f"{settings.OIDC_ISSUER}: {provider}", provider == "ok"))
        ready = all(good for _, _, good in checks)
        all_good = True
        # The model's endpoint is called only when its calls can be written down; it may take a minute.
        for label, found, good in chain(checks, probe.findings() if ready else ()):
            self.stdout.write(f"{'ok' if good else '!!':3} {label:11} {found}")
            all_good = all_good and good
        if not all_good:
            raise SystemExit(1)


def _pending_migrations() -> int:
    try:
        executor = MigrationExecutor(connection)
        return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except Error:
        return -1


def _engine() -> str:
    if settings.NEWSROOM_MODEL and (settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL):
        steps_in = (
            "steps in, labelled" if settings.NEWSROOM_FALLBACK else "does not step in: pieces fail visibly"
        )
        who = f"{settings.NEWSROOM_MODEL} writes, {settings.NEWSROOM_REFEREE_MODEL} judges"
        return f"llm: {who}, {settings.NEWSROOM_CHECKER_MODEL} checks; offline {steps_in}"
    return "offline"
