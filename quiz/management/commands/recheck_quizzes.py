"""recheck_quizzes: void what no longer stands, and repair totals."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from quiz import voids


class Command(BaseCommand):
    help = (
        "Void rounds whose quotation was corrected or withdrawn, bring back those that stand again, and "
        "repair totals. Publication and reading do this too; after restoring a backup, run it once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Repair no totals; exit 1 if any is wrong.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        changed = 0 if check else voids.recheck_everything()
        wrong = voids.drifted()
        if check and wrong:
            raise CommandError("\n".join(f"{run.pk}: totals are not what its rounds say" for run in wrong))
        voids.repair(run.pk for run in wrong)
        self.stdout.write(f"{changed} rounds changed, {len(wrong)} totals repaired")
