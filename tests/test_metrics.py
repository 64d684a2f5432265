"""/metrics: what an operator watches, for those networks alone that may ask."""

from __future__ import annotations

import pytest
from django.test import Client

from newsroom.llm.models import Call, Outcome
from newsroom.running.models import Pulse, stamp
from tests.scribe.models import Note

pytestmark = pytest.mark.django_db


def figures() -> dict[str, float]:
    lines = Client().get("/metrics").content.decode().splitlines()
    return {
        name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")
    }


def test_it_tells_what_waits_what_was_spent_and_who_lives() -> None:
    Note.objects.create()
    stamp(Pulse.Kind.WORKER, "worker here 1")
    Call.objects.create(
        purpose="opening",
        model="m",
        outcome=Outcome.DONE,
        tokens_in=900,
        tokens_out=100,
        money_micros=2_500_000,
    )
    Client().get("/no-such-page/")
    found = figures()
    assert found['newsroom_rows{kind="scribe.note",state="queued"}'] == 1
    assert found["newsroom_money_today"] == 2.5
    assert found['newsroom_tokens_today{direction="in"}'] == 900
    assert found['newsroom_calls_today{outcome="done",purpose="opening"}'] == 1
    assert found['newsroom_silent_seconds{kind="worker"}'] < 5
    assert found['newsroom_answers_total{method="GET",status="404",view="none"}'] >= 1


@pytest.mark.parametrize("asked", [{"REMOTE_ADDR": "203.0.113.7"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}])
def test_nobody_else_may_ask(asked: dict[str, str]) -> None:
    assert Client().get("/metrics", **asked).status_code == 404
