"""Staff by an identity provider: one that is honest, one that is away, and one that lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from newsroom.accounts import organisation
from newsroom.players.models import Player
from newsroom.players.services import player_of
from tests.accounts.people import PASSWORD
from tests.accounts.provider import CLIENT, KEY, OTHER_KEY, SECRET, Provider

pytestmark = pytest.mark.django_db
DOOR, BACK = "/accounts/oidc/staff/", "/accounts/oidc/staff/callback/"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    found = Provider()
    settings.OIDC_ISSUER, settings.OIDC_NAME = found.url, "the Gazette"
    settings.OIDC_DOMAINS = {"news.example": ["editor"]}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "staff",
                    "name": "the Gazette",
                    "client_id": CLIENT,
                    "secret": SECRET,
                    "settings": {"server_url": found.url},
                }
            ],
        }
    }
    yield found
    found.stop()


def come(client: Client, provider: Provider, *, next: str = "/admin/", **given: str) -> HttpResponse:
    """To the provider and back, with what a browser would bring."""
    sent = client.get(DOOR, {"next": next})
    assert sent.status_code == 302, sent.content.decode()
    return client.get(BACK, {**provider.authorize(sent.headers["Location"]), **given})


def test_somebody_of_the_organisation_gets_the_desk_with_the_roles_of_their_domain(
    client: Client, provider: Provider
) -> None:
    page = client.get("/accounts/sign-in/?next=/admin/").content.decode()
    assert "Continue with the Gazette" in page
    assert 'href="/accounts/oidc/staff/?next=%2Fadmin%2F"' in page
    assert come(client, provider).headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    user = User.objects.get()
    assert (user.username, user.is_staff, user.is_superuser) == ("ann", True, False)
    assert [group.name for group in user.groups.all()] == ["editor"]
    assert EmailAddress.objects.get().verified
    user.groups.clear()  # an administrator's word stays
    again = Client()
    come(again, provider)
    assert User.objects.get().groups.count() == 0
    assert come(Client(), provider, next="https://evil.example/").headers["Location"] == "/me/"


def test_the_provider_knows_one_address_whatever_language_one_reads(
    client: Client, provider: Provider
) -> None:
    assert "Увійти через the Gazette" in client.get("/uk/accounts/sign-in/").content.decode()
    provider.authorize(client.get("/uk/accounts/oidc/staff/").headers["Location"])
    assert provider.asked["redirect_uri"] == f"http://testserver{BACK}"


def test_an_address_that_only_the_userinfo_tells_is_taken_if_it_is_of_the_same_person(
    provider: Provider,
) -> None:
    provider.claims = {"email": None, "email_verified": None}
    provider.userinfo = {"sub": "u1", "email": "ann@news.example", "email_verified": True}
    assert come(Client(), provider).status_code == 302
    provider.userinfo = {"sub": "u2", "email": "boss@news.example", "email_verified": True}
    assert come(Client(), provider).status_code == 403
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"email_verified": False}, "has not verified your email address"),
        ({"email_verified": None}, "has not verified your email address"),
        ({"email": None, "sub": "u3"}, "could not be trusted"),
        ({"email": "ann@elsewhere.example"}, "Addresses at elsewhere.example do not enter here"),
        ({"email": "ann@news.example.evil.example"}, "do not enter here"),
        ({"email": "x@evil.example\n@news.example"}, ""),
        ({"iss": "https://other.example"}, "could not be trusted"),
        ({"aud": "another site"}, "could not be trusted"),
        ({"exp": 1_700_000_000}, "could not be trusted"),
        ({"nonce": "of another question"}, "could not be trusted"),
        ({"nonce": None}, "could not be trusted"),
        ({"sub": None}, "could not be trusted"),
    ],
)
def test_a_provider_that_lies_signs_nobody_in(
    client: Client, provider: Provider, claims: dict[str, Any], said: str
) -> None:
    provider.claims = claims
    answer = come(client, provider)
    assert answer.status_code == 403
    assert said in answer.content.decode()
    assert "Use name and password" in answer.content.decode()
    assert (User.objects.count(), SocialAccount.objects.count()) == (0, 0)
    assert client.get("/admin/").status_code == 302


def test_a_token_that_another_signed_or_a_state_that_was_not_given_signs_nobody_in(
    client: Client, provider: Provider
) -> None:
    provider.key = OTHER_KEY
    assert come(client, provider).status_code == 403
    provider.key = KEY
    assert come(client, provider, state="guessed").status_code == 403
    back = provider.authorize(client.get(DOOR).headers["Location"])
    assert Client().get(BACK, back).status_code == 403  # in another browser
    assert client.get(BACK, {**back, "error": "access_denied"}).status_code == 403
    assert client.get(BACK).status_code == 403
    assert User.objects.count() == 0


def test_a_provider_that_is_another_than_the_one_named_is_not_asked(
    client: Client, provider: Provider
) -> None:
    provider.issuer = "https://other.example"
    assert client.get(DOOR).status_code == 403


@pytest.mark.parametrize("broken", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_a_provider_that_talks_nonsense_or_is_away_leaves_the_password(
    client: Client, provider: Provider, broken: str
) -> None:
    sent = client.get(DOOR)
    back = provider.authorize(sent.headers["Location"])
    provider.broken = {broken}
    assert client.get(BACK, back).status_code in (403, 503)
    provider.stop()
    away = client.get(DOOR)
    assert away.status_code == 503
    assert "the Gazette does not answer" in away.content.decode()
    User.objects.create_superuser("ed", password=PASSWORD)
    signed = client.post("/accounts/sign-in/", {"name": "ed", "password": PASSWORD, "next": "/admin/"})
    assert signed.headers["Location"] == "/admin/"


def test_the_doctor_asks_the_provider_and_for_its_roles(
    provider: Provider, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert organisation.answers() == "ok"
    settings.OIDC_DOMAINS = {"news.example": ["edtior"]}
    assert organisation.answers() == "OIDC_DOMAINS names no group: edtior"
    provider.issuer = "https://other.example"
    assert "calls itself https://other.example" in organisation.answers()
    provider.stop()
    with pytest.raises(SystemExit):
        call_command("doctor")
    assert "does not answer" in capsys.readouterr().out


def test_nobody_sends_the_site_to_its_provider_all_day(client: Client, provider: Provider) -> None:
    assert [client.get(DOOR).status_code for _ in range(51)] == [302] * 50 + [429]
    assert Client(REMOTE_ADDR="198.51.100.7").get(DOOR).status_code == 302


@pytest.mark.parametrize("confirmed", [True, False])
def test_an_account_is_joined_only_if_it_has_confirmed_the_address(
    provider: Provider, confirmed: bool
) -> None:
    there = User.objects.create_user("old-ann", "ann@news.example", PASSWORD)
    EmailAddress.objects.create(user=there, email="ann@news.example", primary=True, verified=confirmed)
    client = Client()
    come(client, provider)
    assert User.objects.count() == (1 if confirmed else 2)
    there.refresh_from_db()
    assert there.is_staff == confirmed
    assert SocialAccount.objects.get().user.username == ("old-ann" if confirmed else "ann")


def test_whoever_made_the_account_that_is_joined_gets_no_desk_by_it(provider: Provider) -> None:
    """Somebody signs up with Ann's address, and Ann confirms it, as a mail asked her to."""
    sly = User.objects.create_user("sly", "ann@news.example", PASSWORD)
    EmailAddress.objects.create(user=sly, email="ann@news.example", primary=True, verified=True)
    EmailAddress.objects.create(user=sly, email="sly@elsewhere.example")
    Authenticator.objects.create(user=sly, type=Authenticator.Type.TOTP, data={"secret": "x"})
    theirs, ann = Client(), Client()
    theirs.force_login(sly)
    come(ann, provider)
    assert ann.get("/admin/").status_code == 200
    assert theirs.get("/admin/").status_code == 302
    assert not Client().login(username="sly", password=PASSWORD)
    assert not Authenticator.objects.exists()
    assert [each.email for each in EmailAddress.objects.all()] == ["ann@news.example"]


def test_who_edits_here_keeps_their_password_when_they_are_joined(provider: Provider) -> None:
    ann = User.objects.create_user("ann", "ann@news.example", PASSWORD, is_staff=True)
    EmailAddress.objects.create(user=ann, email="ann@news.example", primary=True, verified=True)
    come(Client(), provider)
    assert SocialAccount.objects.get().user == ann
    assert Client().login(username="ann", password=PASSWORD)


def test_who_has_no_password_signs_in_anew_before_changing_how(client: Client, provider: Provider) -> None:
    come(client, provider)
    assert client.get("/accounts/passkeys/add/").status_code == 200  # just signed in
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    asked = client.get("/accounts/passkeys/add/")
    assert asked.headers["Location"].startswith(DOOR)


def test_a_closed_account_stays_closed(client: Client, provider: Provider) -> None:
    come(client, provider)
    User.objects.update(is_active=False)
    assert come(Client(), provider).headers["Location"] == "/accounts/closed/"


def test_without_a_provider_there_is_no_such_door(client: Client) -> None:
    assert client.get(reverse("openid_connect_login", args=["staff"])).status_code == 404
    assert client.get(BACK).status_code == 404
    assert "Continue with" not in client.get("/accounts/sign-in/").content.decode()


def test_who_has_no_password_deletes_what_they_played_after_a_fresh_sign_in(
    client: Client, provider: Provider
) -> None:
    come(client, provider)
    user = User.objects.get()
    player_of(user)
    User.objects.update(last_login=timezone.now() - dt.timedelta(hours=1))
    assert client.post("/me/delete/", {"sure": "on"}).status_code == 422
    come(client, provider)
    assert client.post("/me/delete/", {"sure": "on"}).status_code == 303
    assert not Player.objects.exists()
