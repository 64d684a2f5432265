"""verify_offline: compose and judge many debates on the shipped stories and hold them against the gates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from debate.measuring import Gate, measure
from debate.measuring.fingerprint import read_fixtures


class Command(BaseCommand):
    requires_system_checks = ()  # nothing here touches a page or a table
    help = "Measure the offline engine against its gates; exit 1 if one is not met."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--debates", type=int, default=600, help="how many, both ways round (600)")
        parser.add_argument("--seed", default="verification", help="which pairs meet on which motions")
        parser.add_argument("--argquality", type=Path, help="folder with evaluate.py and its tables")
        parser.add_argument("--json", type=Path, help="also write the table to this file")

    def handle(
        self, *args: Any, debates: int, seed: str, argquality: Path | None, json: Path | None, **options: Any
    ) -> None:
        fixtures = settings.BASE_DIR / "fixtures"
        briefs, personas = read_fixtures(fixtures)
        if argquality is not None and not (argquality / "evaluate.py").exists():
            raise CommandError(f"{argquality} has no evaluate.py")
        rows = measure(briefs, personas, count=debates, seed=seed, fixtures=fixtures, argquality=argquality)
        self._show(rows)
        if json is not None:
            _write(json, rows, debates)
        if missed := [row.name for row in rows if not row.is_met]:
            raise CommandError(f"not met: {'; '.join(missed)}")

    def _show(self, rows: list[Gate]) -> None:
        wide = max(len(row.name) for row in rows)
        value_wide = max(len(row.value) for row in rows)
        for row in rows:
            met = "pass" if row.is_met else "FAIL"
            line = f"{met}  {row.name:{wide}}  {row.value:{value_wide}}  {row.gate:10}  {row.note}"
            self.stdout.write(line.rstrip())


def _write(path: Path, rows: list[Gate], debates: int) -> None:
    table = {"debates": debates, "gates": [row.as_json() for row in rows]}
    path.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n")
