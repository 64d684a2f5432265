"""export_voice ID: a voice of the repertoire as YAML, on standard output."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from debate.models import Voice
from debate.repertoire.document import as_yaml
from debate.repertoire.exporting import voice_document
from newsroom.documents import DocumentFaults


class Command(BaseCommand):
    help = "Write a voice that was written ahead as YAML to standard output; the same voice gives the same bytes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=int)

    def handle(self, *args: Any, id: int, **options: Any) -> None:
        row = Voice.objects.filter(pk=id).first()
        if row is None:
            raise CommandError(f"There is no voice {id}.")
        try:
            self.stdout.write(as_yaml(voice_document(row)), ending="")
        except DocumentFaults as error:
            raise CommandError(str(error)) from error
