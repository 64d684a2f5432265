"""Every page on paper: black on white in a dark theme too, nothing to press, nothing wider than the sheet."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.arena import call

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

STORY = "/stories/miami-track-ukraine/"
READ = (
    "/",
    STORY,
    f"{STORY}changes/",
    "/categories/force-in-play/",
    "/search/?q=ceasefire",
    "/arena/",
    f"{STORY}arena/",
    f"{STORY}voices/",
    "/quiz/",
    f"{STORY}quiz/",
    "/daily/",
    "/leaderboard/",
    "/how-it-works/",
    "/accounts/sign-up/",
)
A4 = {"width": 680, "height": 960}  # what the margins leave of it, in CSS pixels

# Whatever would be printed otherwise than dark on white: dark ground, pale words, a control, a cut.
FAULTS = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const onWhite = (colour) => {
    canvas.fillStyle = "#fff"; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((part) => part / 255).map((part) => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
    return .2126 * red + .7152 * green + .0722 * blue;
  };
  const faults = [];
  for (const element of document.querySelectorAll("body, body *")) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest("svg, progress, .vh")) continue;
    const style = getComputedStyle(element);
    const name = element.localName + (element.className ? "." + element.className : "");
    if (onWhite(style.backgroundColor) < .75) faults.push(name + " has a dark ground");
    const speaks = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (speaks && 1.05 / (onWhite(style.color) + .05) < 4.5) faults.push(name + " is pale");
    if (element.matches("button:not(.choices *), input, select, textarea, .go")) faults.push(name + " is shown");
    if (element.scrollWidth > element.clientWidth + 1 && /auto|scroll|hidden/.test(style.overflowX)) {
      faults.push(name + " is cut");
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push("wider than the sheet");
  return [...new Set(faults)];
}"""


def on_paper(page: Page) -> list[str]:
    page.wait_for_load_state("load")  # style sheets and all
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size(A4)  # type: ignore[arg-type]
    ground = page.evaluate(
        "[...document.querySelectorAll('body, .stage')].map((one) => [getComputedStyle(one).backgroundColor,"
        " getComputedStyle(one).color].join(' on '))"
    )
    assert set(ground) == {"rgb(255, 255, 255) on rgb(0, 0, 0)"}, page.url
    found = [f"{page.url}: {fault}" for fault in page.evaluate(FAULTS)]
    page.emulate_media(media="screen")
    return found


def test_every_page_prints_dark_on_white(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page(color_scheme="dark", reduced_motion="reduce")
    faults: list[str] = []
    for path in READ:
        page.goto(site + path)
        if path == "/daily/":
            expect(page.locator("form.odds button").first).to_be_attached()
        faults += on_paper(page)

    page.goto(f"{site}{STORY}voices/thucydides/")
    page.locator("form.ask button").click()
    expect(page.locator(".voice .said")).to_be_visible()
    faults += on_paper(page)

    page.goto(f"{site}{STORY}quiz/")
    page.get_by_role("button", name="Start without the clock").click()
    expect(page.locator(".choices button")).to_have_count(4)
    faults += on_paper(page)
    assert page.locator(".choices button").count() == 4, "the four people are what the page asks about"
    page.locator(".choices button").first.click()
    expect(page.locator(".nextup")).to_be_visible()
    faults += on_paper(page)
    for _ in range(7):
        page.locator(".nextup button").click()
        page.locator(".choices button").first.click()
        expect(page.locator(".nextup")).to_be_visible()
    page.locator(".nextup button").click()
    expect(page.locator(".outcome")).to_be_visible()
    faults += on_paper(page)

    page.goto(f"{site}{STORY}arena/")
    page.locator("input[name=pro][value=bertha-von-suttner]").check()
    page.locator("input[name=con][value=thucydides]").check()
    page.get_by_role("button", name="Enter the arena").click()
    call(page, "pro", 70)
    page.locator("form.crossfire button[value='2']").click()
    call(page, "con", 85)
    expect(page.locator("#verdict-2")).to_be_visible()
    faults += on_paper(page)
    page.get_by_role("link", name="See who won the debate").click()
    expect(page.locator("#result-title")).to_be_visible()
    faults += on_paper(page)
    page.get_by_role("link", name=re.compile("Share a replay")).click()
    expect(page.locator("#replay .speech").first).to_be_visible()
    faults += on_paper(page)
    page.goto(f"{site}/me/")
    faults += on_paper(page)
    assert faults == []
