"""The embedded worker keeps the schedule that beat keeps elsewhere."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from debate.models import Daily, Persona, Verdict
from newsroom import settings as real_settings
from newsroom.celery import app
from newsroom.generation.models import State
from newsroom.llm.models import Call, Outcome
from newsroom.running import clock
from stories.models import Story


def until(found: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not found():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.05)


@pytest.mark.django_db  # the import looks at the database
def test_every_scheduled_task_is_one_that_a_worker_knows() -> None:
    app.loader.import_default_modules()
    for name, entry in real_settings.CELERY_BEAT_SCHEDULE.items():
        assert entry["task"] in app.tasks, name
        assert float(str(entry["schedule"])) >= real_settings.SWEEP_SECONDS


@pytest.mark.django_db(transaction=True)
def test_its_process_keeps_one_set_of_rounds(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("worker")
    time.sleep(0.2)  # where there is a queue of its own, this one begins a worker's rounds too
    assert [thread.name for thread in threading.enumerate()].count("rounds") == (
        1 if site.EMBEDDED_WORKER else 2
    )


@pytest.mark.django_db(transaction=True)
def test_the_daily_debate_is_written_whole_though_nobody_has_come(
    flagship: Story, cast: dict[str, Persona], settings: Settings, request: pytest.FixtureRequest
) -> None:
    settings.CELERY_BEAT_SCHEDULE = {"daily-debate": {"task": "debate.daily", "schedule": 3600}}
    request.getfixturevalue("worker")
    until(lambda: Verdict.objects.filter(state=State.READY).count() >= 1)
    assert Daily.objects.count() == 1
    assert clock.send_what_is_due(app) == 0, "and not again before its time"
    assert "Who takes round one?" in Client().get("/daily/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_process_that_makes_no_call_tidies_all_the_same(
    settings: Settings, request: pytest.FixtureRequest
) -> None:
    call = Call.objects.create(purpose="opening", model="m", outcome=Outcome.DONE, raw_output="Old words.")
    Call.objects.filter(pk=call.pk).update(
        created_at=timezone.now() - dt.timedelta(days=site.LLM_KEEP_RAW_DAYS + 1)
    )
    settings.CELERY_BEAT_SCHEDULE = {"tidy": {"task": "newsroom.llm.tidy", "schedule": 3600}}
    request.getfixturevalue("worker")
    until(lambda: not Call.objects.exclude(raw_output="").exists())
