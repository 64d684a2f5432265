"""backup: the site into one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.running import backup


class Command(BaseCommand):
    help = "Write the whole site, as it is at this moment, into one file. It may run on meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            rows = backup.write(file)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}") from error
        self.stdout.write(
            f"{sum(rows.values())} rows of {len(rows)} tables, {file.stat().st_size:,} bytes: {file}"
        )
