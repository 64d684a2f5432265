"""restore: the site from one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.running import backup


class Command(BaseCommand):
    help = "Bring a site back from a file of `backup` into a migrated, empty database. All of it, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows, differs = backup.read(options["file"])
        except backup.Unusable as unusable:
            raise CommandError(str(unusable)) from unusable
        self.stdout.write(f"{sum(rows.values())} rows of {len(rows)} tables are back.")
        for name in differs:
            self.stdout.write(f"{name} is not what it was when the file was made.")
        if "SECRET_KEY" in differs:
            self.stdout.write(
                "Without the former SECRET_KEY (also as a fallback) every player and editor is signed out."
            )
        self.stdout.write("Next: manage.py finish_pages, then start the processes.")
