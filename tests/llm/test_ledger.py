"""Budgets are exact, calls leave rows, and the switch stops everything."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Callable

import pytest
import time_machine
from django.db import connections
from django.db.models import Sum
from pytest_django.fixtures import Settings

from newsroom.generation.errors import GiveUp
from newsroom.generation.turns import Turn, taking
from newsroom.llm import gateway, ledger
from newsroom.llm.errors import LlmError, OverBudget, SwitchedOff, Unavailable
from newsroom.llm.exchange import estimated_tokens
from newsroom.llm.models import Call, Outcome, Scope, Spend, Switch
from newsroom.players.models import Player
from newsroom.players.services import delete_player
from tests.llm import fake_openai as faults
from tests.llm.conftest import asking, sent_calls
from tests.llm.fake_openai import MODEL, FakeOpenAI, reply, status

PROMPT_TOKENS = estimated_tokens("You write for a newspaper.", "Say something about the tram.")  # 7 + 8
RESERVED = PROMPT_TOKENS + 100
USED = 30 + 20  # what the fake says it took


def spent(scope: Scope) -> tuple[int, int]:
    row = Spend.objects.get(scope=scope)
    return row.tokens, row.money_micros


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("a", 1), ("four", 1), ("fives", 2), ("трамвай", 4), ("電車", 2)]
)
def test_tokens_are_estimated_from_characters(text: str, tokens: int) -> None:
    assert estimated_tokens(text) == tokens


@pytest.mark.parametrize(
    ("model", "tokens_in", "tokens_out", "micros"),
    [
        (MODEL, 1_000_000, 0, 2_000_000),
        (MODEL, 0, 1_000_000, 10_000_000),
        (MODEL, 3, 1, 16),
        ("other", 9, 9, 0),
    ],
)
def test_money_is_counted_from_the_price_table(
    settings: Settings, model: str, tokens_in: int, tokens_out: int, micros: int
) -> None:
    settings.LLM_PRICES = {MODEL: (2.0, 10.0)}
    assert ledger.cost_micros(model, tokens_in, tokens_out) == micros


@pytest.mark.django_db
def test_a_call_leaves_a_row_and_settles_every_budget(fake: FakeOpenAI) -> None:
    player = Player.objects.create()
    request = asking(player_id=player.pk, subject="debate.debate", subject_id=7, prompt_version="opening-1")
    with taking(Turn(owner="a network")):
        gateway.complete(request)
    call = Call.objects.get()
    assert (call.purpose, call.subject, call.subject_id, call.player) == (
        "opening",
        "debate.debate",
        "7",
        player,
    )
    assert (call.model, call.served_model, call.prompt_version, call.form) == (
        MODEL,
        MODEL,
        "opening-1",
        "prose",
    )
    assert (call.outcome, call.tokens_in, call.tokens_out) == (Outcome.DONE, 30, 20)
    assert (call.money_micros, call.request_id, call.raw_output) == (260, "req-1", "A plain answer. ")
    for scope in Scope:
        assert spent(scope) == (USED, 260)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("behaviour", "tokens"),
    [
        (status(503), 0),  # an error is not charged
        (status(429), 0),
        (reply("A plain answer.", usage=None), PROMPT_TOKENS + 4),  # not counted by the endpoint
        (reply("A plain", finish="length"), USED),
        (faults.reset, RESERVED),  # nobody knows what it cost
        (faults.truncate, RESERVED),
    ],
)
def test_what_a_failure_may_have_cost_stays_spent(
    fake: FakeOpenAI, behaviour: faults.Behaviour, tokens: int
) -> None:
    fake.always = behaviour
    with contextlib.suppress(LlmError):
        gateway.complete(asking())
    assert spent(Scope.SITE_DAY)[0] == tokens
    call = Call.objects.get()
    assert call.tokens_in + call.tokens_out == tokens


@pytest.mark.django_db
def test_what_never_left_is_given_back(fake: FakeOpenAI, settings: Settings) -> None:
    settings.OPENAI_BASE_URL = f"http://127.0.0.1:{faults.unused_port()}/v1"
    with pytest.raises(Unavailable):
        gateway.complete(asking())
    assert spent(Scope.SITE_DAY) == (0, 0)


DENIALS = [
    ("LLM_BUDGET_SITE_DAY_TOKENS", RESERVED - 1, "for everyone"),
    ("LLM_BUDGET_SUBJECT_TOKENS", RESERVED - 1, "its share"),
    ("LLM_BUDGET_PLAYER_DAY_TOKENS", RESERVED - 1, "You have used up"),
    ("LLM_BUDGET_NETWORK_DAY_TOKENS", RESERVED - 1, "of your network"),
    ("LLM_BUDGET_NETWORK_DAY_MONEY", 0.001, "of your network"),
    ("LLM_BUDGET_SITE_DAY_MONEY", 0.001, "for everyone"),
    ("LLM_BUDGET_SUBJECT_MONEY", 0.001, "its share"),
    ("LLM_BUDGET_PLAYER_DAY_MONEY", 0.001, "You have used up"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("setting", "limit", "sentence"), DENIALS)
def test_a_budget_that_does_not_cover_a_call_denies_it_before_anything_is_sent(
    fake: FakeOpenAI, settings: Settings, setting: str, limit: float, sentence: str
) -> None:
    setattr(settings, setting, limit)
    player = Player.objects.create()
    with taking(Turn(owner="a network")), pytest.raises(OverBudget) as caught:
        gateway.complete(asking(player_id=player.pk, subject="debate.debate", subject_id="7"))
    assert isinstance(caught.value, GiveUp)
    assert sentence in caught.value.reader_message
    is_daily = "_DAY_" in setting
    assert ("midnight UTC" in caught.value.reader_message) == is_daily
    assert (caught.value.resets_at is not None) == is_daily
    assert fake.requests == []
    assert not Call.objects.exists()
    assert not Spend.objects.exclude(tokens=0).exists()


@pytest.mark.django_db
def test_budgets_are_each_players_and_each_subjects_own(fake: FakeOpenAI, settings: Settings) -> None:
    settings.LLM_BUDGET_PLAYER_DAY_TOKENS = settings.LLM_BUDGET_SUBJECT_TOKENS = RESERVED
    ann, ben = Player.objects.create(), Player.objects.create()
    gateway.complete(asking(player_id=ann.pk, subject="debate.debate", subject_id=1))
    with pytest.raises(OverBudget):
        gateway.complete(asking(player_id=ann.pk, subject="debate.debate", subject_id=2))
    with pytest.raises(OverBudget):
        gateway.complete(asking(player_id=ben.pk, subject="debate.debate", subject_id=1))
    gateway.complete(asking(player_id=ben.pk, subject="debate.debate", subject_id=2))
    assert len(fake.chats()) == 2


@pytest.mark.django_db
def test_a_network_has_one_budget_for_a_day_whoever_of_it_asks(fake: FakeOpenAI, settings: Settings) -> None:
    settings.LLM_BUDGET_NETWORK_DAY_TOKENS = RESERVED
    with taking(Turn(owner="a network")):
        gateway.complete(asking(player_id=Player.objects.create().pk))
        with pytest.raises(OverBudget):
            gateway.complete(asking(player_id=Player.objects.create().pk))
    with taking(Turn(owner="another")):
        gateway.complete(asking())
    gateway.complete(asking())  # what the site writes for itself is of no network
    assert len(fake.chats()) == 3


@pytest.mark.django_db
def test_a_repair_is_paid_for_too(fake: FakeOpenAI, settings: Settings) -> None:
    from tests.llm.test_failures import Score

    settings.LLM_BUDGET_SITE_DAY_TOKENS = RESERVED + 60  # the schema is some 40
    fake.always = reply('{"points": "many"}')
    with pytest.raises(OverBudget):
        gateway.structured(asking("referee"), Score)
    assert len(fake.chats()) == 1


@pytest.mark.django_db
def test_a_day_ends_at_midnight_utc(fake: FakeOpenAI, settings: Settings) -> None:
    settings.LLM_BUDGET_SITE_DAY_TOKENS = RESERVED
    late = dt.datetime(2026, 3, 1, 23, 59, tzinfo=dt.UTC)
    with time_machine.travel(late, tick=False):
        gateway.complete(asking())
        with pytest.raises(OverBudget) as caught:
            gateway.complete(asking())
    assert caught.value.resets_at == dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    with time_machine.travel(late + dt.timedelta(minutes=2), tick=False):
        gateway.complete(asking())


def in_threads(count: int, work: Callable[[], object]) -> list[BaseException]:
    """Run work in that many threads at once; what they raised."""
    start = threading.Barrier(count)
    raised: list[BaseException] = []

    def run() -> None:
        try:
            start.wait()
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
def test_ten_threads_stay_within_a_budget_to_the_token(fake: FakeOpenAI, settings: Settings) -> None:
    settings.LLM_BUDGET_SITE_DAY_TOKENS = 4 * RESERVED
    gate = threading.Event()  # holds every answer back until all have asked, so all are reserved at once

    def held(connection: faults.Connection, request: faults.Received) -> None:
        gate.wait(10)
        reply("A plain answer.", usage=(PROMPT_TOKENS, 100))(connection, request)

    fake.always = held
    denied: list[int] = []

    def call() -> None:
        try:
            gateway.complete(asking())
        except OverBudget:
            denied.append(1)
            if len(denied) == 6:
                gate.set()

    assert in_threads(10, call) == []
    assert len(denied) == 6
    assert len(fake.chats()) == sent_calls() == 4
    assert spent(Scope.SITE_DAY)[0] == 4 * RESERVED
    assert Call.objects.aggregate(total=Sum("tokens_in") + Sum("tokens_out"))["total"] == 4 * RESERVED


@pytest.mark.django_db(transaction=True)
def test_ten_threads_settle_to_what_was_used(fake: FakeOpenAI) -> None:
    assert in_threads(10, lambda: list(gateway.stream(asking()))) == []
    assert spent(Scope.SITE_DAY) == (10 * USED, 10 * 260)
    assert len(fake.chats()) == sent_calls() == 10


@pytest.mark.django_db
def test_the_switch_stops_calls_at_once(fake: FakeOpenAI) -> None:
    gateway.complete(asking())
    switch = Switch.objects.create(calls_allowed=False, note="cost scare")
    with pytest.raises(SwitchedOff) as caught:
        gateway.complete(asking())
    assert caught.value.reader_message == SwitchedOff.READER
    assert len(fake.chats()) == 1
    switch.calls_allowed = True
    switch.save()
    gateway.complete(asking())


@pytest.mark.django_db
def test_the_switch_stops_a_stream_that_has_not_begun(fake: FakeOpenAI) -> None:
    streaming = gateway.stream(asking())
    Switch.objects.create(calls_allowed=False)
    with pytest.raises(SwitchedOff):
        list(streaming)
    assert fake.requests == []


@pytest.mark.django_db
def test_what_a_players_days_spent_goes_with_the_player(fake: FakeOpenAI) -> None:
    player, other = Player.objects.create(), Player.objects.create()
    for each in (player, other):
        gateway.complete(asking(player_id=each.pk))
    delete_player(player)
    assert set(Spend.objects.filter(scope="player_day").values_list("key", flat=True)) == {str(other.pk)}
    assert Call.objects.count() == 2
    assert Call.objects.filter(player=None).count() == 1
