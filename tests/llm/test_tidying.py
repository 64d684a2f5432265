"""What becomes of the ledger with time."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.db.models import Sum
from django.utils import timezone
from pytest_django.fixtures import Settings

from newsroom.generation.turns import Turn, taking
from newsroom.llm import gateway, tidying
from newsroom.llm.models import Call, DaysCalls, Outcome, Scope, Spend
from newsroom.players.models import Player
from tests.llm.conftest import asking
from tests.llm.fake_openai import FakeOpenAI

pytestmark = pytest.mark.django_db
DAY = dt.datetime(2025, 3, 30, tzinfo=dt.UTC)  # on which summer time begins, elsewhere


def test_raw_output_is_blanked_after_its_days_and_lost_calls_are_closed(
    fake: FakeOpenAI, settings: Settings
) -> None:
    settings.LLM_KEEP_RAW_DAYS = 3
    gateway.complete(asking())
    gateway.complete(asking("old"))
    Call.objects.filter(purpose="old").update(
        created_at=timezone.now() - dt.timedelta(days=4), outcome=Outcome.UNDER_WAY
    )
    assert tidying.tidy() == 2
    assert tidying.tidy() == 0
    old, new = Call.objects.order_by("created_at")
    assert (old.raw_output, old.outcome, old.tokens_out) == ("", Outcome.LOST, 20)
    assert (new.raw_output, new.outcome) == ("A plain answer. ", Outcome.DONE)


def test_former_budgets_of_players_and_networks_go_and_the_rest_stay(fake: FakeOpenAI) -> None:
    now = timezone.now()
    with taking(Turn(owner="a sealed network", urgency=1)):
        gateway.complete(asking(player_id=Player.objects.create().pk))
    assert set(Spend.objects.values_list("scope", flat=True)) >= {
        Scope.SITE_DAY,
        Scope.NETWORK_DAY,
        Scope.PLAYER_DAY,
    }
    Spend.objects.create(scope=Scope.SUBJECT, key="debate.debate:7", period="always", tokens=1)
    before = set(Spend.objects.values_list("scope", "key", "period"))
    for days in (0, 1):  # a call that began before midnight settles yesterday's
        assert tidying.forget_former_budgets(now + dt.timedelta(days=days)) == 0
    assert tidying.forget_former_budgets(now + dt.timedelta(days=2)) == 2
    assert set(Spend.objects.values_list("scope", "key", "period")) == {
        row for row in before if row[0] in (Scope.SITE_DAY, Scope.SUBJECT)
    }


def made(at: dt.datetime, **more: object) -> None:
    call = Call.objects.create(
        **{
            "purpose": "opening",
            "model": "m",
            "outcome": Outcome.DONE,
            "tokens_in": 5,
            "tokens_out": 3,
            **more,
        }
    )
    Call.objects.filter(pk=call.pk).update(created_at=at)


def test_old_calls_become_the_sums_of_their_day_and_nothing_is_lost(settings: Settings) -> None:
    settings.LLM_KEEP_CALLS_DAYS = 31
    late = dt.timedelta(hours=23, minutes=59)
    made(DAY, money_micros=10)
    made(DAY + late, money_micros=20, outcome=Outcome.UNUSABLE)
    made(DAY + late, purpose="referee")
    made(DAY + dt.timedelta(days=1))
    made(DAY + dt.timedelta(days=2))
    now = DAY + dt.timedelta(days=33, hours=5)
    assert tidying.sum_up_old_calls(now) == 4
    assert tidying.sum_up_old_calls(now) == 0
    assert [
        (row.day.day, row.purpose, row.calls, row.failed, row.tokens_in, row.tokens_out, row.money_micros)
        for row in DaysCalls.objects.order_by("day", "purpose")
    ] == [
        (30, "opening", 2, 1, 10, 6, 30),
        (30, "referee", 1, 0, 5, 3, 0),
        (31, "opening", 1, 0, 5, 3, 0),
    ]
    assert Call.objects.get().created_at == DAY + dt.timedelta(days=2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.second
def test_several_workers_count_no_call_twice(settings: Settings) -> None:
    settings.LLM_KEEP_CALLS_DAYS = 31
    for n in range(40):
        made(DAY + dt.timedelta(hours=6 * n))

    def sweep(_: int) -> None:
        try:
            tidying.sum_up_old_calls(DAY + dt.timedelta(days=100))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(sweep, range(4)))
    tidying.sum_up_old_calls(DAY + dt.timedelta(days=100))
    assert DaysCalls.objects.aggregate(calls=Sum("calls"), tokens=Sum("tokens_in")) == {
        "calls": 40,
        "tokens": 200,
    }
    assert not Call.objects.exists()
