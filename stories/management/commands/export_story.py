"""export_story SLUG: the published document as YAML, on standard output."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from stories.document import story_yaml
from stories.models import Story


class Command(BaseCommand):
    help = "Write a published story as YAML to standard output; the same revision gives the same bytes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        story = Story.objects.published().filter(slug=slug).first()
        if story is None:
            raise CommandError(f"No published story has the slug {slug}.")
        self.stdout.write(story_yaml(story.document), ending="")
