"""The way into the arena and through a debate."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def choose_and_enter(page: Page, site: str) -> None:
    page.goto(f"{site}/stories/miami-track-ukraine/")
    page.locator("#arena a").first.click()
    page.locator("input[name=motion]").first.check()
    page.locator("input[name=pro][value=bertha-von-suttner]").check()
    page.locator("input[name=con][value=thucydides]").check()
    page.get_by_role("button", name="Enter the arena").click()


def call(page: Page, side: str, confidence: int, *, within: str = "#predict") -> None:
    """Both steps of a call, and the button that seals it."""
    form = page.locator(f"{within} form.odds")
    form.locator(f"input[name=side][value={side}]").check()
    form.locator(f"input[name=confidence][value='{confidence}']").check()
    form.get_by_role("button", name="Seal this call").click()


def walk(page: Page) -> None:
    """Both rounds, calling the first for the motion and the second against it; then the whole result."""
    expect(page.locator("#round-1 .speech .made")).to_have_count(2)
    expect(page.locator(".verdict")).to_have_count(0)
    call(page, "pro", 70)
    expect(page.locator("#verdict-1 .bars .total")).to_be_visible()
    page.locator("form.crossfire button[value='2']").click()
    expect(page.locator("#round-2 .asked")).to_be_visible()
    expect(page.locator("#round-2 .speech .made")).to_have_count(4)
    call(page, "con", 85)
    expect(page.locator("#verdict-2 .bars .total")).to_be_visible()
    expect(page.locator("#result")).to_have_count(0)
    page.get_by_role("link", name="See who won the debate").click()
    expect(page.locator("#result .xp").first).to_be_visible()
