"""load_fixtures: load and publish the shipped stories that are missing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from stories import publishing
from stories.document import parse_story
from stories.models import Story


class Command(BaseCommand):
    help = "Load and publish the stories of fixtures/stories/ that do not exist; a story that does is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        for path in sorted((settings.BASE_DIR / "fixtures" / "stories").glob("*.yaml")):
            document = parse_story(path.read_bytes())
            if Story.objects.filter(slug=document.slug).exists():
                continue
            with transaction.atomic():
                story, _ = publishing.load(document)
                publishing.publish(story)
            self.stdout.write(f"{document.slug}: published")
