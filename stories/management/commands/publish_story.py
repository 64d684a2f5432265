"""publish_story SLUG: make a story's draft what readers see."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

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
            "--copy-edit",
            action="store_true",
            help="Wording only. Where more than that changed, the revision is substantive all the same.",
        )
        parser.add_argument(
            "--correction", action="store_true", help="Something readers had seen was wrong; needs --note."
        )

    def handle(
        self, *args: Any, slug: str, note: str, copy_edit: bool, correction: bool, **options: Any
    ) -> None:
        if copy_edit and correction:
            raise CommandError("It is a copy edit or a correction, not both.")
        story = Story.objects.filter(slug=slug).first()
        if story is None:
            raise CommandError(f"No story has the slug {slug}.")
        kind = Revision.Kind.CORRECTION if correction else Revision.Kind.SUBSTANTIVE
        before = story.live_id
        try:
            with transaction.atomic():
                story = Story.objects.select_for_update().get(pk=story.pk)
                if copy_edit:
                    kind = self._copy_edit(story)
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

    def _copy_edit(self, story: Story) -> Revision.Kind:
        """What a copy edit really is: substantive, where more than wording changed, and it says why."""
        change = publishing.change_of(story, publishing.compile_document(story))
        for reason in change.reasons:
            self.stderr.write(f"substantive: {reason}")
        return Revision.Kind.SUBSTANTIVE if change.is_substantive else Revision.Kind.COPY_EDIT
