"""Voices: a persona's view of a whole story, written once for what it rests on and kept."""

from __future__ import annotations

import functools

from django.db import models

from debate.evidence.brief import Brief
from debate.models.admission import Admitted, AdmittedQuerySet, once
from debate.models.performed import Performed, Report, Spoken
from debate.models.persona import Persona
from newsroom.players.models import Player
from stories.models import Revision, Story


class VoiceQuerySet(AdmittedQuerySet["Voice"]):
    """Voices, live and of the repertoire."""


class Voice(Admitted, Spoken):
    """A persona's view of a story as one revision had it.

    The brief's digest is part of its identity: what rests on the same cards is not written again.
    """

    STORY = "story"

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="voices")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    brief_document = models.JSONField()
    brief_sha256 = models.CharField(max_length=64)
    asked_of = models.CharField(
        max_length=20, help_text="The engine that was to write it; “engine” is the one that did."
    )
    asked_by = models.ForeignKey(Player, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = VoiceQuerySet.as_manager()

    class Meta(Performed.Meta):
        permissions = [("review_voice", "Can review voices that were written ahead")]
        constraints = once(
            *("story", "persona", "brief_sha256", "asked_of"),
            name="voice_once_per_story_persona_brief_engine",
        )

    def __str__(self) -> str:
        return f"voice {self.pk} of persona {self.persona_id} on story {self.story_id}"

    @functools.cached_property
    def brief(self) -> Brief:
        return Brief.from_json(self.brief_document)

    def hide(self, reason: str) -> None:
        """Show readers this sentence in place of the text; "" shows the text again."""
        type(self).objects.filter(pk=self.pk).update(hidden_reason=reason)


class VoiceReport(Report):
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="reports")

    class Meta(Report.Meta):
        constraints = [
            models.UniqueConstraint(fields=["voice", "player"], name="report_once_per_player_and_voice")
        ]

    def __str__(self) -> str:
        return f"report on voice {self.voice_id}"
