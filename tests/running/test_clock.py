"""The clock: what is due is sent once, whoever looks, and nothing waits an hour for its first time."""

from __future__ import annotations

import datetime as dt

import pytest
from celery import Celery
from django.utils import timezone
from pytest_django.fixtures import Settings

from newsroom.celery import app
from newsroom.running import clock
from newsroom.running.models import Pulse, silent_seconds, stamp

pytestmark = pytest.mark.django_db
HOURLY = {"tally": {"task": "debate.tally", "schedule": 3600}}


@pytest.fixture(autouse=True)
def hourly(settings: Settings) -> None:
    settings.CELERY_BEAT_SCHEDULE = HOURLY


def sent_ago(**ago: float) -> None:
    Pulse.objects.update_or_create(
        name="task tally", defaults={"kind": "task", "at": timezone.now() - dt.timedelta(**ago)}
    )


def test_the_first_look_sends_what_never_ran_and_the_second_nothing() -> None:
    assert clock.send_what_is_due(app, after=clock.BEATS_TURN) == 1
    assert clock.send_what_is_due(app) == 0


def test_a_task_is_sent_again_when_its_time_has_come() -> None:
    sent_ago(minutes=59)
    assert clock.send_what_is_due(app) == 0
    sent_ago(minutes=61)
    assert clock.send_what_is_due(app) == 1


def test_a_worker_leaves_beat_its_turn_and_then_sends_in_its_place() -> None:
    sent_ago(seconds=3601)
    assert clock.send_what_is_due(app, after=clock.BEATS_TURN) == 0
    sent_ago(seconds=3600 + clock.BEATS_TURN + 1)
    assert clock.send_what_is_due(app, after=clock.BEATS_TURN) == 1


def test_a_clock_set_back_does_not_silence_the_schedule() -> None:
    sent_ago(days=-2)
    assert clock.send_what_is_due(app) == 1


def test_what_could_not_be_sent_is_due_still() -> None:
    nowhere = Celery(broker="redis://127.0.0.1:1/0", set_as_current=False)
    nowhere.conf.task_publish_retry = False
    assert clock.send_what_is_due(nowhere) == 0
    assert Pulse.objects.get(name="task tally").at == clock.NEVER


def test_beat_says_that_it_lives_and_sends() -> None:
    clock.Beat(app=app).look()
    assert (silent_seconds(Pulse.Kind.BEAT) or 0) < 5
    assert Pulse.objects.get(name="task tally").at > clock.NEVER


def test_silence_is_counted_from_the_last_of_a_kind() -> None:
    assert silent_seconds(Pulse.Kind.WORKER) is None
    stamp(Pulse.Kind.WORKER, "worker a 1")
    Pulse.objects.update(at=timezone.now() - dt.timedelta(seconds=90))
    assert 89 < (silent_seconds(Pulse.Kind.WORKER) or 0) < 100
    stamp(Pulse.Kind.WORKER, "worker b 2")
    assert (silent_seconds(Pulse.Kind.WORKER) or 9) < 5
