"""The story's page as it flows, its months as they open, and the back button."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from debate.models import Persona
from stories.document import check_story
from stories.page import category_key
from tests.journeys.conftest import FLAGS
from tests.journeys.looks import DESK, PHONE, sideways
from tests.stories.browser import poisoned
from tests.stories.documents import example, many_events, published, raw, shipped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

STORY = "/stories/apollo-13/"
BOX = "selector => { const box = document.querySelector(selector).getBoundingClientRect(); return [box.top, box.bottom]; }"
SIDE_IS_TALLER = """() => {
  const [overview, side] = ["#overview", ".play"].map((part) => document.querySelector(part).getBoundingClientRect().bottom);
  return side > overview + 300;
}"""
SHOWN = "addEventListener('pageshow', (event) => { window.wasKept = event.persisted; })"


@pytest.fixture
def site(live_server: LiveServer, cast: dict[str, Persona]) -> str:
    published(shipped("apollo-13"))
    return live_server.url


@pytest.fixture
def keeping(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """A browser that keeps the pages one leaves, as people's browsers do and a driven one does not."""
    keeps = ["--disable-back-forward-cache"]
    browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS, ignore_default_args=keeps)
    yield browser
    browser.close()


def open_a_voice(page: Page) -> None:
    page.locator("#voices").scroll_into_view_if_needed()
    expect(page.locator("#portraits .faces a")).to_have_count(12)
    page.wait_for_function("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
    with page.expect_response(re.compile(r"/text/\?ask=1$")):
        page.locator(".faces a").nth(2).click()
    expect(page.locator(".voice h2")).to_be_visible()


def go_back(page: Page) -> None:
    page.evaluate("void setTimeout(() => history.back())")


def test_side_and_text_flow_on_with_portraits_and_a_voice_open(
    site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    page.goto(site + STORY)
    open_a_voice(page)
    page.wait_for_function(SIDE_IS_TALLER)
    overview, timeline = (page.evaluate(BOX, part) for part in ("#overview", "#timeline"))
    assert 0 < timeline[0] - overview[1] < 120
    people, last = page.evaluate(BOX, "#people"), page.evaluate(BOX, "#timeline .period:last-of-type")
    assert 0 < people[0] - last[1] < 120
    month = page.locator("#timeline .period").first.bounding_box()
    beside = page.locator(".play").bounding_box()
    assert month
    assert beside
    assert month["x"] + month["width"] <= beside["x"]
    page.goto(f"{site}{STORY}?person=nobody")
    page.locator("#voices .faces").wait_for()
    timeline, people = (page.evaluate(BOX, part) for part in ("#timeline", "#people"))
    assert 0 < people[0] - timeline[1] < 120, "nor is there a hole below a timeline of nothing"


def test_a_short_first_paragraph_keeps_its_initial_to_itself(
    live_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    published(example(overview="A vote.\n\nIt was close, and nobody slept until it had been counted twice."))
    page = open_page()
    page.goto(f"{live_server.url}/stories/harbour-bridge-vote/")
    (first, _), (second, _) = (page.evaluate(BOX, f".prose p:nth-child({n})") for n in (1, 2))
    line = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.prose p')).lineHeight)")
    assert second - first >= 3 * line


@pytest.mark.parametrize("scripts", [True, False])
def test_the_bars_open_their_month(
    live_server: LiveServer, open_page: Callable[..., Page], scripts: bool
) -> None:
    published(many_events(400))
    page = open_page(java_script_enabled=scripts)
    page.goto(f"{live_server.url}/stories/harbour-bridge-vote/")
    bar, month = page.locator(".density a").first, page.locator(".period").last
    expect(month).not_to_have_attribute("open", "")
    bar.focus()
    page.keyboard.press("Enter")
    expect(month).to_have_attribute("open", "")
    expect(month.locator("h3")).to_be_in_viewport()
    if scripts:
        month.locator("summary").click()
        expect(month).not_to_have_attribute("open", "")
        bar.focus()
        page.keyboard.press("Enter")
        expect(month).to_have_attribute("open", "")


def test_a_kept_page_comes_back_as_it_was_and_goes_on_asking(site: str, keeping: Browser) -> None:
    page = keeping.new_page()
    page.add_init_script(SHOWN)
    page.goto(site + STORY)
    open_a_voice(page)  # nobody writes it: the page goes on asking
    page.goto(f"{site}/about/")
    with page.expect_response(re.compile(r"/text/\?v=")):
        go_back(page)
    expect(page.locator(".voice h2")).to_be_visible()
    assert page.evaluate("window.wasKept") is True


def test_a_page_that_was_not_kept_opens_the_voice_again(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(site + STORY)
    open_a_voice(page)
    name = page.locator(".voice h2").inner_text()
    page.goto(f"{site}/about/")
    with page.expect_response(re.compile(r"/text/\?v=")):
        go_back(page)
    expect(page.locator(".voice h2")).to_have_text(name)
    expect(page.locator(".faces a[aria-current]")).to_have_count(1)
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_no_form_comes_back_with_a_token_that_holds_no_longer(site: str, keeping: Browser) -> None:
    User.objects.create_user("rae", password="a long word")
    page = keeping.new_page()
    page.goto(f"{site}{STORY}quiz/")
    page.goto(f"{site}/accounts/sign-in/")
    page.get_by_label("Name").fill("rae")
    page.get_by_label("Password").fill("a long word")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("/me/"))
    page.evaluate("void setTimeout(() => history.go(-2))")
    page.wait_for_url(re.compile("/quiz/$"))
    page.get_by_role("button", name="Start without the clock").click()
    expect(page).to_have_url(re.compile(r"/quiz/[0-9a-f-]{36}/$"))
    expect(page.locator("#ask-title")).to_be_visible()


def test_nothing_scrolls_sideways_whatever_an_editor_typed(
    live_server: LiveServer, cast: dict[str, Persona], open_page: Callable[..., Page]
) -> None:
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2
    published(check_story(poisoned(raw(slug="long", overview=word), text=word)))
    published(check_story(poisoned(raw(slug="long-too"), text="https://example.org/" + "a" * 100)))
    page = open_page()
    wrong = []
    for address in (
        *("/", "/stories/long/", "/stories/long/changes/", "/people/mara-lind/", "/organisations/council/"),
        *(f"/search/?q={word[:20]}", "/arena/", "/stories/long/arena/", "/quiz/", "/corrections/"),
        f"/categories/{category_key(word)}/",
    ):
        response = page.goto(live_server.url + address)
        assert response, address
        assert response.ok, address
        wrong += sideways(page, (PHONE, DESK))
    assert not wrong, "\n".join(wrong)
