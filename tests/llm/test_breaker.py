"""An endpoint that keeps failing is left alone, tried once, and taken back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from newsroom.llm import breaker, gateway
from newsroom.llm.errors import Refused, Unavailable
from newsroom.llm.models import Call, Endpoint, Switch
from newsroom.running.models import Pulse, stamp
from tests.llm.conftest import asking
from tests.llm.fake_openai import FakeOpenAI, reply, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def fails(fake: FakeOpenAI, settings: Settings) -> Callable[[int], None]:
    """Make that many calls that bring no answer."""
    settings.LLM_BREAKER_FAILURES = 3
    settings.LLM_BREAKER_SECONDS = 30

    def fail(times: int) -> None:
        fake.always = status(503)
        for _ in range(times):
            with pytest.raises(Unavailable):
                gateway.complete(asking())
        fake.always = reply("A plain answer.")

    return fail


def rested() -> None:
    Endpoint.objects.update(resting_until=timezone.now() - dt.timedelta(seconds=1))


def readyz() -> tuple[int, dict[str, str]]:
    response = Client().get("/readyz")
    return response.status_code, json.loads(response.content)


def test_it_opens_after_several_failures_in_a_row(fake: FakeOpenAI, fails: Callable[[int], None]) -> None:
    fails(2)
    gateway.complete(asking())
    fails(2)
    assert not breaker.is_resting(Endpoint.objects.get())
    fails(1)
    asked, rows = len(fake.chats()), Call.objects.count()
    with pytest.raises(Unavailable) as caught:
        gateway.complete(asking())
    assert len(fake.chats()) == asked
    assert Call.objects.count() == rows
    assert 25 < caught.value.after_seconds <= 30
    assert caught.value.reader_message == breaker.READER


def test_one_call_tries_it_and_an_answer_closes_it(fake: FakeOpenAI, fails: Callable[[int], None]) -> None:
    fails(3)
    rested()
    endpoint = Endpoint.objects.get()
    breaker.admit(endpoint, model="m")  # another worker's trial is under way
    with pytest.raises(Unavailable):
        breaker.admit(endpoint, model="m")
    rested()
    gateway.complete(asking())
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.resting_until) == (0, None)
    gateway.complete(asking())


def test_a_trial_that_fails_makes_it_rest_again(fake: FakeOpenAI, fails: Callable[[int], None]) -> None:
    fails(3)
    rested()
    fails(1)
    asked = len(fake.chats())
    with pytest.raises(Unavailable):
        gateway.complete(asking())
    assert len(fake.chats()) == asked


def test_a_refusal_is_an_answer(fake: FakeOpenAI, fails: Callable[[int], None]) -> None:
    fails(2)
    fake.always = status(401)
    with pytest.raises(Refused):
        gateway.complete(asking())
    assert Endpoint.objects.get().failures == 0


def test_readyz_tells_and_stays_ready(
    fake: FakeOpenAI, fails: Callable[[int], None], settings: Settings
) -> None:
    stamp(Pulse.Kind.WORKER, "worker here 1")
    code, checks = readyz()
    assert (code, checks["model"]) == (200, "ok"), checks
    fails(3)
    code, checks = readyz()
    assert code == 200
    assert checks["model"].startswith("resting")
    Switch.objects.create(calls_allowed=False)
    assert readyz()[1]["model"] == "switched off"
    settings.NEWSROOM_MODEL = ""
    assert readyz()[1]["model"] == "not configured"
