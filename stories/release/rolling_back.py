"""Back to an older revision: its document becomes the draft again, and a new revision whose document it is."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from newsroom.errors import Conflict
from stories import publishing
from stories.models import Revision, Story


@transaction.atomic
def roll_back(story: Story, to: Revision, *, note: str, kind: str, by: User) -> Revision:
    """Publish again what a revision said, rows included. Nothing is taken from the list of revisions.

    Whatever the draft held that nobody has published is gone with it: callers say so first. Raises Conflict if readers
    see just that, and DocumentFaults if it may not be published any more; then nothing has happened.
    """
    story = Story.objects.select_for_update().get(pk=story.pk)
    if story.live is not None and story.live.sha256 == to.sha256 and story.withdrawn_at is None:
        raise Conflict(f"Readers see what revision {to.number} said.")
    publishing.load(to.as_document())
    return publishing.publish(story, note=note, kind=kind, reviewed_by=by)
