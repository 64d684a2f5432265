"""The rows of a draft's way to readers: see `stories.release`.

They name other models by word, for `stories.models` imports them, so that Django finds them there.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy


def _somebody() -> models.ForeignKey[object, object]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


class Review(models.Model):
    """That somebody was asked to look at exactly this draft, and who has said that it may go out."""

    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="reviews")
    sha256 = models.CharField(max_length=64)
    asked_by = _somebody()
    asked_at = models.DateTimeField(default=timezone.now)
    given_by = _somebody()
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["story", "sha256"], name="review_once_per_draft")]

    def __str__(self) -> str:
        return f"review of {self.sha256[:8]} of story {self.story_id}"


class ScheduledQuerySet(models.QuerySet["Scheduled"]):
    def waiting(self) -> Self:
        return self.filter(state=Scheduled.State.WAITING)

    def due(self) -> Self:
        return self.waiting().filter(due_at__lte=timezone.now())


class Scheduled(models.Model):
    """A publication that waits for its time: of the draft with this hash, or of none."""

    class State(models.TextChoices):
        WAITING = "waiting", lazy("waiting for its time")
        PUBLISHED = "published", lazy("published")
        CANCELLED = "cancelled", lazy("cancelled")
        REFUSED = "refused", lazy("not published")

    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="scheduled")
    due_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    note = models.CharField(max_length=300, blank=True)
    made_by = _somebody()
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        max_length=500, blank=True, help_text=lazy("Why it was not published, in words.")
    )

    objects = ScheduledQuerySet.as_manager()

    class Meta:
        verbose_name = lazy("scheduled publication")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["story"],
                condition=models.Q(state="waiting"),
                name="scheduled_one_waiting_per_story",
            )
        ]

    def __str__(self) -> str:
        return f"publication of story {self.story_id} at {self.due_at:%Y-%m-%d %H:%M}"


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def open(self) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class PreviewLink(models.Model):
    """A guest's way to the draft, without an account. The address is signed; only the row says whether it is open."""

    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="preview_links")
    nonce = models.CharField(max_length=16)
    purpose = models.CharField(max_length=120, blank=True)
    made_by = _somebody()
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_by = _somebody()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"preview link {self.pk} of story {self.story_id}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()
