"""The embedded worker's own clock: what beat does elsewhere."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from django.conf import settings
from django.utils import timezone

from newsroom.celery import app
from newsroom.generation import embedded
from newsroom.generation.embedded import FIRST_BEAT_SECONDS, Beat, EmbeddedWorker
from newsroom.llm.models import Call, Outcome


def test_nothing_is_due_at_the_start_and_everything_a_minute_later() -> None:
    beat = Beat(100.0)
    assert beat.due(100.0 + FIRST_BEAT_SECONDS - 1) == []
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert set(beat.due(100.0 + FIRST_BEAT_SECONDS)) == scheduled - {"newsroom.generation.sweep"}


def test_a_task_is_due_again_after_its_interval_and_not_before() -> None:
    beat = Beat(0.0)
    first = beat.due(FIRST_BEAT_SECONDS)
    assert beat.due(FIRST_BEAT_SECONDS + 3599) == []
    assert beat.due(FIRST_BEAT_SECONDS + 3600) == first


@pytest.mark.django_db  # the import looks at the database
def test_every_scheduled_task_is_one_that_a_worker_knows() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(bool(settings.REDIS_URL), reason="with Redis beat sends them")
def test_a_process_that_makes_no_call_tidies_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    call = Call.objects.create(purpose="opening", model="m", outcome=Outcome.DONE, raw_output="Old words.")
    Call.objects.filter(pk=call.pk).update(
        created_at=timezone.now() - dt.timedelta(days=settings.LLM_KEEP_RAW_DAYS + 1)
    )
    monkeypatch.setattr(embedded, "FIRST_BEAT_SECONDS", 0.0)
    worker = EmbeddedWorker()
    worker.start()
    try:
        until = time.monotonic() + 20
        while Call.objects.exclude(raw_output="").exists() and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        worker.stop()
    assert not Call.objects.exclude(raw_output="").exists()
