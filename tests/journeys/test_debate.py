"""From the story to the result of a debate, as a player walks it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from debate.models import Play
from newsroom.players.models import Player
from tests.journeys.arena import choose_and_enter, walk
from tests.journeys.looks import sideways

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
WIDTHS = (320, 360, 768, 1280)


def test_a_player_with_javascript_never_leaves_the_page(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    choose_and_enter(page, site)
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    walk(page)
    assert loads == []
    play = Play.objects.get()
    assert page.url == f"{site}{play.get_absolute_url()}"
    assert play.finished_at is not None
    assert f"{play.player.xp} XP" in page.locator("#result").inner_text()
    page.reload()
    expect(page.locator("#result-title")).to_be_visible()


def test_a_player_without_javascript_gets_the_same_debate(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    choose_and_enter(page, site)
    walk(page)
    player = Player.objects.get()
    assert 40 <= player.xp <= 80


def test_reading_makes_no_player_and_no_session(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    for path in ("/", "/stories/miami-track-ukraine/", "/arena/"):
        page.goto(f"{site}{path}")
    assert Player.objects.count() == 0
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]


def test_nothing_scrolls_sideways(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 320, "height": 800})
    choose_and_enter(page, site)
    walk(page)
    wrong = sideways(page, WIDTHS)
    for path in ("/", "/stories/miami-track-ukraine/", "/arena/", "/stories/miami-track-ukraine/arena/"):
        page.goto(f"{site}{path}")
        wrong += sideways(page, WIDTHS)
    assert wrong == []
