"""A lesson in two browsers: what the host presses arrives on a member's phone by itself."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from debate.models import Persona
from stories.models import Story
from tests.debate.playing import begin, drain
from tests.journeys.arena import call

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

POLL_MS = (
    3_000  # more than their pages wait from one look to the next: the browser's clock jumps, nobody waits
)


def test_a_host_opens_a_verdict_on_every_phone(
    live_server: object, flagship: Story, cast: dict[str, Persona], open_page: Callable[..., Page]
) -> None:
    site = live_server.url  # type: ignore[attr-defined]
    drain(begin(flagship, cast).debate)
    host, phone = open_page(), open_page(viewport={"width": 360, "height": 780})
    for each in (host, phone):
        each.clock.install()
    host.goto(f"{site}/rooms/open/")
    host.locator("input[name=play]").first.check()
    host.get_by_role("button", name="Open the room").click()
    code = host.locator("b.code").inner_text()
    phone.goto(f"{site}/rooms/")
    phone.get_by_label("The room’s code").fill(code.upper())
    phone.get_by_label("A nickname for today").fill("Ann")
    phone.get_by_role("button", name="Join").click()
    call(phone, "pro", 70)
    expect(phone.locator("#sealed-title")).to_be_focused()
    expect(phone.locator(".verdict")).to_have_count(0)
    host.clock.fast_forward(POLL_MS)
    expect(host.locator("#board")).to_contain_text(re.compile(r"1 of 1 have called it"))
    host.get_by_role("button", name="Open the verdict for all").click()
    expect(host.locator(".marks")).to_be_visible()
    phone.clock.fast_forward(POLL_MS)
    expect(phone.locator("#verdict-1 .bars .total")).to_be_visible()
    phone.locator("form.crossfire button[value='2']").click()
    host.clock.fast_forward(POLL_MS)
    expect(host.locator(".votes .leads")).to_have_count(1)
