"""The debate of one day."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as lazy

from debate.models.debate import Debate
from newsroom import days
from stories.models import Story


class DailyQuerySet(models.QuerySet["Daily"]):
    def over(self) -> Self:
        """Of days whose verdicts are open to everyone."""
        return self.filter(day__lt=days.today())

    def readable(self) -> Self:
        """Whose story can be read."""
        return self.filter(debate__story__in=Story.objects.published())

    def told(self) -> Self:
        """With what a page tells of it, and without the documents that are in memory already."""
        return self.select_related("debate__story__live", "debate__pro", "debate__con").defer(
            "debate__story__live__document", "debate__pro__document", "debate__con__document"
        )


class Daily(models.Model):
    """The debate of one UTC day: the same for everyone, its verdicts opened when the day is over."""

    day = models.DateField(unique=True)
    debate = models.OneToOneField(Debate, on_delete=models.PROTECT, related_name="daily")
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When the day’s calls were scored.")

    objects = DailyQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]
        verbose_name_plural = lazy("dailies")

    def __str__(self) -> str:
        return f"{self.day}"

    @property
    def is_over(self) -> bool:
        return days.is_over(self.day)
