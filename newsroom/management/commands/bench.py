"""bench: measure side by side, print the table, write it as JSON. Works on a database of its own."""

from __future__ import annotations

import json
import platform
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.test.utils import setup_databases, setup_test_environment, teardown_databases
from django.utils.module_loading import autodiscover_modules

from newsroom.benchmarks import Row, measurements


class Command(BaseCommand):
    help = "Measure pages, queue and engine on a scratch database; print a table and write bench.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, default=settings.BASE_DIR / "bench.json")
        parser.add_argument(
            "--only",
            default="",
            metavar="WORD",
            help="Only measurements with this in their name; keeps bench.json.",
        )

    def handle(self, *args: Any, output: Path, only: str, **options: Any) -> None:
        autodiscover_modules("bench")
        chosen = [measure for measure in measurements() if only in measure.__name__]
        if not chosen:
            known = ", ".join(measure.__name__ for measure in measurements())
            raise CommandError(f"No measurement has “{only}” in its name. There are: {known}")
        setup_test_environment(debug=False)
        scratch = setup_databases(verbosity=0, interactive=False)
        try:
            rows = [row for measure in chosen for row in measure()]
        finally:
            teardown_databases(scratch, verbosity=0)
        self._print(rows)
        if only:
            return
        about = {"python": platform.python_version(), "database": connection.vendor}
        output.write_text(json.dumps({**about, "rows": [row.as_json() for row in rows]}, indent=1) + "\n")

    def _print(self, rows: list[Row]) -> None:
        width = max(len(row.what) for row in rows)
        for row in rows:
            spread = f"  ({row.spread[0]:.3g}–{row.spread[1]:.3g})" if row.spread else ""
            self.stdout.write(f"{row.what:{width}}  {row.value:10.4g} {row.unit}{spread}")
