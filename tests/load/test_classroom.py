"""The class of `tests.load.classroom`, small: four at once against a server, its worker and its database."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from pytest_django.live_server_helper import LiveServer

from debate.models import Persona
from newsroom.generation.embedded import EmbeddedWorker
from stories.models import Story
from tests.debate.playing import begin, drain
from tests.load.classroom import lesson

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_who_press_at_once_lose_and_double_nothing(
    request: pytest.FixtureRequest, flagship: Story, cast: dict[str, Persona], live_server: LiveServer
) -> None:
    drain(begin(flagship, cast).debate)
    worker = EmbeddedWorker()  # now: the two of them would share the openings
    worker.start()
    request.addfinalizer(worker.stop)
    doing = lesson(live_server.url, members=4, say=lambda _: None, poll_seconds=0.1, with_quiz=False)
    with ThreadPoolExecutor(
        1
    ) as apart:  # a browser’s test in this process may have left a loop running in this thread
        asked = apart.submit(asyncio.run, doing).result()
    assert len(asked.counted["call"].ms) == 16
