"""`manage.py messages`: find every string in the sources, and bring the catalogues up to date."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.languages import catalogues
from newsroom.languages.offered import Unusable, language


class Command(BaseCommand):
    help = "Finds every string in the sources and updates the catalogues of all languages; with --check says what is wrong."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail if a catalogue is stale or wrong"
        )
        parser.add_argument("--begin", metavar="CODE", help="begin a language, for example pl")
        parser.add_argument("--missing", metavar="CODE", help="list what has no translation yet")

    def handle(self, *, check: bool, begin: str | None, missing: str | None, **_options: Any) -> None:
        if begin:
            try:
                language(begin)
            except Unusable as error:
                raise CommandError(f"--begin: {error}.") from error
        if missing:
            for room, text in catalogues.untranslated(missing):
                self.stdout.write(f"{room}: {text}")
            return
        if not check:
            for code in sorted({*catalogues.codes(), *([begin] if begin else [])}):
                for room in catalogues.rooms():
                    file = catalogues.file_of(room, code)
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(catalogues.updated(room, code))
        wrong = list(catalogues.faults())
        for fault in wrong:
            self.stderr.write(f"{fault.where} {fault.what}")
        for code in catalogues.codes():
            self.stdout.write(
                f"{code}: {sum(1 for _ in catalogues.untranslated(code))} strings without a translation"
            )
        if wrong:
            raise CommandError(f"{len(wrong)} faults in the catalogues.")
