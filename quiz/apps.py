from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as lazy

log = logging.getLogger(__name__)


class QuizConfig(AppConfig):
    name = "quiz"
    verbose_name = lazy("Quiz")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from newsroom import sealed, styleguide
        from newsroom.moderation import queue
        from newsroom.players import registry
        from newsroom.rooms import registry as rooms
        from quiz import bank, profile, specimens, wording
        from quiz.classroom import RoomGame
        from quiz.models import DailyQuiz
        from quiz.moderating import QuotationKind
        from stories import playing
        from stories.models import Story

        wording.register()
        queue.register(QuotationKind(), order=12)
        sealed.register("quiz.dailyquiz", fields=["questions"], opened=DailyQuiz.objects.told)
        registry.register_merge("quiz", profile.hand_over)
        registry.register_panel("quiz", profile.runs_panel, order=30)
        registry.register_export("quizzes", profile.export)
        registry.register_deletion("quiz", profile.forget)
        for key, name, meaning, rule, group in profile.ACHIEVEMENTS:
            registry.register_achievement(key, name, meaning, rule, group=group)
        rooms.register(RoomGame(), order=20)
        playing.register(quiz=bank.asked_of)
        styleguide.register("quiz", "Quiz", specimens.values)
        post_save.connect(_story_saved, sender=Story, dispatch_uid="quiz.recheck")


def _story_saved(instance: Any, update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    """A story was published or withdrawn: void what no longer stands, once that is committed.

    Should it fail, publication has still happened; each run is checked again whenever it is read.
    """
    if update_fields is None or {"live", "withdrawn_at"} & set(update_fields):
        transaction.on_commit(partial(_recheck, instance.pk), robust=True)


def _recheck(story_id: int) -> None:
    from quiz import voids

    if changed := voids.recheck_story(story_id):
        log.info("story %s: %s quiz rounds void or back", story_id, changed)
