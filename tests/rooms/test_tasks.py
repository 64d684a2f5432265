"""The clock's errand for rooms."""

from __future__ import annotations

import pytest
from django.conf import settings

from newsroom.celery import app

pytestmark = pytest.mark.django_db


def test_workers_know_every_task_that_the_schedule_sends() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)
