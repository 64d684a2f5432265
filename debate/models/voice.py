"""Voices: a persona's view of a whole story, written once for what it rests on and kept."""

from __future__ import annotations

import functools

from django.db import models
from django.utils import timezone

from debate import grounding
from debate.engines import get_engine
from debate.engines.base import VOICE_WORDS, Occasion, VoiceTask
from debate.evidence.brief import Brief
from debate.evidence.cards import central_cards
from debate.models.persona import Persona
from debate.models.written import Performed, _written
from newsroom.generation.models import Written
from newsroom.players.models import Player
from stories.models import Revision, Story


class Voice(Performed):
    """A persona's view of a story as one revision had it: checked sentences, never raw text.

    The brief's digest is part of its identity: what rests on the same cards is not written again.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="voices")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    brief_document = models.JSONField()
    brief_sha256 = models.CharField(max_length=64)
    asked_of = models.CharField(
        max_length=20, help_text="The engine that was to write it; “engine” is the one that did."
    )
    asked_by = models.ForeignKey(Player, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sentences = models.JSONField(default=list, help_text="[{text, status, citations}] as shown.")
    hidden_reason = models.CharField(
        max_length=300, blank=True, help_text="Set by a moderator: readers see this in place of the text."
    )

    class Meta(Performed.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["story", "persona", "brief_sha256", "asked_of"],
                name="voice_once_per_story_persona_brief_engine",
            )
        ]

    def __str__(self) -> str:
        return f"voice {self.pk} of persona {self.persona_id} on story {self.story_id}"

    @functools.cached_property
    def brief(self) -> Brief:
        return Brief.from_json(self.brief_document)

    @property
    def text(self) -> str:
        return " ".join(sentence["text"] for sentence in self.sentences)

    def write(self) -> Written:
        document = self.revision.as_document()
        text, provenance = get_engine(self.asked_of).voice(
            VoiceTask(
                brief=self.brief,
                speaker=self.persona.as_document,
                headline=document.headline,
                standfirst=document.standfirst,
                central=central_cards(document, self.brief),
                occasion=Occasion(
                    voice_id=self.pk,
                    player_id=self.asked_by_id,
                    is_last_attempt=self.attempt >= self.attempt_limit,
                    seconds_left=(self.give_up_at - timezone.now()).total_seconds(),
                ),
            )
        )
        return _written(text, provenance)

    def take(self, value: str) -> None:
        """Keep what passes its check, within the budget; a sentence that fails is cut, not shown."""
        persona = self.persona.as_document
        report = grounding.check(value, self.brief, known_names=(persona.name, persona.short_name))
        words, kept = 0, []
        for sentence in report.sentences:
            words += len(sentence.text.split())
            if words > VOICE_WORDS[1]:
                break
            if sentence.status != "unsupported":
                kept.append(
                    {"text": sentence.text, "status": sentence.status, "citations": list(sentence.citations)}
                )
        self.sentences = kept
        self.save(update_fields=["sentences"])


class VoiceReport(models.Model):
    """Somebody says that something is wrong with a voice; waits for a moderator."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="reports")
    player = models.ForeignKey(Player, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["voice", "player"], name="report_once_per_player_and_voice")
        ]

    def __str__(self) -> str:
        return f"report on voice {self.voice_id}"
