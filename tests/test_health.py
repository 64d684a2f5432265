"""/readyz says what does not work, and 503 only for what a player would miss."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from newsroom import health
from newsroom.running.models import Pulse, stamp
from tests.scribe.models import Note


def ready() -> tuple[int, dict[str, str]]:
    response = Client().get("/readyz")
    return response.status_code, json.loads(response.content)


@pytest.fixture
def worker_lives(db: None) -> None:
    stamp(Pulse.Kind.WORKER, "worker here 1")


@pytest.mark.django_db
def test_it_is_not_ready_before_any_worker_has_come_nor_when_all_are_silent() -> None:
    assert ready()[1]["worker"] == "none yet"
    stamp(Pulse.Kind.WORKER, "worker here 1")
    assert ready()[0] == 200
    Pulse.objects.update(at=timezone.now() - dt.timedelta(seconds=health.SILENT + 5))
    status, said = ready()
    assert (status, said["worker"][:10]) == (503, "silent for")


def test_it_is_not_ready_while_a_row_waits_that_could_be_worked_on(worker_lives: None) -> None:
    long_ago = timezone.now() - dt.timedelta(seconds=health.WAITED + 5)
    Note.objects.create(queued_at=long_ago, not_before=timezone.now())
    assert ready()[0] == 200
    Note.objects.create(queued_at=long_ago)
    status, said = ready()
    assert (status, said["waiting"]) == (503, "65 s")


def test_it_is_not_ready_on_a_full_disk(worker_lives: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "SPACE", 2**62)
    status, said = ready()
    assert status == 503
    assert said["disk"].endswith("MB left")


def test_a_silent_beat_is_told_and_not_judged(worker_lives: None, settings: Settings) -> None:
    settings.EMBEDDED_WORKER = False
    stamp(Pulse.Kind.BEAT, "beat")
    Pulse.objects.filter(kind="beat").update(at=timezone.now() - dt.timedelta(minutes=5))
    assert health.beat() == "silent for 300 s"


def test_livez_touches_no_database() -> None:
    """Outside the database fixture any query is an error."""
    assert Client().get("/livez").content == b"ok"
