"""What `load_debates` and `load_voices` share."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from debate.repertoire.document import DebateDocument, VoiceDocument, parse
from debate.repertoire.loading import Done, is_known
from newsroom.documents import DocumentFaults


class Loader[Document](Protocol):
    def __call__(self, document: Document, *, replace: bool) -> Done: ...


class LoadCommand[Document: (DebateDocument, VoiceDocument)](BaseCommand):
    kind: type[Document]
    folder: ClassVar[str]
    load: Loader[Document]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", metavar="FILE", type=Path)
        parser.add_argument(
            "--missing",
            action="store_true",
            help="Leave alone what this site has, or has rejected, already; what is refused is no failure then.",
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="Let what nobody has reviewed take the place of what is approved.",
        )

    def handle(
        self, *args: Any, files: list[Path], missing: bool, replace: bool = False, **options: Any
    ) -> None:
        files = files or sorted((settings.BASE_DIR / "fixtures" / self.folder).glob("*/*.yaml"))
        refused = 0
        for file in files:
            try:
                document = parse(self.kind, file.read_bytes())
                if not (missing and is_known(document)):
                    done = self.load(document, replace=replace)
                    if options["verbosity"]:
                        self.stdout.write(f"{document.name}: {done}")
            except DocumentFaults as error:
                refused += 1
                for fault in error.faults:
                    self.stderr.write(f"{file}: {fault}")
            except OSError as error:
                refused += 1
                self.stderr.write(f"{file}: {error.strerror}")
        if refused and not missing:
            raise CommandError(f"{refused} of {len(files)} were refused.")
