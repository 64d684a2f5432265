"""export_debate ID: a debate of the repertoire as YAML, on standard output."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from debate.models import Debate
from debate.repertoire.document import as_yaml
from debate.repertoire.exporting import debate_document
from newsroom.documents import DocumentFaults


class Command(BaseCommand):
    help = "Write a debate that was written ahead as YAML to standard output; the same debate gives the same bytes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=int)

    def handle(self, *args: Any, id: int, **options: Any) -> None:
        row = Debate.objects.filter(pk=id).first()
        if row is None:
            raise CommandError(f"There is no debate {id}.")
        try:
            self.stdout.write(as_yaml(debate_document(row)), ending="")
        except DocumentFaults as error:
            raise CommandError(str(error)) from error
