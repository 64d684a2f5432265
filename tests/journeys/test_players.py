"""From the first award to an account and away again, in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from newsroom.players.models import Player
from newsroom.players.services import award_xp
from tests.journeys.looks import looked_at, sideways
from tests.players.ledgers import settle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
PASSWORD = "correct horse battery"


def someone_played(page: Page, site: str) -> Player:
    """The browser's session belongs to an anonymous player with a history."""
    player = Player.objects.create()
    award_xp(player, source="play:1:finish", amount=20, label="Finished")
    for n in range(3):
        settle(player, n)
    session = SessionStore()
    session["player"] = player.pk
    session.save()
    page.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": site}])
    return player


@pytest.mark.parametrize("script", [True, False])
def test_a_player_signs_up_hides_the_numbers_and_deletes_everything(
    live_server: LiveServer, open_page: Callable[..., Page], script: bool
) -> None:
    page = open_page(java_script_enabled=script)
    someone_played(page, live_server.url)
    page.goto(f"{live_server.url}/me/")
    expect(page.locator(".standing")).to_contain_text("1,029")
    expect(page.locator("svg polyline")).to_have_count(1)
    page.get_by_role("link", name="Sign up").first.click()
    expect(page.locator("main")).to_contain_text("20 XP")
    page.get_by_label("Name").fill("rae")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    account = Player.objects.get(user__username="rae")
    expect(page.get_by_role("heading", level=1)).to_have_text(account.handle)
    expect(page.locator(".standing")).to_contain_text("20")
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("textbox", name="Handle").fill("Rae-of-Sunshine")
    page.get_by_role("button", name="Change the handle").click()
    page.get_by_role("button", name="Hide the numbers").click()
    page.get_by_role("link", name="Back to your page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rae-of-Sunshine")
    expect(page.locator(".standing")).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{live_server.url}/accounts/sign-in/?next=/me/delete/")
    page.get_by_label("Name").fill("rae")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Delete everything").check()
    page.get_by_role("button", name="Delete my data").click()
    expect(page.locator("main")).to_contain_text("Your data has been deleted")
    assert (User.objects.count(), Player.objects.count()) == (0, 0)


def test_every_page_of_a_player_is_accessible_and_fits(
    live_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    """Those that a stranger sees are among `test_accessible`'s."""
    page = open_page()
    someone_played(page, live_server.url)
    wrong = []
    for path in ("/me/", "/me/settings/", "/me/delete/", "/leaderboard/?board=daily"):
        wrong += looked_at(page, f"{live_server.url}{path}")
        wrong += sideways(page, (360,))
    assert wrong == []


def test_the_keyboard_alone_signs_in(live_server: LiveServer, open_page: Callable[..., Page]) -> None:
    User.objects.create_user("rae", password=PASSWORD)
    page = open_page()
    page.goto(f"{live_server.url}/accounts/sign-in/")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "name":
            break
    page.keyboard.type("rae")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are signed in as rae")).to_be_visible()
