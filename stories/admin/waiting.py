"""What waits for a story beside its draft: a publication, a review, open links. Shown wherever its state is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from stories import reviewing
from stories.admin.checklist import Checklist
from stories.models import Story
from stories.release_models import Scheduled


def both_times(moment: dt.datetime) -> str:
    """A moment in the site's time zone and in UTC, for example “1 June 2026, 14:00 CEST (12:00 UTC)”."""
    here, utc = timezone.localtime(moment), moment.astimezone(dt.UTC)
    said = f"{here.day} {here:%B %Y, %H:%M %Z}"
    if not here.utcoffset():
        return said
    other_day = f"{utc.day} {utc:%B}, " if utc.date() != here.date() else ""
    return f"{said} ({other_day}{utc:%H:%M} UTC)"


def standing(story: Story, now: Checklist | None = None) -> dict[str, Any]:
    """What waits for the story, for its page: a publication, one that was not made, a review, open links. 6 queries at most."""
    latest = story.scheduled.select_related("made_by").first()
    review = (
        story.reviews.select_related("asked_by", "given_by").first() if story.second_pair_of_eyes else None
    )
    return {
        "when": both_times(latest.due_at) if latest else "",
        "waiting": latest if latest and latest.state == Scheduled.State.WAITING else None,
        "refused": latest if latest and latest.state == Scheduled.State.REFUSED else None,
        "review": review,
        "asks": story.second_pair_of_eyes,
        "is_void": review is not None and reviewing.is_void(review),
        "is_this_draft": review is not None and now is not None and review.sha256 == now.sha256,
        "links": story.preview_links.open().count(),
    }
