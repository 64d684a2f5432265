"""Who follows what, and the letters. An address stands in one row and goes with the last story it follows."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy


def new_key() -> str:
    """What a link in a letter proves its reader by: 128 bits."""
    return secrets.token_hex(16)


class Correspondent(models.Model):
    """An address that somebody gave. Nothing else is known of them."""

    email = models.EmailField(unique=True)  # in lower case
    key = models.CharField(max_length=32, unique=True)  # leaves everything
    language = models.CharField(max_length=35)  # of the page on which it was given
    letter_at = models.DateTimeField(null=True)  # when its last letter of news was made

    def __str__(self) -> str:
        return f"correspondent {self.pk}"


class Following(models.Model):
    """That an address is to be told of a story; until it is confirmed, only that somebody said so."""

    correspondent = models.ForeignKey(Correspondent, on_delete=models.CASCADE, related_name="followings")
    story = models.ForeignKey("stories.Story", on_delete=models.CASCADE, related_name="followings")
    key = models.CharField(max_length=32, unique=True)  # confirms, and leaves this story
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    told = models.PositiveIntegerField(default=0)  # the number of the revision up to which they know

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["correspondent", "story"], name="followed_once_by_an_address")
        ]

    def __str__(self) -> str:
        return f"following {self.pk} of story {self.story_id}"


class Letter(models.Model):
    """One mail to one address. Only what is WAITING is ever sent, so what may have gone out does not go out twice."""

    class State(models.TextChoices):
        WAITING = "waiting", lazy("waiting")
        SENDING = "sending", lazy("being sent")
        SENT = "sent", lazy("sent")
        REFUSED = "refused", lazy("refused")
        UNKNOWN = "unknown", lazy("broke off while being sent")

    correspondent = models.ForeignKey(Correspondent, on_delete=models.CASCADE, related_name="letters")
    # Of a letter that asks for confirmation: what is to be confirmed. None: news of what `covers` says.
    asks = models.ForeignKey(Following, null=True, on_delete=models.CASCADE, related_name="letters")
    covers = models.JSONField(default=dict)  # {key of a following: [told, up to which revision]}
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)  # as the mail server said it

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="letter_waiting", condition=Q(state="waiting"))]
        constraints = [
            models.UniqueConstraint(
                fields=["asks"], condition=Q(state="waiting"), name="one_letter_waits_for_an_answer"
            )
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}: {self.state}"
