"""load_story FILE…: create or update the draft rows of stories from their documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from newsroom.documents import DocumentFaults
from newsroom.errors import Conflict
from stories.document import StoryDocument
from stories.moving import importing, reading


class Command(BaseCommand):
    help = (
        "Create or update draft rows from story documents (YAML or JSON). Publishes nothing; all or nothing. A draft that "
        "holds what somebody wrote by hand and no revision has is named, and replaced only with --replace and its hash."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would change; write nothing.")
        parser.add_argument(
            "--replace",
            action="append",
            default=[],
            metavar="HASH",
            help="Replace the draft of this hash, whatever it holds; may be given more than once.",
        )

    def handle(
        self,
        *args: Any,
        files: list[Path],
        dry_run: bool = False,
        replace: list[str] | None = None,
        **options: Any,
    ) -> None:
        documents = self._read(files)
        if dry_run:
            for document in documents:
                self._tell(importing.plan(document))
            return
        try:
            with transaction.atomic():
                for document in documents:
                    now = importing.plan(document, lock=True)
                    named = bool(now.digest) and any(
                        len(given) >= 8 and now.digest.startswith(given) for given in replace or ()
                    )
                    if now.holds_work and not named:
                        raise CommandError(
                            f"{document.slug}: the draft holds work that readers have not seen and that would be lost. "
                            f"Look at it with --dry-run; with --replace {now.digest[:12]} it may go."
                        )
                    _, changed = importing.carry_out(document, seen=now.digest, give_up=named)
                    self.stdout.write(f"{document.slug}: {'loaded' if changed else 'nothing to change'}")
        except Conflict as conflict:
            raise CommandError(str(conflict)) from conflict

    def _read(self, files: list[Path]) -> list[StoryDocument]:
        """Every document, or every fault on stderr, one a line."""
        documents: list[StoryDocument] = []
        faults: list[str] = []
        for file in files:
            prefix = f"{file}: " if len(files) > 1 else ""
            try:
                documents.append(reading.read(reading.text_of(file.read_bytes())))
            except DocumentFaults as error:
                faults += [f"{prefix}{fault}" for fault in error.faults]
            except OSError as error:
                faults.append(f"{file}: {error.strerror}")
        if faults:
            for fault in faults:
                self.stderr.write(fault)
            raise SystemExit(1)
        return documents

    def _tell(self, plan: importing.Plan) -> None:
        say = self.stdout.write
        if plan.story is None:
            say(f"{plan.document.slug}: would be a new story")
            return
        say(
            f"{plan.document.slug}: draft {plan.digest[:12]}"
            + (", which holds work" if plan.holds_work else "")
        )
        if plan.is_broken:
            say("  the draft is not a whole story; held against what readers see:")
        for section in plan.changes:
            for item in section.items:
                say(f"  {section.heading}: {item.kind} {item.name}")
                for field in item.fields:
                    told = "".join(
                        {"out": "[-{}-]", "in": "{{+{}+}}", "same": "{}"}[piece.kind].format(piece.text)
                        for piece in field.pieces
                    )
                    say(f"    {field.name}: {told}")
        if plan.changes_nothing:
            say("  nothing to change")
