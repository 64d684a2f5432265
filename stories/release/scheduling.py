"""Publishing at a set time. A row says what and when; the clock (`stories.tasks`) only looks for rows that are due.

What is published is the draft that somebody reviewed when they set the time. If it has changed since, no longer compiles, or
may not go out any more, nothing is published, and the row says why.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.documents import DocumentFaults
from newsroom.errors import Conflict
from newsroom.moderation import log
from stories import publishing, reviewing
from stories.document import story_sha256
from stories.models import Story
from stories.release_models import Scheduled

logger = logging.getLogger(__name__)
State = Scheduled.State


class _Refused(Exception):
    """It is not published; the text says why."""


def schedule(story: Story, *, due_at: dt.datetime, sha256: str, kind: str, note: str, by: User) -> Scheduled:
    """Have this draft published then. Raises Conflict if a publication waits already, or the time has passed."""
    if due_at <= timezone.now():
        raise Conflict(_("That time has passed. Choose a later one, or publish now."))
    reviewing.require(story, sha256, by)
    try:
        with transaction.atomic():
            return Scheduled.objects.create(
                story=story, due_at=due_at, sha256=sha256, kind=kind, note=note, made_by=by
            )
    except IntegrityError as error:
        raise Conflict(_("A publication of this story waits already. Cancel it first.")) from error


def cancel(story: Story) -> bool:
    """Call off the publication that waits. False if none does (any more)."""
    ended = {"state": State.CANCELLED, "ended_at": timezone.now()}
    return bool(Scheduled.objects.waiting().filter(story=story).update(**ended))


def publish_due() -> int:
    """Publish what is due. Any number may run at once; each row is decided once. Returns how many were decided."""
    decided = 0
    for pk in Scheduled.objects.due().order_by("due_at").values_list("pk", flat=True):
        try:
            decided += _decide(pk)
        except Exception:
            logger.exception("scheduled publication %s broke; the next look tries again", pk)
    return decided


def _decide(pk: int) -> bool:
    with transaction.atomic():
        rows = Scheduled.objects.due().select_for_update(skip_locked=True, of=("self",))
        row = rows.select_related("made_by").filter(pk=pk).first()
        if row is None:
            return False
        try:
            with transaction.atomic():
                revision = _publish(row)
        except _Refused as refused:
            row.state, row.outcome = State.REFUSED, str(refused)[:500]
            logger.warning("scheduled publication %s of story %s: %s", row.pk, row.story_id, refused)
        else:
            row.state, row.outcome = State.PUBLISHED, f"Revision {revision}."
            logger.info("scheduled publication %s of story %s: revision %s", row.pk, row.story_id, revision)
        row.ended_at = timezone.now()
        row.save(update_fields=["state", "outcome", "ended_at"])
    return True


def _publish(row: Scheduled) -> int:
    """Publish the row's draft; returns the revision's number. Raises _Refused."""
    story = Story.objects.select_for_update().get(pk=row.story_id)
    by: User | None = row.made_by  # type: ignore[assignment]
    if story.withdrawn_at is not None and story.withdrawn_at > row.made_at:
        raise _Refused("The story was withdrawn after this was scheduled.")
    if by is None or not (by.is_active and by.has_perm("stories.change_story")):
        raise _Refused("Whoever scheduled it may not publish any more.")
    try:
        now = story_sha256(publishing.compile_document(story))
    except DocumentFaults as error:
        count = len(error.faults)
        raise _Refused(
            f"The draft could not be published: {error.faults[0]}"
            + (f" (and {count - 1} more, see the checklist)" if count > 1 else "")
        ) from error
    if now != row.sha256:
        raise _Refused(
            "The draft was changed after it was scheduled. Look at it again, and schedule it anew."
        )
    try:
        number = publishing.publish(story, note=row.note, kind=row.kind, reviewed_by=by).number
    except (Conflict, DocumentFaults) as error:
        raise _Refused(str(error)) from error
    log.record(by, story, log.Act.PUBLISHED, row.note, what=f"revision {number}, as scheduled")
    return number
