from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User

from newsroom.celery import app
from newsroom.players.models import Player
from newsroom.players.services import player_of
from tests.accounts.people import PASSWORD


@pytest.fixture
def account() -> Player:
    return player_of(User.objects.create_user("rae", "rae@example.org", PASSWORD))


@pytest.fixture
def post() -> Iterator[None]:
    """What is queued is done at once, so that mail lies in the outbox."""
    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    yield
    app.conf.task_always_eager = app.conf.task_eager_propagates = False
