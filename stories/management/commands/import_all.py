"""import_all DIR: a whole newsroom from the files that export_all wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from stories.moving import newsroom


class Command(BaseCommand):
    help = (
        "Take a folder that export_all wrote: all of it, or with every fault by file nothing. What is here already and "
        "differs is replaced only with --replace; revisions that are here are never changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would change; store nothing.")
        parser.add_argument("--replace", action="store_true", help="Replace what is here and differs.")

    def handle(
        self, *args: Any, folder: Path, dry_run: bool = False, replace: bool = False, **options: Any
    ) -> None:
        try:
            report = newsroom.import_all(folder, replace=replace, dry_run=dry_run)
        except newsroom.Refused as refused:
            raise CommandError(str(refused)) from refused
        if report.faults:
            for path, faults in sorted(report.faults.items()):
                for fault in faults:
                    self.stderr.write(f"{path}: {fault}")
            raise SystemExit(1)
        if dry_run or options["verbosity"] > 1:
            for path, what in report.done.items():
                self.stdout.write(f"{path}: {what}")
        changed = sum(what != "nothing to change" for what in report.done.values())
        self.stdout.write(
            f"{folder}: {changed} {'would be' if dry_run else 'were'} taken, {len(report.done) - changed} are the same"
        )
