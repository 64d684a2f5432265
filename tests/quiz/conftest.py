"""A quiz story, players, and a clock that tests turn."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.players.models import Player
from quiz import services
from quiz.models import Run
from stories.document import StoryDocument
from stories.models import Story
from tests.quiz.documents import quotable
from tests.quiz.playing import Hands, opened


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    made = Hands()
    monkeypatch.setattr(timezone, "now", made.read)
    return made


@pytest.fixture
def story(publish: Callable[[StoryDocument], Story]) -> Story:
    return publish(quotable())


@pytest.fixture
def player(db: None) -> Player:
    return Player.objects.create()


@pytest.fixture
def run(player: Player, story: Story, hands: Hands) -> Run:
    """A timed run whose first round is on show."""
    begun = services.start(player, story=story, timed=True)
    opened(begun, hands)
    return begun


@pytest.fixture
def client_of(player: Player) -> Callable[[Client], Client]:
    """Make a client the player's own."""

    def own(client: Client) -> Client:
        session = client.session
        session["player"] = player.pk
        session.save()
        return client

    return own
