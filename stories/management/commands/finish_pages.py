"""finish_pages: make the pages of published stories for the code that runs now. For set-up and deployments."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from stories.finished import finish
from stories.models import Story


class Command(BaseCommand):
    help = "Render and compress every published story's page where this code has not done so yet."

    def handle(self, *args: Any, **options: Any) -> None:
        made = sum(finish(story) for story in Story.objects.published().defer("live__document"))
        self.stdout.write(f"{made} page{'' if made == 1 else 's'} finished")
