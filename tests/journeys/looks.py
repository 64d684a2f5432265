"""What is wrong with a page as it stands in the browser: what axe finds, and what is wider than the window."""

from __future__ import annotations

from collections.abc import Iterable

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

DESK, PHONE = 1280, 320
# Whether axe has been put into this page already: it goes with the document.
HAS_AXE = "typeof axe !== 'undefined'"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page: Page, only: str = "") -> list[str]:
    """What axe finds: rule, first element. only: one rule, where nothing but colour can differ."""
    if not page.evaluate(HAS_AXE):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": [only]} if only else {}
    found = page.evaluate("options => axe.run(document, {...options, resultTypes: ['violations']})", options)
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found["violations"]]


def sideways(page: Page, widths: Iterable[int] = (PHONE,)) -> list[str]:
    """The widths at which the page scrolls sideways."""
    wrong = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if (over := page.evaluate(TOO_WIDE)) > 0:
            wrong.append(f"{page.url}: {width} scrolls sideways by {over}")
    return wrong


def wrong_here(page: Page) -> list[str]:
    """Everything wrong with the page as it is, at two widths in both themes. Leaves it wide and light."""
    page.emulate_media(
        color_scheme="light", reduced_motion="reduce"
    )  # no colour is looked at on its way to another
    page.set_viewport_size({"width": DESK, "height": 900})
    wrong = [f"1280 light {fault}" for fault in faults(page)]
    page.emulate_media(color_scheme="dark")
    wrong += [f"1280 dark {fault}" for fault in faults(page, "color-contrast")]
    page.set_viewport_size({"width": PHONE, "height": 640})
    wrong += [f"320 dark {fault}" for fault in faults(page)]
    page.emulate_media(color_scheme="light")
    wrong += [f"320 light {fault}" for fault in faults(page, "color-contrast")]
    wrong += sideways(page, (DESK, PHONE))
    page.set_viewport_size({"width": DESK, "height": 900})
    return [f"{page.url}: {fault}" for fault in wrong]


def looked_at(page: Page, address: str) -> list[str]:
    """Everything wrong with one page."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto(address)
    return wrong_here(page)
