"""load_story FILE…: create or update the draft rows of stories from their documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from newsroom.documents import DocumentFaults
from stories import publishing
from stories.document import StoryDocument, parse_story


class Command(BaseCommand):
    help = (
        "Create or update draft rows from story documents (YAML or JSON). Publishes nothing; all or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        documents: list[StoryDocument] = []
        faults: list[str] = []
        for file in files:
            prefix = f"{file}: " if len(files) > 1 else ""
            try:
                documents.append(parse_story(file.read_bytes()))
            except DocumentFaults as error:
                faults += [f"{prefix}{fault}" for fault in error.faults]
            except OSError as error:
                faults.append(f"{file}: {error.strerror}")
        if faults:
            for fault in faults:
                self.stderr.write(fault)
            raise SystemExit(1)
        with transaction.atomic():
            for document in documents:
                _, changed = publishing.load(document)
                self.stdout.write(f"{document.slug}: {'loaded' if changed else 'nothing to change'}")
