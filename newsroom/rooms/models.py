"""A room and who is in it, for a day."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from newsroom.players.models import Player

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread for something else
CODE_LENGTH = 7  # 34 bits: enough beside the limit on wrong codes (newsroom.limits.rules.GUESSES)
LASTS = dt.timedelta(hours=24)
MEMBERS_MOST = 60
AWAY = dt.timedelta(minutes=15)  # a host who has been away for so long no longer holds the room


class RoomQuerySet(models.QuerySet["Room"]):
    def open(self) -> Self:
        """Whose day is not over."""
        return self.filter(ends_at__gt=timezone.now())

    def over(self) -> Self:
        return self.filter(ends_at__lte=timezone.now())

    def left(self) -> Self:
        """Played together, and without their host for too long."""
        return self.filter(pace=Room.Pace.TOGETHER, host_seen_at__lt=timezone.now() - AWAY)


class Room(models.Model):
    """What a group plays, how far its host has opened it, and until when it lasts. `version` grows with every change
    that its host's page shows."""

    class Pace(models.TextChoices):
        TOGETHER = "together", _("together")
        OWN = "own", _("each at their own pace")

    code = models.CharField(max_length=12, unique=True)
    key_sha256 = models.CharField(max_length=64, unique=True, help_text="Of the secret in the host’s link.")
    kind = models.CharField(max_length=12, help_text="What is played, as it is registered.")
    subject = models.CharField(max_length=80, help_text="Which one; its kind knows it by this.")
    pace = models.CharField(max_length=8, choices=Pace)
    openings = models.JSONField(default=list, help_text="When the host opened each round for all, in order.")
    branch = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Which way the room goes on, where there are several."
    )
    version = models.PositiveIntegerField(default=0)
    host_seen_at = models.DateTimeField(default=timezone.now)
    let_go_at = models.DateTimeField(
        null=True, blank=True, help_text="When it went from together to own pace, its host being away."
    )
    created_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()

    objects = RoomQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["ends_at"], name="room_by_end"),
            models.Index(fields=["kind", "subject"], name="room_by_subject"),
        ]

    def __str__(self) -> str:
        return f"room {self.pk}: {self.kind} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("rooms:room", args=[self.code])

    @property
    def spoken_code(self) -> str:
        """As it is read aloud: `k7m 2qfx`."""
        return f"{self.code[:3]} {self.code[3:]}"

    @property
    def is_together(self) -> bool:
        return self.pace == self.Pace.TOGETHER

    @property
    def opened(self) -> int:
        """How many rounds the host has opened for all."""
        return len(self.openings)

    def opened_at(self, number: int) -> dt.datetime | None:
        return parse_datetime(self.openings[number - 1]) if number <= self.opened else None

    def seals(self, number: int) -> bool:
        """Whether what came of this round is kept from its members."""
        return self.is_together and number > self.opened

    def touch(self) -> None:
        Room.objects.filter(pk=self.pk).update(version=models.F("version") + 1)

    @staticmethod
    def new_code() -> str:
        return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))

    @staticmethod
    def digest(key: str) -> str:
        """What is kept of a host's key."""
        return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


class Member(models.Model):
    """Somebody in a room: a player under a nickname. Deleted with the room."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="members")
    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="seats")
    nickname = models.CharField(max_length=24, blank=True)
    nickname_key = models.CharField(
        max_length=80, help_text="Folded as handles are, so that lookalikes collide."
    )
    choice = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Which way they voted to go on."
    )
    joined_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["room", "player"], name="member_once_per_room_and_player"),
            models.UniqueConstraint(fields=["room", "nickname_key"], name="member_nickname_once_per_room"),
        ]

    def __str__(self) -> str:
        return f"member {self.pk} of room {self.room_id}"

    @property
    def is_here(self) -> bool:
        return self.removed_at is None
