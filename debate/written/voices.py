"""How a voice is written and taken."""

from __future__ import annotations

from debate import grounding
from debate.engines import get_engine
from debate.engines.base import VOICE_WORDS, Occasion, Said, VoiceTask
from debate.evidence.cards import central_cards
from debate.models import Voice
from debate.written.performing import brought, seconds_left
from debate.written.speeches import as_shown, as_stored
from newsroom.generation.models import Written


class VoiceWriter:
    def write(self, voice: Voice) -> Written:
        document = voice.revision.as_document()
        text, provenance = get_engine(voice.asked_of).voice(
            VoiceTask(
                brief=voice.brief,
                speaker=voice.persona.as_document,
                headline=document.headline,
                standfirst=document.standfirst,
                central=central_cards(document, voice.brief),
                occasion=Occasion(
                    voice_id=voice.pk,
                    player_id=voice.asked_by_id,
                    is_last_attempt=voice.attempt >= voice.attempt_limit,
                    seconds_left=seconds_left(voice),
                    is_awaited=voice.is_live,
                ),
            )
        )
        return brought(Said(text=text, review=provenance.review), provenance)

    def take(self, voice: Voice, value: Said) -> None:
        """Keep what passes its check, within the budget; a sentence that fails is cut, not shown."""
        persona = voice.persona.as_document
        report = grounding.check(value.text, voice.brief, known_names=(persona.name, persona.short_name))
        voice.sentences = as_shown(report, VOICE_WORDS[1], value.review)
        voice.review = as_stored(value.review)
        voice.save(update_fields=["sentences", "review"])

    def ended(self, voice: Voice) -> None:
        """Nothing follows a voice; its page looks at the row."""
