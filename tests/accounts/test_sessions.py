"""Where somebody is signed in, and how that ends."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.test import Client

from newsroom.players.models import Player
from newsroom.players.tasks import tidy
from tests.accounts.people import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/accounts/sessions/"


def test_sessions_are_listed_and_ended_one_or_all(account: Player) -> None:
    here, phone, library = (Client(headers={"user-agent": name}) for name in ("Here", "Phone", "Library"))
    for each in (here, phone, library):
        sign_in(each)
    page = here.get(PAGE).content.decode()
    assert all(name in page for name in ("Phone", "Library", "This browser"))
    assert "127.0.0.0" in page  # the network; the address is kept nowhere
    assert not UserSession.objects.exclude(ip="127.0.0.0").exists()
    ended = UserSession.objects.get(user_agent="Phone")
    assert here.post(PAGE, {"session": str(ended.pk)}).status_code == 303
    assert "You have not played yet" in phone.get("/me/").content.decode()
    assert account.handle in library.get("/me/").content.decode()
    assert here.post(PAGE).status_code == 303
    assert "You have not played yet" in library.get("/me/").content.decode()
    assert account.handle in here.get("/me/").content.decode()


def test_nobody_ends_anothers_session(account: Player) -> None:
    User.objects.create_user("bo", password=PASSWORD)
    rae, bo = Client(), Client()
    sign_in(rae)
    sign_in(bo, "bo")
    theirs = UserSession.objects.get(user=account.user)
    for named in (str(theirs.pk), "x", "9" * 30, "-1"):
        assert bo.post(PAGE, {"session": named}).status_code == 303
    assert account.handle in rae.get("/me/").content.decode()


def test_a_new_password_ends_the_others(account: Player) -> None:
    here, other = Client(), Client()
    sign_in(here)
    sign_in(other)
    new = "another horse battery"
    here.post("/accounts/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert here.get(PAGE).context["session_count"] == 1


def test_what_is_known_of_a_session_goes_with_it(account: Player) -> None:
    here, gone = Client(), Client()
    sign_in(here)
    sign_in(gone)
    gone.post("/accounts/sign-out/")
    tidy()
    assert UserSession.objects.count() == 1
