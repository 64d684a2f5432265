"""What follows the speeches: the crossfire questions drawn up, and the referee's scores."""

from __future__ import annotations

from fractions import Fraction
from typing import Self

from django.db import models

from debate.evidence.brief import SideName
from debate.models.admission import Admission
from debate.models.debate import Debate, Round
from debate.models.performed import Performed
from debate.models.play import Play
from debate.models.tally import Tally
from debate.referee.scoring import Outcome
from newsroom import days
from newsroom.generation.models import State


class QuestionSet(Performed):
    """The three crossfire questions of a debate; their texts are `Question` rows."""

    STORY = "debate__story"

    debate = models.OneToOneField(Debate, on_delete=models.CASCADE, related_name="question_set")

    def __str__(self) -> str:
        return f"questions of debate {self.debate_id}"


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def sealed(self) -> Self:
        """Judged, whoever may see it."""
        return self.filter(state=State.READY)

    def open_to_all(self) -> Self:
        """Judged, and not of a daily debate whose day is not over: until then no word or number that depends on
        one may reach anyone, not even by way of a sum. Nor of one that awaits its review or was rejected."""
        return (
            self.sealed()
            .filter(round__debate__admission__in=(Admission.LIVE, Admission.APPROVED))
            .exclude(round__debate__daily__day__gte=days.today())
        )

    def under_review(self) -> Self:
        """Of debates that nobody can play: they await their review, or were rejected and no play of them goes on."""
        return (
            self.sealed()
            .filter(round__debate__admission__in=(Admission.AWAITING, Admission.REJECTED))
            .exclude(round__debate__in=Play.objects.running().values("debate"))
            .exclude(round__debate__daily__day__gte=days.today())
        )

    def open_to_desk(self) -> Self:
        """What editors, moderators and administrators may read, who play too: what somebody has been shown already,
        and what nobody can call."""
        return self.known() | self.under_review()

    def known(self) -> Self:
        """Which somebody has been shown: opened by a call, or of a daily debate whose day is over."""
        return self.open_to_all().filter(
            models.Q(opened_at__isnull=False) | models.Q(round__debate__daily__isnull=False)
        )

    def decided(self) -> Self:
        """Of rounds that somebody has won."""
        return self.filter(record__outcome__in=[Outcome.PRO, Outcome.CON])


class Verdict(Performed):
    """The referee's scores of one round, sealed before anyone predicts.

    `record` is what the seal covers: both sides' marks and overall, and the outcome. It reaches a reader only
    through `debate.written.reading`.
    """

    STORY = "round__debate__story"

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="verdict")
    record = models.JSONField(default=dict)
    calls = models.JSONField(default=list, help_text="Every judgement: order, marks, reasons.")
    nonce = models.CharField(max_length=32, blank=True)
    seal = models.CharField(max_length=64, blank=True)
    tally = models.ForeignKey(
        Tally,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="verdicts",
        editable=False,
        help_text="Where it is counted for the fairness figures.",
    )
    opened_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When a player was first shown it; empty of a daily."
    )
    opened_by = models.ForeignKey(
        "debate.Play",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        help_text="The play that called it first; empty once that play is deleted.",
    )

    objects = VerdictQuerySet.as_manager()

    def __str__(self) -> str:
        return f"verdict of round {self.round_id}"

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.record["outcome"])

    def overall(self, side: SideName) -> Fraction:
        return Fraction(self.record[side]["overall"])
