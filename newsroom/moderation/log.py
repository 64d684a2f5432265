"""The log of the desk: who did what with which row, when and why. It is only ever added to.

It is Django's own log, so everything that is saved in the admin is in it. What is more than an edit is an `Act`, recorded
here; its word begins the entry's message, by which the log is filtered.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, TextChoices


class Act(TextChoices):
    """What is done at the desk beside editing; the value stands in the log."""

    PUBLISHED = "Published"
    SCHEDULED = "Scheduled"
    CANCELLED = "Cancelled"
    ROLLED_BACK = "Rolled back"
    WITHDRAWN = "Withdrawn"
    ASKED = "Asked for a review"
    REVIEWED = "Reviewed"
    RENAMED = "Renamed"
    TOOK_IN = "Took in"
    KEPT = "Kept the text"
    FORGOT = "Removed the text"
    SIGNED = "Signed"
    UNSIGNED = "Took back"
    LINKED = "Made preview link"
    UNLINKED = "Revoked preview link"
    IMPORTED = "Imported"
    HIDDEN = "Hidden"
    RESTORED = "Restored"
    DISMISSED = "Reports dismissed"
    CORRECTED = "Corrected"
    WRITTEN_ANEW = "Sent to be written anew"
    RUN_AGAIN = "Run again"
    RESET = "Reset"
    MERGED = "Merged"
    APPROVED = "Approved"
    REJECTED = "Rejected"


def record(by: Any, row: Model, act: Act, why: str = "", *, what: str = "", name: str = "") -> LogEntry:
    """Write it down: "Corrected sentence 3: it says what no card says." by: the user who did it. name: of the row, if
    it does not know a good one itself."""
    return LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(row, for_concrete_model=False),
        object_id=str(row.pk),
        object_repr=(name or str(row))[:200],
        action_flag=CHANGE,
        change_message=_message(act, why.strip(), what.strip()),
    )


def _message(act: Act, why: str, what: str) -> str:
    done = f"{act.value} {what}".strip()
    return f"{done}: {why}" if why else f"{done}."


def refuse_change(sender: Any, instance: LogEntry, **kwargs: Any) -> None:
    if not instance._state.adding:
        raise TypeError("The log is only added to: an entry is never changed.")


def refuse_deletion(sender: Any, instance: LogEntry, **kwargs: Any) -> None:
    raise TypeError(
        "The log is only added to: an entry is never deleted, and neither is an account that has acted at the desk. "
        "Make the account inactive."
    )
