"""Back to an older revision: its document becomes the draft again, and a new revision whose document it is."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.errors import Conflict
from stories import publishing
from stories.document import StoryDocument, story_sha256
from stories.models import Revision, Story
from stories.renaming import comparable


def document_of(story: Story, to: Revision) -> StoryDocument:
    """What rolling back would publish: the revision's document, its items under the keys that readers' links have now."""
    document = to.as_document()
    return comparable(story.pk, document, story.live.as_document()) if story.live else document


@transaction.atomic
def roll_back(story: Story, to: Revision, *, note: str, kind: str, by: User) -> Revision:
    """Publish again what a revision said, rows included. Nothing is taken from the list of revisions.

    Whatever the draft held that nobody has published is gone with it: callers say so first. Raises Conflict if readers
    see just that or it may not be called so, and DocumentFaults if it may not be published any more; then nothing has
    happened.
    """
    story = Story.objects.select_for_update().get(pk=story.pk)
    document = document_of(story, to)
    if story.live is not None and story.live.sha256 == story_sha256(document) and story.withdrawn_at is None:
        raise Conflict(_("Readers see what revision %(number)s said.") % {"number": to.number})
    publishing.load(document)
    return publishing.publish(story, note=note, kind=kind, reviewed_by=by)
