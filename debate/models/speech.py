"""One side's opening, crossfire answer or closing, and what readers say of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from debate.models.debate import Round, Side
from debate.models.performed import Performed, Report, Spoken


class Speech(Spoken):
    """One side's opening, crossfire answer or closing."""

    class Part(models.TextChoices):
        OPENING = "opening", pgettext_lazy("speech", "Opening")
        ANSWER = "answer", pgettext_lazy("speech", "Crossfire answer")
        CLOSING = "closing", pgettext_lazy("speech", "Closing statement")

    STORY = "round__debate__story"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="speeches")
    side = models.CharField(max_length=3, choices=Side)
    part = models.CharField(max_length=7, choices=Part)
    so_far = models.JSONField(
        default=list, help_text="Checked sentences, shown while the speech is being written."
    )
    so_far_attempt = models.PositiveSmallIntegerField(default=0, help_text="Which attempt wrote them.")

    class Meta(Performed.Meta):
        verbose_name_plural = lazy("speeches")
        constraints = [
            models.UniqueConstraint(fields=["round", "side", "part"], name="speech_once_per_side_and_part")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.side} of round {self.round_id}"

    def hide(self, reason: str) -> None:
        """Show readers this sentence in place of the text; "" shows the text again."""
        type(self).objects.filter(pk=self.pk).update(hidden_reason=reason)
        self.round.debate.touch()


class SpeechReport(Report):
    speech = models.ForeignKey(Speech, on_delete=models.CASCADE, related_name="reports")

    class Meta(Report.Meta):
        constraints = [
            models.UniqueConstraint(fields=["speech", "player"], name="report_once_per_player_and_speech")
        ]

    def __str__(self) -> str:
        return f"report on speech {self.speech_id}"
