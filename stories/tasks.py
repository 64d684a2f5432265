"""The stories' own tasks. Everything they mean is in the module they call."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.db import close_old_connections, transaction

from stories.finished import finish
from stories.letters.tasks import letters
from stories.models import Story
from stories.release import scheduling

__all__ = ["finish_pages", "letters", "publish_due"]


@shared_task(name="stories.publish_due")
def publish_due() -> None:
    """Publish what was scheduled and is due. Any number may run at once."""
    close_old_connections()
    scheduling.publish_due()


@shared_task(name="stories.finish_pages")
def finish_pages() -> None:
    """Make the page of every story that this code, or the site under its present name, has not made. Safe to run twice."""
    close_old_connections()
    for story in Story.objects.published().defer("live__document"):
        finish(story)


def named_anew(created: bool, **_signal: Any) -> None:
    """The row of its identity was saved, and every page names the site. Until a page is finished again, it is rendered for whoever asks."""
    if not created:
        transaction.on_commit(finish_pages.delay, robust=True)
