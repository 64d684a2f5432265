"""The stage in a browser: speeches arrive, the line drops, a tab goes stale, a debate stalls. Play goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings

from debate.models import Play, Prediction
from tests.debate.engines.llm.parrot import Parrot
from tests.journeys.arena import call, choose_and_enter
from tests.llm.conftest import fake  # noqa: F401 - a fixture
from tests.llm.fake_openai import FakeOpenAI, reply, status

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

WAIT_MS = 30_000


@pytest.fixture
def parrot(fake: FakeOpenAI, settings: Settings) -> Parrot:  # noqa: F811
    """A model that takes its time over an opening, and for whom nobody steps in."""
    settings.NEWSROOM_FALLBACK = False
    parrot = Parrot(fake)
    fake._by_purpose["opening"] = reply(parrot.speech, pause_seconds=0.05)
    return parrot


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """For tests in which the browser has reason to complain: the line drops, or a move is refused."""
    context = chromium.new_context()
    context.set_default_timeout(WAIT_MS)
    yield context
    context.close()


# --- arriving -------------------------------------------------------------------------------------------


def test_sentences_arrive_one_by_one_without_moving_anything(
    site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    choose_and_enter(page, site)
    page.locator("#round-1 .said .fresh").first.wait_for(state="attached")
    speech = page.locator("#round-1 .said").first
    before = speech.bounding_box()
    opacities = speech.locator("span").evaluate_all(
        "all => all.map(one => Number(getComputedStyle(one).opacity))"
    )
    assert opacities[-1] < 1, "the last sentence is still to come"
    assert opacities == sorted(opacities, reverse=True), "in their order"
    page.wait_for_function(
        "() => [...document.querySelectorAll('.said span')].every(one => getComputedStyle(one).opacity === '1')"
    )
    assert speech.bounding_box() == before
    assert (
        page.locator("[aria-live], [role=status], [role=alert]").filter(has=page.locator(".said")).count()
        == 0
    )


def test_any_key_shows_them_all(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    choose_and_enter(page, site)
    page.locator("#round-1 .con .said .fresh").first.wait_for(state="attached")
    page.locator("#round-1 .pro .said").wait_for()  # both are there: what comes later would arrive anew
    page.keyboard.press("Shift")
    assert page.locator(".said .fresh").count() == 0
    page.locator("#predict").wait_for()
    assert page.locator(".said .fresh").count() == 0


def test_with_reduced_motion_they_are_simply_there(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(reduced_motion="reduce")
    choose_and_enter(page, site)
    page.locator("#predict").wait_for()
    assert page.locator(".said .fresh").count() == 0


def test_a_reload_later_shows_the_text_at_once(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    choose_and_enter(page, site)
    call(page, "pro", 70)
    page.locator("#verdict-1").wait_for()
    page.reload()
    page.locator("#verdict-1").wait_for()
    assert page.locator(".said .fresh").count() == 0


# --- a model that takes its time ---------------------------------------------------------------------------


def test_a_streamed_speech_grows_on_the_page_and_is_announced_once(
    site: str, open_page: Callable[..., Page], parrot: Parrot
) -> None:
    page = open_page()
    choose_and_enter(page, site)
    expect(page.locator("#round-1")).to_contain_text("Still speaking", timeout=WAIT_MS)
    expect(page.locator("#say")).to_contain_text("Both sides are writing")
    some = page.locator("#round-1 .said").first.locator("span").count()
    page.locator("#predict").wait_for()
    assert page.locator("#round-1 .said").first.locator("span").count() > some
    expect(page.locator("#say")).to_have_text("Who takes the round?")


def test_without_javascript_the_refreshing_page_shows_it_too(
    site: str, open_page: Callable[..., Page], parrot: Parrot
) -> None:
    page = open_page(java_script_enabled=False)
    choose_and_enter(page, site)
    expect(page.locator("#round-1")).to_contain_text("Still speaking", timeout=WAIT_MS)
    expect(page.locator("#predict")).to_be_visible(timeout=WAIT_MS)


# --- the line, the lid, the other tab ------------------------------------------------------------------------


def test_a_lost_connection_is_said_and_play_goes_on_by_itself(
    site: str, context: BrowserContext, parrot: Parrot
) -> None:
    page = context.new_page()
    choose_and_enter(page, site)
    page.locator("#round-1").wait_for()
    context.set_offline(True)
    expect(page.locator("#status")).to_contain_text("The connection is gone", timeout=WAIT_MS)
    context.set_offline(False)
    expect(page.locator("#status")).to_be_empty(timeout=WAIT_MS)
    expect(page.locator("#predict")).to_be_visible(timeout=WAIT_MS)


def test_a_call_made_while_the_line_is_down_is_kept_and_sent_once(site: str, context: BrowserContext) -> None:
    page = context.new_page()
    choose_and_enter(page, site)
    page.locator("#predict").wait_for()
    sent: list[str] = []
    context.set_offline(True)
    call(page, "con", 70)
    expect(page.locator("#status")).to_contain_text("Your call is kept", timeout=WAIT_MS)
    assert Prediction.objects.count() == 0
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    context.set_offline(False)
    expect(page.locator("#verdict-1")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("#verdict-1 h2")).to_be_focused()
    expect(page.locator("#status")).to_be_empty()
    made = Prediction.objects.get()
    assert (made.side, made.confidence) == ("con", 70)
    assert len(sent) == 1


@pytest.mark.parametrize("lost", ["sessionid", "csrftoken"])
def test_a_session_or_token_lost_in_mid_play_is_said_and_the_debate_goes_on(
    site: str, context: BrowserContext, lost: str
) -> None:
    page = context.new_page()
    choose_and_enter(page, site)
    page.locator("#predict").wait_for()
    context.clear_cookies(name=lost)
    call(page, "pro", 70)
    if lost == "csrftoken":  # the session is there: the stage comes anew, with a token that is good
        expect(page.locator("#status")).to_contain_text("That was not done", timeout=WAIT_MS)
    else:
        expect(page.locator("#lost-title")).to_have_text("Your session has ended", timeout=WAIT_MS)
        expect(page.locator("#lost-title")).to_be_focused()
        page.get_by_role("button", name="Play this debate").click()
        page.locator("#predict").wait_for()
        assert len(set(Play.objects.values_list("debate", flat=True))) == 1
    assert Prediction.objects.count() == 0
    call(page, "pro", 70)
    expect(page.locator("#verdict-1")).to_be_visible(timeout=WAIT_MS)


def test_a_lid_that_was_closed_makes_no_difference(
    site: str, context: BrowserContext, parrot: Parrot
) -> None:
    page = context.new_page()
    choose_and_enter(page, site)
    page.locator("#round-1").wait_for()
    browser = context.new_cdp_session(page)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    page.wait_for_timeout(2500)
    browser.send("Page.setWebLifecycleState", {"state": "active"})
    expect(page.locator("#predict")).to_be_visible(timeout=WAIT_MS)


def test_back_and_a_second_tab_come_to_the_same_state(site: str, context: BrowserContext) -> None:
    page = context.new_page()
    choose_and_enter(page, site)
    page.locator("#predict").wait_for()
    other = context.new_page()
    other.goto(page.url)
    other.locator("#predict").wait_for()
    call(page, "pro", 70)
    page.locator("#verdict-1").wait_for()
    # The other tab still offers the call. What it gets for another one is the debate as it stands.
    call(other, "con", 85)
    expect(other.locator(".problem")).to_contain_text("cannot be changed")
    expect(other.locator("#verdict-1")).to_be_visible()
    expect(other.locator("#predict")).to_have_count(0)
    assert Prediction.objects.get().side == "pro"
    page.locator(".stage .label a").first.click()
    page.wait_for_url("**/stories/**")
    page.go_back()
    expect(page.locator("#verdict-1")).to_be_visible()
    expect(page.locator("form.crossfire")).to_be_visible()


def press_until(page: Page, selector: str) -> None:
    """Tab on until the focus is on one of these, and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard never reached {selector}")


def call_by_keyboard(page: Page, *more: str) -> None:
    """The first side, the first confidence (more: keys that choose another), and the button."""
    page.locator("#predict input[name=side]").first.focus()
    for key in ("Space", "Tab", "Space", *more, "Tab", "Enter"):
        page.keyboard.press(key)


def test_a_debate_is_played_with_the_keyboard_alone(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(f"{site}/stories/miami-track-ukraine/arena/?motion=frozen-front-line&pro=mozi&con=thucydides")
    press_until(page, "form.choose button[type=submit]")
    page.locator("#predict").wait_for()
    call_by_keyboard(page, "ArrowDown")
    page.locator("#verdict-1").wait_for()
    expect(page.locator("#verdict-1 h2")).to_be_focused()
    press_until(page, "form.crossfire button")
    page.locator("#predict").wait_for()
    call_by_keyboard(page)
    page.locator("#verdict-2").wait_for()
    expect(page.locator("#verdict-2 h2")).to_be_focused()
    press_until(page, "#whole a")
    expect(page.locator("#result-title")).to_be_focused()
    press_until(page, "#result .next a[href*='/replays/']")
    page.wait_for_url("**/replays/**")


# --- a debate that stalls --------------------------------------------------------------------------------------


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_stalled_round_two_goes_on_with_the_offline_engine(
    site: str, open_page: Callable[..., Page], parrot: Parrot, javascript: bool
) -> None:
    for part in ("answer", "closing"):
        parrot.fake._by_purpose[part] = status(401)
    page = open_page(java_script_enabled=javascript)
    choose_and_enter(page, site)
    page.locator("#predict").wait_for(timeout=WAIT_MS)
    call(page, "pro", 70)
    page.locator("form.crossfire button[value='2']").click()
    expect(page.locator(".stalled")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    asked = page.locator(".asked p").last.inner_text()
    address = page.url
    page.get_by_role("button", name="Go on with the offline engine").click()
    expect(page.locator("#round-2 .said")).to_have_count(4, timeout=WAIT_MS)
    expect(page.locator(".sibling")).to_contain_text("goes on with the offline engine")
    expect(page.locator("#verdict-1")).to_be_visible()
    assert page.locator(".asked p").last.inner_text() == asked
    assert urlsplit(page.url).path == urlsplit(address).path
    call(page, "con", 85)
    page.get_by_role("link", name="See who won the debate").click()
    expect(page.locator("#result-title")).to_be_visible(timeout=WAIT_MS)
    play = Play.objects.get()
    assert play.finished_at is not None
    assert 40 <= play.player.xp <= 80
