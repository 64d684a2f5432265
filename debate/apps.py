from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as lazy

log = logging.getLogger(__name__)


class DebateConfig(AppConfig):
    name = "debate"
    verbose_name = lazy("Debates")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from debate import specimens, wording
        from debate.classroom.game import RoomDebate
        from debate.engines import closed_motions
        from debate.evidence import tongue
        from debate.models.persona import persona_names
        from debate.moderating import SpeechKind, VoiceKind
        from debate.record import profile
        from debate.repertoire.moving import register_parts
        from debate.voices.services import why_silent
        from debate.written.registering import register_writers
        from debate.written.sealing import register_seals
        from newsroom import styleguide
        from newsroom.moderation import queue
        from newsroom.players import registry
        from newsroom.rooms import registry as rooms
        from stories import playing, shelf
        from stories.models import Story

        tongue.register_site(lambda: str(settings.OFFERED_LANGUAGES[0].tag))
        wording.register()
        queue.register(SpeechKind(), order=10)
        queue.register(VoiceKind(), order=11)
        register_writers()
        register_parts()
        register_seals()
        registry.register_merge("debate", profile.hand_over)
        registry.register_panel("debate", profile.plays_panel, order=10)
        registry.register_export("debates", profile.export)
        registry.register_export("voices", profile.export_voices)
        registry.register_export("reports", profile.export_reports)
        registry.register_deletion("debate", profile.forget)
        for key, name, meaning, rule, group in profile.ACHIEVEMENTS:
            registry.register_achievement(key, name, meaning, rule, group=group)
        rooms.register(RoomDebate(), order=10)
        shelf.parts.update(("portraits/", "voices/"))
        playing.register(motions=closed_motions, voices=why_silent, personas=persona_names)
        styleguide.register("debate", "Debate", specimens.values)
        post_save.connect(_story_saved, sender=Story, dispatch_uid="debate.go_on")


def _story_saved(instance: Any, update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    """A story may have come back: what waited for it is written, once that is committed.

    Should it fail, the story is back all the same; each piece can be asked for again on its page.
    """
    if instance.is_published and (update_fields is None or "withdrawn_at" in update_fields):
        transaction.on_commit(partial(_go_on, instance), robust=True)


def _go_on(story: Any) -> None:
    from debate.written import pieces

    if again := pieces.go_on(story):
        log.info("story %s is back: %s pieces go back into the queue", story.pk, again)
