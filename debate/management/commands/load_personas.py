"""load_personas [FILE…]: create or update personas from their documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from debate.models import Persona
from debate.personas.document import PersonaDocument, parse_persona
from newsroom.documents import DocumentFaults


class Command(BaseCommand):
    help = "Create or update personas (YAML); by default those of fixtures/personas/. All or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", metavar="FILE", type=Path)
        parser.add_argument("--missing", action="store_true", help="Leave personas that exist as they are.")

    def handle(self, *args: Any, files: list[Path], missing: bool, **options: Any) -> None:
        files = files or sorted((settings.BASE_DIR / "fixtures" / "personas").glob("*.yaml"))
        documents: list[PersonaDocument] = []
        faults: list[str] = []
        for file in files:
            try:
                documents.append(parse_persona(file.read_bytes()))
            except DocumentFaults as error:
                faults += [f"{file}: {fault}" for fault in error.faults]
            except OSError as error:
                faults.append(f"{file}: {error.strerror}")
        if faults:
            for fault in faults:
                self.stderr.write(fault)
            raise SystemExit(1)
        with transaction.atomic():
            for document in documents:
                persona = Persona.objects.filter(slug=document.slug).first()
                if persona is not None and missing:
                    continue
                persona = persona or Persona()
                before = persona.document
                persona.set_document(document)
                if persona.document != before:
                    persona.save()
                    self.stdout.write(f"{document.slug}: loaded")
