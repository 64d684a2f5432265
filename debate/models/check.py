"""What measuring a referee has found, for the fairness page."""

from __future__ import annotations

from typing import Self

from django.db import models


class RefereeCheckQuerySet(models.QuerySet["RefereeCheck"]):
    def latest_of_each(self) -> list[RefereeCheck]:
        """The last of every engine, model and version of the prompt, the newest first. One query."""
        seen: dict[tuple[str, str, str], RefereeCheck] = {}
        for check in self.newest_first()[:200]:
            seen.setdefault((check.engine, check.model, check.prompt_version), check)
        return list(seen.values())

    def newest_first(self) -> Self:
        return self.order_by("-measured_at", "-pk")


class RefereeCheck(models.Model):
    """One run of `manage.py verify_referee`: its gates, met or not. Written once."""

    engine = models.CharField(max_length=20)
    model = models.CharField(max_length=120, blank=True)
    prompt_version = models.CharField(max_length=40, blank=True)
    measured_at = models.DateTimeField(auto_now_add=True)
    pairs = models.PositiveIntegerField(help_text="Rounds that the referee was given, each in several forms.")
    gates = models.JSONField(help_text="Each gate: name, value, gate, is_met, note.")

    objects = RefereeCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-measured_at"]

    def __str__(self) -> str:
        return f"{self.model or self.engine} {self.prompt_version}: {self.missed} not met"

    @property
    def missed(self) -> int:
        return sum(not gate["is_met"] for gate in self.gates)
