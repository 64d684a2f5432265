"""What has been counted of the referee's rounds, for the fairness figures."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as lazy


class Tally(models.Model):
    """The sums of `debate.fairness.Counts` over some fifty rounds of one referee. Written once."""

    engine = models.CharField(max_length=20)
    model = models.CharField(max_length=120, blank=True)
    prompt_version = models.CharField(max_length=40, blank=True)
    through = models.DateTimeField(help_text="When the last of its rounds was judged.")
    rounds = models.PositiveIntegerField()
    pro = models.PositiveIntegerField()
    con = models.PositiveIntegerField()
    draws = models.PositiveIntegerField()
    splits = models.PositiveIntegerField()
    paired = models.PositiveIntegerField(help_text="Rounds judged in both orders.")
    agreed = models.PositiveIntegerField()
    opposed = models.PositiveIntegerField()
    named = models.PositiveIntegerField(help_text="Calls with an order that named a side.")
    first_named = models.PositiveIntegerField()
    named_rounds = models.PositiveIntegerField()
    unequal = models.PositiveIntegerField(help_text="Decided rounds with texts of different length.")
    longer_won = models.PositiveIntegerField()
    sum_x = models.BigIntegerField()
    sum_xx = models.BigIntegerField()
    sum_y = models.FloatField()
    sum_yy = models.FloatField()
    sum_xy = models.FloatField()
    answers = models.PositiveIntegerField(help_text="Of the model, by the ledger of calls.")
    unusable = models.PositiveIntegerField()

    class Meta:
        ordering = ["-through"]
        verbose_name_plural = lazy("tallies")

    def __str__(self) -> str:
        return f"{self.rounds} rounds of {self.model or self.engine} {self.prompt_version}"
