"""A second step: codes that work once and are counted, passkeys that are nonsense, the desk that asks for it."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from newsroom.players.models import Player
from tests.accounts.people import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


def code(secret: str, *, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def confirmed(client: Client, path: str) -> Any:
    """The page of a path, after the password once more."""
    asked = client.get(path)
    if asked.status_code == 302 and asked.headers["Location"].startswith("/accounts/confirm/"):
        client.post(asked.headers["Location"], {"password": PASSWORD})
        asked = client.get(path)
    return asked


def set_up(client: Client) -> tuple[str, list[str]]:
    """An app for whoever is signed in; its secret, and the recovery codes."""
    secret = confirmed(client, "/accounts/two-step/app/").context["form"].secret
    wrong = client.post("/accounts/two-step/app/", {"code": "000000"})
    assert wrong.status_code == 422
    assert secret in wrong.content.decode()
    done = client.post("/accounts/two-step/app/", {"code": code(secret)})
    assert (done.status_code, done.headers["Location"]) == (303, "/accounts/two-step/codes/")
    return secret, client.get("/accounts/two-step/codes/").context["unused_codes"]


def test_a_code_from_the_app_is_asked_for_and_works_once(client: Client, account: Player) -> None:
    sign_in(client)
    secret, _ = set_up(client)
    with time_machine.travel(time.time() + 300):
        browser, other = Client(), Client()
        for each in (browser, other):
            assert sign_in(each).headers["Location"] == "/accounts/two-step/code/"
            assert "You have not played yet" in each.get("/me/").content.decode()
        before = browser.cookies["sessionid"].value
        assert browser.post("/accounts/two-step/code/", {"code": "000000"}).status_code == 422
        assert browser.post("/accounts/two-step/code/", {"code": code(secret)}).headers["Location"] == "/me/"
        assert browser.cookies["sessionid"].value != before
        assert account.handle in browser.get("/me/").content.decode()
        for spent in (code(secret), code(secret, ahead=-1)):  # and none older than that
            assert other.post("/accounts/two-step/code/", {"code": spent}).status_code == 422
        assert other.post("/accounts/two-step/code/", {"code": code(secret, ahead=1)}).status_code == 303


def test_a_recovery_code_stands_in_once(client: Client, account: Player) -> None:
    sign_in(client)
    _, codes = set_up(client)
    assert len(codes) == 10
    assert codes[0] in client.get("/accounts/two-step/codes/download/").content.decode()
    for expected in (303, 422):
        lost = Client()
        sign_in(lost)
        assert lost.post("/accounts/two-step/code/", {"code": codes[0]}).status_code == expected


def test_a_password_alone_changes_nothing_of_an_account_with_a_second_step(
    client: Client, account: Player
) -> None:
    """A session that was left open, and somebody who knows the password."""
    sign_in(client)
    set_up(client)
    with time_machine.travel(time.time() + 3600):
        new = "another horse battery"
        changed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        asked = {
            "/accounts/two-step/app/remove/": {},
            "/accounts/two-step/codes/new/": {},
            "/accounts/passkeys/add/": {"credential": "{}"},
            "/accounts/email/": {"action_add": "", "email": "evil@example.org"},
            "/accounts/password/": changed,
            "/me/delete/": {"password": PASSWORD, "sure": "on"},
        }
        for path, sent in asked.items():
            assert client.post(path, sent).headers["Location"].startswith("/accounts/confirm/?next="), path
        half = client.post("/accounts/confirm/", {"password": PASSWORD}).headers["Location"]
        assert half == "/accounts/two-step/confirm/"
        for path, sent in asked.items():
            assert client.post(path, sent).headers["Location"].startswith(f"{half}?next="), path
        account.user.refresh_from_db()  # type: ignore[union-attr]
        assert account.user.check_password(PASSWORD)  # type: ignore[union-attr]
        assert Authenticator.objects.filter(type="totp").exists()
        assert not EmailAddress.objects.filter(email="evil@example.org").exists()


def test_password_and_code_open_what_was_asked_for(client: Client, account: Player) -> None:
    sign_in(client)
    secret, _ = set_up(client)
    with time_machine.travel(time.time() + 3600):
        asked = client.get("/accounts/password/").headers["Location"]
        assert client.get("/accounts/two-step/confirm/").headers["Location"] == "/accounts/confirm/"
        half = client.post(asked, {"password": PASSWORD}).headers["Location"]
        through = client.post(half, {"code": code(secret)})
        assert (through.status_code, through.headers["Location"]) == (303, "/accounts/password/")
        assert client.get("/accounts/password/").status_code == 200
        assert client.get("/me/delete/").status_code == 200
        assert client.post("/accounts/two-step/app/remove/").status_code == 303
        assert not Authenticator.objects.exists()


def test_a_lost_passkey_is_got_rid_of_with_password_and_recovery_code(
    client: Client, account: Player
) -> None:
    lost = Authenticator.objects.create(
        user=account.user, type=Authenticator.Type.WEBAUTHN, data={"name": "A phone", "credential": {}}
    )
    user = account.user
    assert user
    first, second = RecoveryCodes.activate(user).get_unused_codes()[:2]
    assert sign_in(client).headers["Location"] == "/accounts/two-step/code/"
    assert client.post("/accounts/two-step/code/", {"code": first}).headers["Location"] == "/me/"
    remove = f"/accounts/passkeys/{lost.pk}/remove/"
    assert client.get(remove).headers["Location"].startswith("/accounts/passkeys/confirm/")
    by_code = f"/accounts/two-step/confirm/?next={remove}"
    assert client.post(by_code, {"code": first}).status_code == 422, "it was used at the door"
    assert client.post(by_code, {"code": second}).headers["Location"] == remove
    assert client.post(remove).status_code == 303
    assert not Authenticator.objects.exists()
    assert sign_in(Client()).headers["Location"] == "/me/"


def test_the_desk_changes_passwords_where_they_are_counted(client: Client) -> None:
    User.objects.create_superuser("ed", password=PASSWORD)
    sign_in(client, "ed")
    for answer in (client.get("/admin/password_change/"), client.post("/admin/password_change/")):
        assert answer.headers["Location"] == "/accounts/password/"
    data = {"old_password": "wrong", "new_password1": "x" * 12, "new_password2": "x" * 12}
    assert [client.post("/accounts/password/", data).status_code for _ in range(6)][-1] in (422, 429)
    assert "Too many tries" in client.post("/accounts/password/", data).content.decode()


def test_codes_are_counted(client: Client, account: Player) -> None:
    sign_in(client)
    secret, _ = set_up(client)
    guesser = Client()
    sign_in(guesser)
    tries = [guesser.post("/accounts/two-step/code/", {"code": "000000"}).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]
    assert guesser.post("/accounts/two-step/code/", {"code": code(secret)}).status_code == 429
    elsewhere = []
    for n in range(20):
        other = Client(REMOTE_ADDR=f"198.51.{n}.7")
        sign_in(other)
        elsewhere.append(other.post("/accounts/two-step/code/", {"code": "000000"}).status_code)
    assert elsewhere[-1] == 429


NONSENSE = (
    "", "x", "[]", "{}", '{"id": 1}', '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}',
    json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key", "clientExtensionResults": {}, "response": {
        "clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "MQ", "attestationObject": "oA"}}),
)  # fmt: skip


@pytest.mark.parametrize("said", NONSENSE)
def test_nonsense_for_a_passkey_is_refused(client: Client, account: Player, said: str) -> None:
    options = client.get("/accounts/passkeys/sign-in/", headers={"accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["userVerification"] == "required"
    refused = client.post("/accounts/passkeys/sign-in/", {"credential": said})
    assert refused.headers["Location"] == "/accounts/sign-in/"
    assert "was not accepted" in client.get("/accounts/sign-in/").content.decode()
    sign_in(client)
    confirmed(client, "/accounts/passkeys/add/")
    assert client.post("/accounts/passkeys/add/", {"credential": said}).status_code == 422
    assert not Authenticator.objects.exists()


@pytest.mark.django_db(transaction=True)  # what follows a commit is part of it
def test_the_desk_opens_after_a_second_step_where_it_is_required(client: Client, settings: Settings) -> None:
    User.objects.create_superuser("ed", password=PASSWORD)
    desk = reverse("admin:index")
    early = Client()
    signed = early.post("/admin/login/", {"username": "ed", "password": PASSWORD})
    assert signed.headers["Location"] == desk
    assert early.get(desk).status_code == 200
    settings.STAFF_MFA = "required"
    assert early.get(desk).headers["Location"] == "/accounts/two-step/"
    assert early.post("/admin/auth/user/add/").headers["Location"] == "/accounts/two-step/"
    assert "asks for a second step" in early.get("/accounts/two-step/").content.decode()
    sign_in(client, "ed")
    assert client.get(desk).headers["Location"] == "/accounts/two-step/"
    secret, _ = set_up(client)
    assert client.get(desk).status_code == 200  # what was set up has just been shown
    asked = early.get(desk).headers["Location"]
    assert asked == "/accounts/two-step/confirm/?next=%2Fadmin%2F"
    with time_machine.travel(time.time() + 60):
        assert early.post(asked, {"code": code(secret)}).headers["Location"] == desk
        assert early.get(desk).status_code == 200
    with time_machine.travel(time.time() + 120):
        late = Client()
        at_the_door = late.post(
            "/admin/login/", {"username": "ed", "password": PASSWORD, "next": "/admin/auth/"}
        )
        assert at_the_door.headers["Location"] == "/accounts/two-step/code/"
        assert late.get(desk).status_code == 302
        through = late.post("/accounts/two-step/code/", {"code": code(secret)})
        assert through.headers["Location"] == "/admin/auth/"
        assert late.get(desk).status_code == 200


def test_what_was_typed_at_the_desk_outlives_a_second_step(client: Client) -> None:
    User.objects.create_superuser("ed", password=PASSWORD)
    sign_in(client, "ed")
    secret, _ = set_up(client)
    with time_machine.travel(time.time() + 60):
        late, origin = Client(enforce_csrf_checks=True), {"Origin": "http://testserver"}
        late.get("/accounts/sign-in/")
        token = {"csrfmiddlewaretoken": late.cookies["csrftoken"].value}
        kept = {
            **token,
            "kept_fields": json.dumps([["headline", "Typed before"]]),
            "next": "/admin/stories/story/add/",
        }
        half = late.post("/admin/login/", {**kept, "username": "ed", "password": PASSWORD})
        assert "A second step is left" in half.content.decode()
        assert "Typed before" in half.content.decode()
        late.post("/accounts/two-step/code/", {**token, "code": code(secret)})
        whole = late.post("/admin/login/", kept, headers=origin)  # with a token that is old by now
        assert 'name="headline" value="Typed before"' in whole.content.decode()
        assert 'action="/admin/stories/story/add/"' in whole.content.decode()


def test_an_administrator_takes_a_lost_step_off_and_says_why(
    client: Client, account: Player, post: None
) -> None:
    sign_in(client)
    set_up(client)
    account.user.emailaddress_set.create(email="rae@example.org", primary=True, verified=True)  # type: ignore[union-attr]
    boss = User.objects.create_superuser("boss")
    desk = Client()
    desk.force_login(boss)
    page = reverse("admin:auth_user_reset", args=[account.user_id])
    assert page in desk.get(reverse("admin:auth_user_change", args=[account.user_id])).content.decode()
    assert "rae" in desk.get(page).content.decode()
    assert desk.post(page, {"why": ""}).status_code == 422
    assert Authenticator.objects.count() == 2
    assert desk.post(page, {"why": "She came to the office."}).status_code == 303
    assert not Authenticator.objects.exists()
    logged = LogEntry.objects.get()
    assert (logged.user, logged.change_message) == (boss, "Reset the second step: She came to the office.")
    assert "An administrator took the second step off" in mail.outbox[-1].body
    assert sign_in(Client()).headers["Location"] == "/me/"


def test_the_last_administrator_is_helped_on_the_command_line(client: Client) -> None:
    User.objects.create_superuser("ed", password=PASSWORD)
    sign_in(client, "ed")
    set_up(client)
    call_command("reset_second_step", "ed", why="phone lost")
    assert not Authenticator.objects.exists()
    assert LogEntry.objects.get().change_message == "Reset the second step: phone lost (on the command line)"
