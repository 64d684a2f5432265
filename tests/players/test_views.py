"""/me/, leaderboards and accounts, as a visitor and as someone who means harm."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal as D

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from newsroom.players import registry
from newsroom.players.models import CredEntry, Player
from newsroom.players.services import award_xp, player_of
from newsroom.players.tasks import recovery_mail
from tests.players.ledgers import settle

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def account() -> Player:
    return player_of(User.objects.create_user("rae", "rae@example.org", PASSWORD))


def playing(client: Client) -> Player:
    """An anonymous player in this client's session."""
    player = Player.objects.create()
    session = client.session
    session["player"] = player.pk
    session.save()
    client.cookies["sessionid"] = session.session_key
    return player


def sign_in(client: Client, name: str = "rae", password: str = PASSWORD, **data: str) -> object:
    return client.post("/accounts/sign-in/", {"name": name, "password": password, **data})


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


# --- Accounts ---


def test_signing_up_keeps_what_was_earned_and_cycles_the_key(client: Client) -> None:
    player = playing(client)
    award_xp(player, source="play:1:finish", amount=20, label="Finished")
    settle(player)
    before = client.cookies["sessionid"].value
    response = client.post("/accounts/sign-up/", {"name": "rae", "password": PASSWORD, "next": "/arena/"})
    assert (response.status_code, response.headers["Location"]) == (303, "/arena/")
    assert client.cookies["sessionid"].value != before
    account = Player.objects.get(user__username="rae")
    assert (account.xp, account.cred) == (20, 1000)
    assert account.handle in client.get("/me/").content.decode()
    assert User.objects.get().email == ""


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "RAE", "password": PASSWORD}, "name"),
        ({"name": "new", "password": "short"}, "password"),
        ({"name": "new", "password": "password123"}, "password"),
        ({"name": "a b", "password": PASSWORD}, "name"),
        ({"name": "new", "password": PASSWORD, "email": "no address"}, "email"),
        ({}, "name"),
    ],
)
def test_signing_up_says_what_is_wrong(
    client: Client, account: Player, data: dict[str, str], field: str
) -> None:
    response = client.post("/accounts/sign-up/", data)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {"name": "a b", "password": PASSWORD},
        {"name": "rae-of-the-harbour", "password": "rae-of-the-harbour1"},
        {"name": "new", "password": "someone@example.org", "email": "someone@example.org"},
        {"name": "RAE", "password": PASSWORD},
        {},
    ],
)
def test_signing_up_names_fields_as_the_form_does(
    client: Client, account: Player, data: dict[str, str]
) -> None:
    form = client.post("/accounts/sign-up/", data).context["form"]
    assert form.errors
    assert "username" not in str(form.errors).lower()


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "\thttps:x",
    ],
)
def test_next_leads_nowhere_else(client: Client, account: Player, wanted: str) -> None:
    response = sign_in(client, next=wanted)
    assert response.headers["Location"] == "/me/"


def test_five_wrong_passwords_close_the_name_for_known_and_unknown_alike(
    client: Client, account: Player
) -> None:
    pages: dict[str, list[tuple[int, str]]] = {"rae": [], "nobody": []}
    for name, seen in pages.items():
        for _ in range(7):
            response = sign_in(client, name, "wrong password")
            text = re.sub(r"csrfmiddlewaretoken[^>]*>", "", response.content.decode()).replace(name, "NAME")
            seen.append((response.status_code, text))
    assert pages["rae"] == pages["nobody"]
    assert [status for status, _ in pages["rae"]] == [422] * 5 + [429] * 2
    assert sign_in(client).status_code == 429  # the right password is not even looked at
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert sign_in(elsewhere).status_code == 303


def test_a_neighbour_of_the_same_network_shares_the_count(account: Player) -> None:
    for last in range(5):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{last}"), password="wrong password")
    assert sign_in(Client(REMOTE_ADDR="203.0.113.99")).status_code == 429


def test_a_forged_forwarding_header_wins_nothing(client: Client, account: Player, settings: Settings) -> None:
    for n in range(6):
        response = client.post(
            "/accounts/sign-in/",
            {"name": "rae", "password": "wrong"},
            headers={"X-Forwarded-For": f"9.9.{n}.9"},
        )
    assert response.status_code == 429
    settings.PROXIES = 1
    cache.clear()
    for n in range(6):
        response = client.post(
            "/accounts/sign-in/",
            {"name": "rae", "password": "wrong"},
            headers={"X-Forwarded-For": f"9.9.{n}.9, 198.51.100.7"},
        )
    assert response.status_code == 429


def test_the_right_password_starts_the_count_afresh(client: Client, account: Player) -> None:
    for _ in range(3):
        for _ in range(4):
            sign_in(Client(), password="wrong password")
        assert sign_in(Client()).status_code == 303


def test_signing_out_takes_a_post_and_forgets_the_player(client: Client, account: Player) -> None:
    sign_in(client)
    assert client.get("/accounts/sign-out/").status_code == 405
    assert client.post("/accounts/sign-out/").status_code == 303
    assert "You have not played yet" in client.get("/me/").content.decode()


def test_recovery_says_the_same_for_every_address_and_mails_a_link(client: Client, account: Player) -> None:
    answers = [
        client.post("/accounts/recover/", {"email": address})
        for address in ("rae@example.org", "no@example.org")
    ]
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(302 + 1, "/accounts/recover/sent/")}
    recovery_mail(account.user_id, "http://testserver")
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    assert link
    page = client.get(link[1], follow=True)
    new = "another horse battery"
    client.post(page.request["PATH_INFO"], {"new_password1": new, "new_password2": new})
    assert sign_in(Client(), password=new).status_code == 303
    assert "no longer works" in Client().get(link[1], follow=True).content.decode()


def test_changing_the_password_needs_the_old_one_and_ends_other_sessions(
    client: Client, account: Player
) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    new = "another horse battery"
    data = {"old_password": "wrong", "new_password1": new, "new_password2": new}
    assert client.post("/accounts/password/", data).status_code == 422
    assert client.post("/accounts/password/", data | {"old_password": PASSWORD}).status_code == 302
    assert account.handle in client.get("/me/").content.decode()
    assert "You have not played yet" in other.get("/me/").content.decode()


def test_signing_in_at_the_admin_merges_as_well(client: Client) -> None:
    User.objects.create_superuser("ed", password=PASSWORD)
    player = playing(client)
    award_xp(player, source="play:1:finish", amount=20, label="Finished")
    client.post("/admin/login/", {"username": "ed", "password": PASSWORD})
    assert Player.objects.get(user__username="ed").xp == 20


def test_an_editor_who_never_played_gets_no_row(client: Client) -> None:
    User.objects.create_superuser("ed", password=PASSWORD)
    sign_in(client, "ed")
    assert client.get("/me/").status_code == 200
    assert Player.objects.count() == 0


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


def test_the_email_changes_with_the_password_only(client: Client, account: Player) -> None:
    sign_in(client)
    assert client.post("/me/settings/", {"email": "x@example.org", "password": "wrong"}).status_code == 422
    assert client.post("/me/settings/", {"email": "", "password": PASSWORD}).status_code == 303
    assert User.objects.get().email == ""


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
