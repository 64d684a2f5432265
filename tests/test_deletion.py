"""What is left of a player who deletes their data, looked for in every column of every table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.test import Client

from debate.arena import services
from debate.models import Persona, Play, Speech, SpeechReport
from newsroom.llm.ledger import budgets_for
from newsroom.llm.models import Call, Spend
from newsroom.players.models import Player
from quiz.models import Report, Run
from stories.models import Story
from tests.debate.playing import drain
from tests.llm.conftest import asking

pytestmark = pytest.mark.django_db
NAME, EMAIL, HANDLE, PASSWORD = (
    "rae-of-mill-lane",
    "rae@mill.example",
    "vivid-curlew-901",
    "a long phrase, 7 words",
)
SAID, NOTED = "I am Rae Millar and he never said so.", "My aunt Ada Millar was in that room."


def cells() -> Iterator[tuple[str, Any, str]]:
    """Where, which row, and what stands there, for every column that can hold words; sessions decoded."""
    for model in apps.get_models(include_auto_created=True):
        fields = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.BinaryField)
        ]
        for row in model._base_manager.all():
            for field in fields:
                yield f"{model._meta.label}.{field.name}", row.pk, str(getattr(row, field.attname))
    for session in Session.objects.all():
        yield "session", session.pk, str(session.get_decoded())


def references(player: int, user: int) -> Iterator[str]:
    """Foreign keys that still lead to the player or the account."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                target = {"players.Player": player, "auth.User": user}.get(field.related_model._meta.label)  # type: ignore[union-attr]
                if target is not None and model._base_manager.filter(**{field.attname: target}).exists():
                    yield f"{model._meta.label}.{field.name}"


def test_nothing_of_a_player_is_left(flagship: Story, cast: dict[str, Persona], rae: Client) -> None:
    # Anonymous first, then with an account, as most do.
    choice = {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"}
    rae.post(f"/stories/{flagship.slug}/arena/", choice)
    play = Play.objects.get()
    drain(play.debate)
    speech = Speech.objects.filter(side="pro").get()
    rae.post(f"/plays/{play.pk}/report/", {"speech": speech.pk, "text": SAID})
    rae.post("/accounts/sign-up/", {"name": NAME, "password": PASSWORD, "email": EMAIL})
    rae.post("/me/settings/", {"handle": HANDLE, "form": "handle"})
    player = Player.objects.get(user__username=NAME)
    Player.objects.filter(pk=player.pk).update(handle=HANDLE)
    play.refresh_from_db()
    assert play.player_id == player.pk
    services.predict(play, number=1, side="pro", confidence=70)
    rae.post(f"/stories/{flagship.slug}/quiz/", {"timed": "0"})
    run = Run.objects.get()
    rae.get(run.get_absolute_url())
    rae.post(f"/quiz/{run.pk}/show/", {"round": "1"})
    rae.post(f"/quiz/{run.pk}/report/", {"round": "1", "reason": "other", "note": NOTED})
    for budget in budgets_for(asking(player_id=player.pk), play.started_at.date()):
        Spend.objects.create(scope=budget.scope, key=budget.key, period=budget.period, tokens=5)
    Call.objects.create(purpose="opening", model="m", player=player)
    words = (NAME, EMAIL, HANDLE, SAID, NOTED)
    found = {word for _, _, text in cells() for word in words if word in text}
    assert found == set(words)  # all of it was stored, so the search below can fail

    user = player.user_id
    assert user is not None
    sent = rae.post("/me/delete/", {"password": PASSWORD, "sure": "on"})
    assert sent.status_code == 303, sent.content.decode()[-600:]

    assert [(at, pk, word) for at, pk, text in cells() for word in words if word in text] == []
    assert list(references(player.pk, user)) == []
    assert not Spend.objects.filter(scope="player_day").exists()
    # What is not about the player stays, without its words.
    assert (SpeechReport.objects.get().speech, Report.objects.get().reason) == (speech, "other")
    assert Call.objects.count() == 1
