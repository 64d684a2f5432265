"""The embedded worker keeps the schedule that beat keeps elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from debate.models import Daily, Persona, Verdict
from newsroom import settings as real_settings
from newsroom.celery import app
from newsroom.generation.embedded import EmbeddedWorker
from newsroom.generation.models import State
from stories.models import Story


def until(found: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not found():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.05)


@pytest.mark.django_db
def test_every_scheduled_task_is_one_that_a_worker_knows() -> None:
    app.loader.import_default_modules()
    for name, entry in real_settings.CELERY_BEAT_SCHEDULE.items():
        assert entry["task"] in app.tasks, name
        assert float(str(entry["schedule"])) >= real_settings.SWEEP_SECONDS


@pytest.mark.django_db(transaction=True)
def test_the_daily_debate_is_written_whole_though_nobody_has_come(
    flagship: Story, cast: dict[str, Persona], settings: Settings, request: pytest.FixtureRequest
) -> None:
    settings.CELERY_BEAT_SCHEDULE = {"daily-debate": {"task": "debate.daily", "schedule": 3600}}
    worker: EmbeddedWorker = request.getfixturevalue("worker")
    until(lambda: Verdict.objects.filter(state=State.READY).count() >= 1)
    assert Daily.objects.count() == 1
    assert worker._due_at["daily-debate"] > time.monotonic() + 3000, "and not again before its time"
    assert "Who takes round one?" in Client().get("/daily/").content.decode()
