"""export_story SLUG [--revision N]: a published document as YAML, on standard output."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from stories.document import story_yaml
from stories.models import Revision, Story


class Command(BaseCommand):
    help = (
        "Write a published story as YAML to standard output; the same revision gives the same bytes. With --revision any "
        "that was ever published, of a withdrawn story too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--revision", type=int, metavar="N")

    def handle(self, *args: Any, slug: str, revision: int | None = None, **options: Any) -> None:
        if revision is not None:
            found = Revision.objects.filter(story__slug=slug, number=revision).first()
            if found is None:
                raise CommandError(f"The story {slug} has no revision {revision}.")
        else:
            story = Story.objects.published().filter(slug=slug).first()
            if story is None or story.live is None:
                raise CommandError(f"No published story has the slug {slug}.")
            found = story.live
        self.stdout.write(story_yaml(found.as_document()), ending="")
