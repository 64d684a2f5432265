"""What one visitor, one network and everybody may ask, and what is said to those who ask for more."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from newsroom.limits.cache import SteadyRedisCache
from newsroom.limits.network import network_of
from newsroom.limits.rules import BEGUN, POSTED, READ
from tests.addresses import patterns

pytestmark = pytest.mark.django_db
AWAY = {
    "default": {
        "BACKEND": "newsroom.limits.cache.SteadyRedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",  # nobody listens
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    yield
    SteadyRedisCache._rests_until = 0.0


def limited(settings: Settings, **limits: tuple[int, int, int]) -> None:
    settings.LIMITS = {**settings.LIMITS, **limits}


def ask(network: int = 1, client: Client | None = None) -> int:
    return (client or Client()).post("/quiz/daily/", REMOTE_ADDR=f"203.0.{network}.9").status_code


def test_every_rule_is_of_an_address_that_there_is() -> None:
    assert set(POSTED) | set(READ) | set(BEGUN) <= {name for name, _ in patterns()}


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),  # a socket for both kinds: not everybody's ::/56
        ("2001:db8:1:2ff::9", "2001:db8:1:200::/56"),
        ("a name", "unknown"),
    ],
)
def test_a_network_is_as_large_as_a_school(address: str, network: str) -> None:
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_questions_for_a_passkey_fill_no_table(settings: Settings) -> None:
    limited(settings, ACCOUNTS=(0, 2, 100))
    page, accept = "/accounts/passkeys/sign-in/", {"accept": "application/json"}
    assert [Client().get(page, headers=accept).status_code for _ in range(4)] == [200, 200, 429, 429]
    assert Session.objects.count() == 2
    assert Client().get("/accounts/sign-in/").status_code == 200


def test_a_visitor_without_cookies_counts_for_the_network(settings: Settings) -> None:
    limited(settings, QUIZZES=(2, 4, 100))
    assert [ask() for _ in range(6)].count(429) == 2
    assert ask(network=2) != 429


def test_nobody_uses_up_what_everybody_has(settings: Settings) -> None:
    limited(settings, QUIZZES=(0, 2, 5))
    assert [ask() for _ in range(9)].count(429) == 7
    assert [ask(network=n) for n in range(2, 6)] == [422] * 4


def test_many_networks_use_up_their_own_share_alone_but_what_costs_money_ends_for_all(
    settings: Settings,
) -> None:
    limited(settings, QUIZZES=(0, 20, 40), STARTS=(0, 20, 40))
    assert [ask(network=n) for n in (1, 2) for _ in range(20)] == [422] * 40
    assert [ask(network=3) for _ in range(4)] == [422, 422, 429, 429]
    assert ask(network=4) == 422

    def start(network: int) -> int:
        return Client().post("/stories/any/arena/", REMOTE_ADDR=f"203.0.{network}.9").status_code

    assert 429 not in [start(n) for n in (1, 2) for _ in range(20)]
    assert start(4) == 429


def test_a_refusal_says_when_and_keeps_what_was_typed(settings: Settings) -> None:
    limited(settings, QUIZZES=(0, 1, 0))
    client = Client()
    ask(client=client)
    page = client.post(
        "/quiz/daily/", {"timed": "1", "note": "a <b>", "password": "secret"}, REMOTE_ADDR="203.0.1.9"
    )
    text = page.content.decode()
    assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (429, "600", "no-store")
    assert "Try again in 10 minutes." in text
    assert 'name="note" value="a &lt;b&gt;"' in text
    assert "secret" not in text


def test_htmx_puts_a_refusal_above_the_form_it_leaves_alone(settings: Settings) -> None:
    limited(settings, QUIZZES=(0, 1, 0))
    ask()
    part = Client().post("/quiz/daily/", REMOTE_ADDR="203.0.1.9", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Retarget"], part["HX-Reswap"]) == (429, "#main", "afterbegin")
    assert part.content.strip().startswith(b"<p")


def test_a_search_is_counted_and_a_page_is_not(settings: Settings) -> None:
    limited(settings, SEARCHES=(0, 2, 0))
    client = Client()
    assert [client.get("/search/?q=war").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/search/").status_code == 200


def test_while_redis_is_away_reading_and_signing_in_go_on_and_spending_is_closed(settings: Settings) -> None:
    User.objects.create_user("rae", password="a long password")
    settings.CACHES = AWAY
    began = time.monotonic()
    client = Client()
    assert client.get("/search/?q=war").status_code == 200
    posted = client.post("/accounts/sign-in/", {"name": "rae", "password": "a long password"})
    assert posted.status_code == 303
    other = Client()
    for _ in range(5):
        other.post("/accounts/sign-in/", {"name": "bo", "password": "wrong"})
    assert other.post("/accounts/sign-in/", {"name": "bo", "password": "wrong"}).status_code == 429
    closed = client.post("/stories/any/arena/")
    assert closed.status_code == 503
    assert "Try again in a minute." in closed.content.decode()
    assert time.monotonic() - began < 4


def test_the_desk_counts_wrong_passwords_as_the_players_page_does() -> None:
    User.objects.create_superuser("ed", password="a long password")
    client = Client()
    wrong = {"username": "ed", "password": "wrong"}
    assert [client.post("/admin/login/", wrong).status_code for _ in range(6)] == [200] * 5 + [429]
    right = {"username": "ed", "password": "a long password"}
    assert client.post("/admin/login/", right).status_code == 429
    assert client.post("/accounts/sign-in/", {"name": "ed", "password": "a long password"}).status_code == 429
