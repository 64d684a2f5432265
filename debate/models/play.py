"""One player's run through a debate."""

from __future__ import annotations

import secrets
import uuid
from typing import Self

from django.db import models
from django.urls import reverse

from debate.models.debate import Debate, Question, Round, Side
from newsroom.players.cred import CONFIDENCES
from newsroom.players.models import Player
from stories.models import Story

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread for something else
CODE_LENGTH = 11  # 54 bits: nobody finds a replay by guessing


class PlayQuerySet(models.QuerySet["Play"]):
    def shared(self) -> Self:
        """Of debates that anybody may choose: a daily debate is called on its own page."""
        return self.filter(debate__daily__isnull=True)

    def finished(self) -> Self:
        return self.filter(finished_at__isnull=False)

    def running(self) -> Self:
        return self.filter(finished_at__isnull=True)

    def readable(self) -> Self:
        """Whose story can be read."""
        return self.filter(debate__story__in=Story.objects.published())


class Play(models.Model):
    """One player's run through a debate. Its id is unguessable and is its address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="plays")
    debate = models.ForeignKey(Debate, on_delete=models.CASCADE, related_name="plays")
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0, help_text="Grows with every move of the player.")
    rated = models.BooleanField(default=True, help_text="False once its player may have known a verdict.")
    moved_from = models.ForeignKey(
        Debate,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The debate that failed, if its player has gone on with the offline engine.",
    )
    moved_because = models.CharField(max_length=300, blank=True, help_text="How that debate failed.")
    replay_code = models.CharField(max_length=16, unique=True, null=True, blank=True, editable=False)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = PlayQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["player", "debate"], name="play_once_per_player_and_debate")
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("debate:play", args=[self.pk])

    def source(self, what: str) -> str:
        """How this play's entries are named in the ledgers, such as "play:…:round:1"."""
        return f"play:{self.pk}:{what}"

    @staticmethod
    def new_replay_code() -> str:
        return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))

    def touch(self) -> None:
        type(self).objects.filter(pk=self.pk).update(version=models.F("version") + 1)


class Prediction(models.Model):
    """A player's call of one round: a side and how sure. Made once, never changed."""

    play = models.ForeignKey(Play, on_delete=models.CASCADE, related_name="predictions")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="predictions")
    number = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=3, choices=Side)
    confidence = models.PositiveSmallIntegerField(help_text="Percent.")
    for_xp = models.CharField(
        max_length=160, blank=True, help_text="Why it moves no cred, as a clause; empty if it may."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["play", "number"], name="prediction_once_per_play_and_round"),
            models.CheckConstraint(
                condition=models.Q(confidence__in=CONFIDENCES), name="prediction_has_an_offered_confidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} at {self.confidence} %"
