"""publish_story SLUG: make a story's draft what readers see."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.documents import DocumentFaults
from newsroom.errors import Conflict
from stories import publishing
from stories.models import Revision, Story


class Command(BaseCommand):
    help = "Publish a story's draft. An unchanged draft makes no new revision."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--note", default="", help="What changed, for readers.")
        parser.add_argument(
            "--copy-edit", action="store_true", help="Wording only: nothing readers know changed."
        )

    def handle(self, *args: Any, slug: str, note: str, copy_edit: bool, **options: Any) -> None:
        story = Story.objects.filter(slug=slug).first()
        if story is None:
            raise CommandError(f"No story has the slug {slug}.")
        kind = Revision.Kind.COPY_EDIT if copy_edit else Revision.Kind.SUBSTANTIVE
        before = story.live_id
        try:
            revision = publishing.publish(story, note=note, kind=kind)
        except DocumentFaults as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            raise SystemExit(1) from error
        except Conflict as conflict:
            raise CommandError(str(conflict)) from conflict
        self.stdout.write(
            f"{slug}: revision {revision.number} {'was live already' if revision.pk == before else 'is live'}"
        )
