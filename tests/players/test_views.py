"""/me/ and the leaderboards, as a visitor and as someone who means harm."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal as D

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from newsroom.players import registry
from newsroom.players.models import CredEntry, Player
from newsroom.players.services import award_xp, player_of
from tests.accounts.people import PASSWORD, playing, sign_in
from tests.players.ledgers import settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Player:
    return player_of(User.objects.create_user("rae", "rae@example.org", PASSWORD))


# --- Someone who has not played ---


@pytest.mark.parametrize("path", ["/me/", "/leaderboard/", "/leaderboard/?board=daily&page=999999"])
def test_looking_makes_no_row_and_no_cookie(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert Player.objects.count() == 0
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["/me/settings/", "/me/export.json", "/me/delete/"])
def test_there_is_nothing_to_set_or_delete_before_playing(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"] == "/me/"


def test_public_pages_link_to_me_and_vary_for_nobody(client: Client) -> None:
    response = client.get("/")
    assert b'href="/me/"' in response.content
    assert not response.cookies


# --- /me/ ---


def test_me_shows_the_ledgers_and_the_panels(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    player = playing(client)
    monkeypatch.setattr(registry, "_panels", {})
    registry.register_panel("none", lambda player: None)
    registry.register_panel(
        "tick", lambda player: registry.Panel(template="players/_pager.html", context={"of": player.pk})
    )
    settle(player)
    settle(player, 2, outcome="con")
    page = client.get("/me/").content.decode()
    assert "You were 70 % sure of the case for, and it won: you gain 9.6 cred." in page
    assert "<polyline" in page
    assert "style=" not in page
    assert "After 28 more decided rounds" in page


def test_me_costs_as_many_queries_for_a_long_history(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_panels", {})
    player = playing(client)
    for n in range(45):
        settle(player, n, played_at=timezone.now() - dt.timedelta(days=n))
    with django_assert_max_num_queries(5):
        page = client.get("/me/?page=2").content.decode()
    assert "Page 2 of 3" in page
    assert "over 45 decided rounds" in page


def test_hidden_numbers_are_nowhere(client: Client) -> None:
    player = playing(client)
    award_xp(player, source="play:1:finish", amount=77, label="Finished")
    settle(player)
    client.post("/me/numbers/", {"hidden": "1"})
    page = client.get("/me/").content.decode()
    assert "Numbers are hidden" in page
    assert not re.search(r"\b77\b", page)  # by itself: a form's token may hold any two digits
    assert "1,010" not in page
    client.post("/me/numbers/", {"hidden": "0"})
    assert "1,010" in client.get("/me/").content.decode()


def test_a_handle_is_changed_and_refused(client: Client, account: Player) -> None:
    sign_in(client)
    assert client.post("/me/settings/", {"handle": "Rae-9"}).status_code == 303
    response = client.post("/me/settings/", {"handle": "Admin"})
    assert response.status_code == 422
    assert "could be taken for" in response.content.decode()
    account.refresh_from_db()
    assert account.handle == "Rae-9"


def test_the_download_holds_everything(client: Client, account: Player) -> None:
    settle(account)
    award_xp(account, source="play:1:finish", amount=20, label="Finished")
    sign_in(client)
    response = client.get("/me/export.json")
    data = json.loads(response.content)
    assert "attachment" in response["Content-Disposition"]
    assert data["account"]["email"] == "rae@example.org"
    assert data["xp_ledger"][0]["amount"] == 20
    assert data["cred_ledger"][0]["delta"] == "9.6000"
    assert "password" not in response.content.decode()


def test_deleting_takes_the_password_and_leaves_nothing(client: Client, account: Player) -> None:
    settle(account)
    sign_in(client)
    assert client.post("/me/delete/", {"sure": "on", "password": "wrong"}).status_code == 422
    assert client.post("/me/delete/", {"password": PASSWORD}).status_code == 422
    response = client.post("/me/delete/", {"sure": "on", "password": PASSWORD}, follow=True)
    assert "Your data has been deleted" in response.content.decode()
    assert (User.objects.count(), Player.objects.count(), CredEntry.objects.count()) == (0, 0, 0)


def test_an_anonymous_player_deletes_with_a_tick(client: Client) -> None:
    playing(client)
    assert client.get("/me/delete/").status_code == 200
    assert Player.objects.count() == 1
    client.post("/me/delete/", {"sure": "on"})
    assert Player.objects.count() == 0
    assert "You have not played yet" in client.get("/me/").content.decode()


def test_a_stranger_with_a_merged_players_session_sees_nothing_of_the_account(account: Player) -> None:
    stranger = Client()
    player = playing(stranger)
    Player.objects.filter(pk=player.pk).update(merged_into=account)
    assert "You have not played yet" in stranger.get("/me/").content.decode()


# --- Leaderboards ---


def listed(name: str, xp: int, *, days: int = 3) -> Player:
    player = player_of(User.objects.create_user(name))
    User.objects.filter(username=name).update(date_joined=timezone.now() - dt.timedelta(days=days))
    award_xp(player, source="play:1:finish", amount=xp, label="Finished")
    return player


def test_the_week_ranks_accounts_and_says_where_an_anonymous_player_would_stand(client: Client) -> None:
    first, second, hidden = listed("a", 80), listed("b", 40), listed("c", 60)
    Player.objects.filter(pk=hidden.pk).update(numbers_hidden=True)
    visitor = playing(client)
    award_xp(visitor, source="play:1:finish", amount=50, label="Finished")
    response = client.get("/leaderboard/")
    assert [(p.rank, p.handle) for p in response.context["board"].places] == [
        (1, first.handle),
        (2, second.handle),
    ]
    page = " ".join(re.sub(r"<[^>]+>", "", response.content.decode()).split())
    assert "With 50 XP you would be number 2" in page
    assert hidden.handle not in page


def test_last_week_is_over(client: Client) -> None:
    player = listed("a", 80)
    player.awards.update(created_at=timezone.now() - dt.timedelta(days=8))
    assert client.get("/leaderboard/").context["board"].places == []


def test_the_daily_board_shrinks_means_and_leaves_out_what_is_unrated_or_young(client: Client) -> None:
    steady, lucky, young = listed("steady", 1), listed("lucky", 1), listed("young", 1, days=0)
    start = timezone.now() - dt.timedelta(days=60)
    for n in range(20):
        settle(steady, n, kind="daily", played_at=start + dt.timedelta(days=n))
    settle(lucky, 1, kind="daily", confidence=85)
    settle(lucky, 2, kind="daily", confidence=85, rated=False)
    settle(lucky, 3, confidence=85)
    settle(young, 1, kind="daily")
    places = client.get("/leaderboard/?board=daily").context["board"].places
    # 20 · 9.6 / (20 + 20) = 4.8; 13.65 / (1 + 20) = .65
    assert [(p.player_id, p.rounds, p.score.quantize(D(".01"))) for p in places] == [
        (steady.pk, 20, D("4.80")),
        (lucky.pk, 1, D("0.65")),
    ]


def test_boards_are_paged_with_as_many_queries_on_each(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(30):
        listed(f"p{n}", 10 + n)
    visitor = playing(client)
    award_xp(visitor, source="play:1:finish", amount=12, label="Finished")
    for board in ("xp", "daily"):
        with django_assert_max_num_queries(6):
            client.get(f"/leaderboard/?board={board}")
    board = client.get("/leaderboard/?page=2").context["board"]
    assert [place.rank for place in board.places] == [26, 27, 28, 29, 30]
    assert board.mine.rank == 28  # behind 13 to 39
