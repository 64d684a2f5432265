"""The story's page as its readers use it: with scripts off, by keyboard alone, and on coming back."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from debate.models import Persona
from stories import publishing
from stories.models import Story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

STORY = "/stories/miami-track-ukraine/"
# The outline or shadow of what has the focus, as drawn; "" if there is none.
RING = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return { tag: at.tagName, text: (at.getAttribute("aria-label") || at.textContent).trim().slice(0, 60),
           seen: box.width > 0 && box.height > 0, ring: ring || style.boxShadow !== "none",
           place: [...document.querySelectorAll("*")].indexOf(at) };
}"""


@pytest.fixture
def site(live_server: LiveServer, flagship: Story, cast: dict[str, Persona]) -> str:
    return live_server.url


def test_everything_works_with_scripts_off(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(site + STORY)
    links_lead_somewhere(page)

    figure = page.locator("#figures details").first
    figure.locator("summary").click()
    expect(figure.locator("p")).to_be_visible()
    person = page.locator(".person details").first
    expect(person.locator(".dated")).to_be_hidden()
    person.locator("summary").click()
    expect(person.locator(".dated")).to_be_visible()

    page.get_by_role("link", name="Oldest first").click()
    expect(page).to_have_url(f"{site}{STORY}?order=oldest#timeline")
    first = page.locator(".events time").first
    assert first.get_attribute("datetime") == min(
        time.get_attribute("datetime") or "" for time in page.locator(".events time").all()[:30]
    )
    page.locator(".sift summary").click()
    page.get_by_label("Type").select_option(index=1)
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"order=oldest&type=[^&]+.*#timeline$"))
    chosen = page.get_by_label("Type").input_value()
    assert set(page.locator(".events .kind").all_text_contents()) <= {chosen, f"{chosen}, key event"}
    page.get_by_role("link", name=re.compile("Show all")).first.click()
    page.get_by_role("link", name="Key events").click()
    expect(page.locator("#timeline .count")).to_contain_text(" of ")
    assert page.locator(".events > li:not(.key)").count() == 0

    page.goto(f"{site}{STORY}?person=nobody")
    expect(page.locator("#timeline")).to_contain_text("No event of this story matches that")
    page.goto(site + STORY)
    page.locator(".density a").first.click()
    expect(page).to_have_url(re.compile(r"#(month|year)-\d{4}"))
    page.get_by_role("link", name="Since your last visit").click()
    expect(page.locator("h1")).to_be_visible()


def links_lead_somewhere(page: Page) -> None:
    """Every address on the page answers, and every anchor is there."""
    here, client = urlsplit(page.url), Client()
    hrefs = page.locator("[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    ids = set(page.locator("[id]").evaluate_all("all => all.map(one => one.id)"))
    assert len(hrefs) > 300
    for href in sorted(set(hrefs)):
        to = urlsplit(urljoin(page.url, href))
        if to.scheme == "mailto" or to.netloc != here.netloc or to.path.startswith("/static/"):
            continue
        if (to.path, to.query) == (here.path, here.query):
            assert not to.fragment or to.fragment in ids, href
        else:
            assert client.get(f"{to.path}?{to.query}", headers={"host": here.netloc}).status_code == 200, href


def test_the_page_by_keyboard_alone(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(site + STORY)
    page.keyboard.press("Tab")
    skip = page.evaluate(RING)
    assert (skip["text"], skip["seen"]) == ("Skip to the text", True)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    places = []
    for _ in range(90):  # past the figures, the sections, the arena and the plot, into the timeline
        page.keyboard.press("Tab")
        at = page.evaluate(RING)
        assert at["seen"], at
        assert at["ring"], at
        places.append(at["place"])
    assert places == sorted(places), "the order of the page"
    assert page.evaluate("document.querySelectorAll('[tabindex]:not([tabindex=\"-1\"])').length") == 0

    figure = page.locator("#figures details").first
    figure.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(figure.locator("p")).to_be_visible()
    bar = page.locator(".density a").last
    bar.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}{STORY}{bar.get_attribute('href')}")
    page.locator(".sift summary").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "type"
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?type=[^&]+"))
    expect(page.locator(".sift details")).to_have_attribute("open", "")

    copy = page.locator(".events .copy").first
    copy.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}{STORY}{copy.get_attribute('href')}"


def test_an_item_that_is_gone_says_what_became_of_it(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(f"{site}{STORY}#event-that-was-withdrawn")
    note = page.locator(".since[role=status]")
    expect(note).to_contain_text("not in this version of the story")
    note.get_by_role("link", name="What became of it").click()
    expect(page).to_have_url(f"{site}{STORY}changes/?item=event-that-was-withdrawn")
    expect(page.locator("h1")).to_have_text("This story has never had that item")


def test_what_changed_stays_marked_when_the_page_is_loaded_again(
    site: str, flagship: Story, open_page: Callable[..., Page]
) -> None:
    page = open_page()

    def visit() -> None:
        with page.expect_response(re.compile("/since/$")):
            page.goto(site + STORY)

    visit()
    expect(page.locator("#since")).to_have_count(0)
    seen = next(cookie for cookie in page.context.cookies(f"{site}{STORY}since/") if cookie["name"] == "seen")
    before, latest, minute = seen["value"].split(".")
    page.context.add_cookies([{**seen, "value": f"{before}.{latest}.{int(minute) - 31}"}])
    document = flagship.document
    newest = document.timeline[0].model_copy(update={"title": "What the editors corrected"})
    publishing.load(document.model_copy(update={"timeline": [newest, *document.timeline[1:]]}))
    publishing.publish(flagship)
    for _ in range(2):
        visit()
        expect(page.locator("#since")).to_contain_text("1 thing changed")
        mark = page.locator(f"#event-{newest.key} .mark")
        expect(mark).to_have_text("Changed ↑")
    mark.click()
    expect(page).to_have_url(f"{site}{STORY}#since")
