"""export_all DIR: the whole newsroom as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from stories.moving import newsroom


class Command(BaseCommand):
    help = (
        "Write stories with all their revisions and drafts, personas, and the debates and voices that were written ahead, "
        "into a folder that is empty or not there. The same newsroom gives the same bytes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            report = newsroom.export_all(folder)
        except newsroom.Refused as refused:
            raise CommandError(str(refused)) from refused
        for path, faults in sorted(report.faults.items()):
            self.stderr.write(
                f"{path}: left out: {faults[0]}" + (f" (and {len(faults) - 1} more)" if faults[1:] else "")
            )
        self.stdout.write(f"{folder}: {len(report.done)} files written, {len(report.faults)} left out")
