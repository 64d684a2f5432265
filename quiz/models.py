"""Runs of the quiz: which quotations were asked, with which four people, and what was answered.

A round names a revision and a quotation in it; a revision never changes, so nothing of it is copied.
What a run scored follows from its rounds (`quiz.scoring.score`); a finished run also keeps the totals, for
lists and bests, and `quiz.voids` repairs them when a quotation is corrected or withdrawn.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Collection
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as lazy

from newsroom import days
from newsroom.players.models import Player
from newsroom.players.services import awarded
from newsroom.rooms.models import Room
from stories.models import Revision, Story


def new_token() -> str:
    """128 random bits: derived from nothing, so it tells nothing."""
    return secrets.token_urlsafe(16)


class DailyQuizQuerySet(models.QuerySet["DailyQuiz"]):
    def told(self, pks: Collection[Any]) -> set[Any]:
        """Of these the ones whose day is over, so that anybody may know what they asked."""
        return set(self.filter(pk__in=pks, day__lt=days.today()).values_list("pk", flat=True))


class DailyQuiz(models.Model):
    """The five questions of one UTC day, fixed when the first player asks for them."""

    day = models.DateField(unique=True)
    questions = models.JSONField(
        help_text="In order: revision id, quotation key, and the four people’s keys."
    )

    objects = DailyQuizQuerySet.as_manager()

    class Meta:
        verbose_name_plural = lazy("dailies")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"Daily quiz of {self.day}"

    def get_absolute_url(self) -> str:
        return reverse("quiz:daily")


class RoomQuiz(models.Model):
    """The questions of a room, the same for everyone in it. It outlives the room, since runs rest on it."""

    room = models.OneToOneField(Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="quiz")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    questions = models.JSONField(help_text="In order: quotation key, and the four people’s keys.")

    class Meta:
        verbose_name_plural = lazy("room quizzes")

    def __str__(self) -> str:
        return f"quiz of room {self.room_id}"

    def number_of(self, quote_key: str) -> int:
        """Which of the room's questions it is; a run may leave out what was withdrawn before it began."""
        return [question["quote"] for question in self.questions].index(quote_key) + 1


class RunQuerySet(models.QuerySet["Run"]):
    def finished(self) -> Self:
        return self.filter(finished_at__isnull=False)

    def of(self, player: Player) -> Self:
        """A player's own, with what was begun in the moment in which they were merged into an account."""
        return self.filter(models.Q(player=player) | models.Q(player__merged_into=player))

    def like(self, run: Run) -> Self:
        """Runs that compare with this one: the same player and quiz (any day's daily), the same clock."""
        return self.filter(
            player=run.player_id, timed=run.timed, story=run.story_id, daily__isnull=run.daily_id is None
        )


class Run(models.Model):
    """One player's run through a quiz. Its id is unguessable and is its address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="quiz_runs")
    story = models.ForeignKey(
        Story, null=True, blank=True, on_delete=models.CASCADE, related_name="quiz_runs"
    )
    daily = models.ForeignKey(DailyQuiz, null=True, blank=True, on_delete=models.CASCADE, related_name="runs")
    room_quiz = models.ForeignKey(
        RoomQuiz, null=True, blank=True, on_delete=models.SET_NULL, related_name="runs"
    )
    timed = models.BooleanField()
    position = models.PositiveSmallIntegerField(
        default=1, help_text="The round in play or just revealed; one more than there are: the result."
    )
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    points = models.PositiveIntegerField(default=0)
    time_points = models.PositiveIntegerField(default=0)
    counted = models.PositiveSmallIntegerField(default=0, help_text="Rounds answered and not void.")
    correct = models.PositiveSmallIntegerField(default=0)
    best_streak = models.PositiveSmallIntegerField(default=0)
    average_ms = models.PositiveIntegerField(null=True, blank=True)
    xp_reason = models.CharField(max_length=200, blank=True, help_text="How its XP came about, in words.")

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(story__isnull=False, daily__isnull=True)
                | models.Q(story__isnull=True, daily__isnull=False),
                name="quiz_run_is_of_a_story_or_a_day",
            ),
            models.UniqueConstraint(fields=["player", "daily"], name="quiz_daily_once_per_player"),
            models.UniqueConstraint(fields=["player", "room_quiz"], name="quiz_run_once_per_room_and_player"),
            models.UniqueConstraint(
                fields=["player", "story", "timed"],
                condition=models.Q(finished_at__isnull=True, room_quiz__isnull=True),
                name="quiz_run_unfinished_once_per_story",
            ),
        ]
        indexes = [models.Index(fields=["player", "finished_at"], name="quiz_run_by_player")]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("quiz:run", args=[self.pk])

    def stories(self) -> models.QuerySet[Story]:
        """Those that it asks about: one, or for a day's quiz as many as it has questions."""
        return Story.objects.filter(pk__in=QuizRound.objects.filter(run=self).values("story"))

    @property
    def award_source(self) -> str:
        """How the XP ledger names what this run earned."""
        return f"quiz:{self.pk}:finish"

    @property
    def xp(self) -> int:
        """What the ledger holds for it; a void takes none back. 1 query."""
        return awarded(self.player, self.award_source)


class QuizRound(models.Model):
    """One quotation of a run. Void while it does not stand in its story as it was asked."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    quote_key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64, help_text="Of the words and their speaker.")
    shown_at = models.DateTimeField(null=True, blank=True, help_text="When its clock began.")
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="quiz_round_number_once_per_run")
        ]
        indexes = [models.Index(fields=["story", "fingerprint"], name="quiz_round_by_quotation")]

    def __str__(self) -> str:
        return f"Round {self.number} of {self.run_id}"

    @property
    def given(self) -> Answer | None:
        """The answer, if there is one. Free when loaded by `quiz.loading`."""
        return getattr(self, "answer", None)

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    @property
    def is_settled(self) -> bool:
        return self.given is not None or self.is_void

    def show(self, now: dt.datetime) -> None:
        """Begin its clock. Callers hold the run's lock."""
        self.shown_at = now
        self.save(update_fields=["shown_at"])


class Option(models.Model):
    """One of the four people of a round, under a random token that only this attempt knows."""

    round = models.ForeignKey(QuizRound, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    person = models.CharField(max_length=80, help_text="The person’s key.")
    token = models.CharField(max_length=32, unique=True, default=new_token)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="quiz_option_position_once_per_round"),
            models.UniqueConstraint(fields=["round", "person"], name="quiz_option_person_once_per_round"),
        ]

    def __str__(self) -> str:
        return self.person


class Answer(models.Model):
    """What was answered, once per round: the one-to-one column is the constraint."""

    round = models.OneToOneField(QuizRound, on_delete=models.CASCADE, related_name="answer")
    option = models.ForeignKey(Option, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    elapsed_ms = models.PositiveIntegerField()
    is_late = models.BooleanField(default=False)
    is_right = models.BooleanField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_right=False) | models.Q(option__isnull=False, is_late=False),
                name="quiz_answer_right_needs_an_option_in_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.option_id or 'nothing'} after {self.elapsed_ms} ms"


class Report(models.Model):
    """That a player holds a quotation to be wrong. Upheld, it leaves the quiz at once, and its rounds are
    void; the story itself is corrected by publishing."""

    class Reason(models.TextChoices):
        SPEAKER = "speaker", _("Someone else said it")
        WORDING = "wording", _("The wording is not what was said")
        SOURCE = "source", _("The source does not have it")
        UNFAIR = "unfair", _("More than one answer could be right")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", "waiting for a decision"
        UPHELD = "upheld", "upheld: out of the quiz"
        DISMISSED = "dismissed", "dismissed"

    player = models.ForeignKey(Player, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    round = models.ForeignKey(
        QuizRound, null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="quiz_reports")
    quote_key = models.CharField("quotation key", max_length=80)
    fingerprint = models.CharField(max_length=64)
    text = models.TextField("quotation", help_text="As it was asked.")
    speaker = models.CharField(max_length=300, help_text="Who the story says it was.")
    reason = models.CharField(max_length=12, choices=Reason)
    note = models.CharField("what the player wrote", max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField("reported", auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = lazy("reported quotation")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["player", "round"], name="quiz_report_once_per_player_and_round")
        ]
        indexes = [models.Index(fields=["state", "fingerprint"], name="quiz_report_by_state")]

    def __str__(self) -> str:
        return f"“{self.text[:60]}”, {self.get_reason_display().lower()}"
