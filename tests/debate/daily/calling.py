"""The day of the tests, its debate written whole, calls of it, and what no page may say of it."""

from __future__ import annotations

import datetime as dt

from django.template.defaultfilters import linebreaksbr
from django.test import Client

from debate.daily import services as daily
from debate.models import Daily, Verdict
from newsroom import days
from tests.debate.playing import drain

DAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
NEXT = dt.datetime(2026, 11, 24, 0, 0, 1, tzinfo=dt.UTC)
HTMX = {"HTTP_HX_REQUEST": "true"}


def write_today() -> Daily:
    for _ in range(3):
        made = daily.ensure(days.today())
        assert made is not None
        drain(made.debate)
    return made


def post(client: Client, number: int, side: str = "pro", confidence: int = 70, **more: object) -> int:
    sent = client.post("/daily/", {"round": number, "side": side, "confidence": confidence, **more})
    return sent.status_code


def secrets_of(made: Daily) -> list[str]:
    found = []
    for verdict in Verdict.objects.filter(round__debate=made.debate):
        reasons = [r for side in ("pro", "con") for r in verdict.record[side]["reasons"].values()]
        found += [verdict.nonce, *(str(linebreaksbr(reason)) for reason in reasons if reason)]
    return found


def assert_closed(made: Daily, sent: str) -> None:
    for secret in secrets_of(made):
        assert secret not in sent
    for word in ("takes the round", 'class="bars', 'class="verdict', ">overall", '"outcome"', "called right"):
        assert word not in sent.lower()
