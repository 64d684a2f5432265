"""Signing up, in and out, passwords and addresses, as somebody and as someone who means harm."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from newsroom.players.models import Player
from newsroom.players.services import award_xp
from stories.models import Story
from tests.accounts.people import PASSWORD, playing, sign_in
from tests.players.ledgers import settle

keep = import_module("newsroom.accounts.migrations.0001_addresses").keep
pytestmark = pytest.mark.django_db


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
    assert next(each for each in response.context["form"] if each.html_name == field).errors
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
    assert "username" not in str(list(form.errors.values())).lower()


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


def test_recovery_says_the_same_for_every_address_and_mails_a_link(
    client: Client, account: Player, post: None
) -> None:
    answers = [
        client.post("/accounts/recover/", {"email": address})
        for address in ("no@example.org", "rae@example.org")
    ]
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(303, "/accounts/recover/sent/")}
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body.split("within two hours")[1])
    assert link
    assert (len(mail.outbox), mail.outbox[0].to) == (1, ["rae@example.org"])
    page = client.get(link[1], follow=True)
    new = "another horse battery"
    client.post(page.request["PATH_INFO"], {"new_password1": new, "new_password2": new})
    assert sign_in(Client(), password=new).status_code == 303
    assert "no longer works" in Client().get(link[1], follow=True).content.decode()
    assert "was changed with a link" in mail.outbox[-1].body


def test_recovery_mails_three_times_and_no_more(client: Client, account: Player, post: None) -> None:
    for _ in range(5):
        assert client.post("/accounts/recover/", {"email": "rae@example.org"}).status_code == 303
    assert len(mail.outbox) == 3


def test_the_page_does_the_same_for_an_address_that_nobody_has(client: Client, account: Player) -> None:
    """So that its time tells nothing; whose it is, a worker asks."""
    done = []
    for address in ("no@example.org", "rae@example.org"):
        with CaptureQueriesContext(connection) as asked:
            client.post("/accounts/recover/", {"email": address})
        done.append([query["sql"].replace(address, "") for query in asked])
    assert done[0] == done[1]


def test_following_stories_costs_nobody_the_way_back(
    client: Client, account: Player, post: None, flagship: Story
) -> None:
    for _ in range(4):
        Client().post(f"{flagship.get_absolute_url()}follow/", {"email": "rae@example.org"})
    client.post("/accounts/recover/", {"email": "rae@example.org"})
    assert [letter.subject for letter in mail.outbox if "“rae”" in letter.body] == ["A new password"]


def test_an_address_is_given_confirmed_and_forgotten(client: Client, account: Player, post: None) -> None:
    sign_in(client)
    asked = client.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith("/accounts/confirm/")
    assert client.post(asked.headers["Location"], {"password": "wrong"}).status_code == 422
    client.post(asked.headers["Location"], {"password": PASSWORD})  # and what was asked for is done
    link = re.search(r"http://testserver(/accounts/email/\S+)", mail.outbox[-1].body)
    assert link
    assert (User.objects.get().email, EmailAddress.objects.get().verified) == ("new@example.org", False)
    assert "Is this your address?" in client.get(link[1]).content.decode()
    assert client.post(link[1]).status_code == 303
    assert EmailAddress.objects.get().verified
    client.post("/accounts/email/", {"action_add": "", "email": "third@example.org"})
    assert User.objects.get().email == "new@example.org"  # until another is confirmed
    for address in ("new@example.org", "third@example.org"):
        client.post("/accounts/email/", {"action_remove": "", "email": address})
    assert (User.objects.get().email, EmailAddress.objects.count()) == ("", 0)


@pytest.mark.parametrize(
    "address", ["a@example.org\nBcc: b@example.org", "a@example.org\r\n\r\nBuy", "a b@example.org"]
)
def test_no_header_is_written_by_an_address(client: Client, post: None, address: str) -> None:
    given = {"name": "new", "password": PASSWORD, "email": address}
    assert client.post("/accounts/sign-up/", given).status_code == 422
    assert client.post("/accounts/recover/", {"email": address}).status_code == 422
    assert mail.outbox == []


def test_an_address_that_somebody_has_is_told_to_nobody(client: Client, account: Player, post: None) -> None:
    EmailAddress.objects.create(user=account.user, email="rae@example.org", primary=True, verified=True)
    given = {"name": "other", "password": PASSWORD, "email": "rae@example.org"}
    assert client.post("/accounts/sign-up/", given).status_code == 303
    assert not EmailAddress.objects.get(user__username="other").verified
    Client().post("/accounts/recover/", {"email": "rae@example.org"})
    assert [letter.subject for letter in mail.outbox if "“rae”" in letter.body] == ["A new password"]


def test_a_mail_leads_to_an_address_of_the_site(
    client: Client, account: Player, post: None, settings: Settings
) -> None:
    settings.STORY_ORIGINS = ["https://news.example"]
    client.post("/accounts/recover/", {"email": "rae@example.org"}, headers={"host": "elsewhere.example"})
    assert "elsewhere" not in mail.outbox[0].body
    assert "https://news.example/accounts/recover/" in mail.outbox[0].body


def test_a_closed_account_signs_in_nowhere(client: Client, account: Player) -> None:
    User.objects.update(is_active=False)
    assert sign_in(client).status_code == 422


def test_addresses_of_before_become_rows_that_nobody_confirmed() -> None:
    User.objects.create_user("a", "A@Example.org")
    User.objects.create_user("b", "a@example.org")
    User.objects.create_user("c")
    keep(apps, None)
    found = EmailAddress.objects.values_list("user__username", "email", "verified", "primary")
    assert set(found) == {("a", "a@example.org", False, True), ("b", "a@example.org", False, True)}
    keep(apps, None)
    assert EmailAddress.objects.count() == 2


def test_changing_the_password_needs_the_old_one_and_ends_other_sessions(
    client: Client, account: Player
) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    new = "another horse battery"
    data = {"old_password": "wrong", "new_password1": new, "new_password2": new}
    assert client.post("/accounts/password/", data).status_code == 422
    assert client.post("/accounts/password/", data | {"old_password": PASSWORD}).status_code == 303
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


def test_too_many_tries_are_told_in_the_readers_language(client: Client, account: Player) -> None:
    wrong = {"name": "rae", "password": "wrong password"}
    said = [client.post("/uk/accounts/sign-in/", wrong).content.decode() for _ in range(6)][-1]
    assert "Забагато спроб" in said
