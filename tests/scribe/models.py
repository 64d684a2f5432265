"""`Note`: a generated row whose writing a test scripts, to see what the mechanism does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from django.db import models

from newsroom.generation.models import Generated, Written


class Note(Generated):
    text = models.CharField(max_length=80, blank=True)
    ends = models.PositiveIntegerField(default=0)

    # What `write` does, by default and in this process; tests replace it with monkeypatch.
    script: ClassVar[Callable[[Note], str]] = staticmethod(lambda note: f"attempt {note.attempt}")

    class Meta(Generated.Meta):
        app_label = "scribe"

    def __str__(self) -> str:
        return f"note {self.pk}"

    def write(self) -> Written:
        return Written(value=type(self).script(self), engine="scribe", tokens_in=3, tokens_out=5)

    def accept(self, value: str) -> None:
        self.text = value
        self.save(update_fields=["text"])

    def ended(self) -> None:
        type(self).objects.filter(pk=self.pk).update(ends=models.F("ends") + 1)
