"""The daily debate and a shared replay, as people walk them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from debate.models import Daily, Debate, Play, Prediction
from newsroom import days
from newsroom.players.models import CredEntry, Player
from tests.journeys.arena import call, choose_and_enter, walk
from tests.journeys.looks import sideways

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
WIDTHS = (320, 360, 1280)


def open_daily(page: Page, site: str) -> None:
    """Today's debate, once it is written: until then its page refreshes itself."""
    page.goto(f"{site}/daily/")
    expect(page.locator("form.odds")).to_have_count(2, timeout=60_000)


def let_the_day_pass() -> dt.date:
    """Make today's debate yesterday's, as if it had been written then."""
    yesterday = days.today() - dt.timedelta(days=1)
    Debate.objects.update(brief_sha256="0" * 64)  # its edition is part of what it is known by
    Daily.objects.update(day=yesterday)
    return yesterday


@pytest.mark.parametrize("javascript", [True, False])
def test_a_player_calls_both_rounds_and_finds_the_result_the_day_after(
    site: str, open_page: Callable[..., Page], javascript: bool
) -> None:
    page = open_page(java_script_enabled=javascript)
    open_daily(page, site)
    call(page, "con", 85, within="#call-2")
    expect(page.locator("#call-2")).to_contain_text("Your call is sealed")
    call(page, "pro", 55, within="#call-1")
    expect(page.locator("#so-far-title")).to_have_text("Both your calls are in")
    expect(page.locator(".verdict, .bars")).to_have_count(0)
    assert (Prediction.objects.count(), CredEntry.objects.count(), Player.objects.get().xp) == (2, 0, 30)

    yesterday = let_the_day_pass()
    page.goto(f"{site}/daily/")
    expect(page.locator("#yesterday")).to_contain_text("1 player called this round")
    page.locator("#yesterday .next a").click()
    expect(page.locator(".bars")).to_have_count(2)
    assert page.url == f"{site}/daily/{yesterday}/"
    assert CredEntry.objects.count() == 2


def test_the_daily_is_called_by_keyboard_alone(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    open_daily(page, site)
    page.locator("#call-1 input[name=side]").first.focus()
    for key in ("Space", "Tab", "ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#call-1")).to_contain_text("at 70 %")
    assert Prediction.objects.get().confidence == 70


def test_a_replay_is_shared_and_a_stranger_calls_it(site: str, open_page: Callable[..., Page]) -> None:
    mine = open_page()
    choose_and_enter(mine, site)
    walk(mine)
    mine.get_by_role("link", name="Share a replay").click()
    link = mine.locator("#share-link").input_value()
    assert link == f"{site}/replays/{Play.objects.get().replay_code}/"
    expect(mine.locator("[data-copy=share-text]")).to_be_visible()

    stranger = open_page(java_script_enabled=False)
    stranger.goto(link)
    expect(stranger.locator(".verdict, .bars, #share-link")).to_have_count(0)
    assert not [cookie for cookie in stranger.context.cookies() if cookie["name"] == "sessionid"]
    stranger.locator("#predict-1 .call-it a").click()
    call(stranger, "pro", 55, within="#predict-1")
    expect(stranger.locator("#verdict-1")).to_contain_text("You called")
    expect(stranger.locator("#verdict-2")).to_have_count(0)
    stranger.locator("#predict-2 .call-it a").click()
    stranger.locator("#predict-2 .just-show button").click()
    expect(stranger.locator("#result-title")).to_be_visible()
    assert Play.objects.count() == 1


def test_nothing_scrolls_sideways(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    open_daily(page, site)
    wrong = sideways(page, WIDTHS)
    let_the_day_pass()
    for path in (f"/daily/{days.today() - dt.timedelta(days=1)}/", "/daily/"):
        page.goto(f"{site}{path}")
        wrong += sideways(page, WIDTHS)
    assert wrong == []
