"""The choosing page in a browser: a short way by keyboard, a bar that stays, and marks that follow without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from debate.models import Debate
from newsroom.generation.models import State

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

ARENA = "/stories/miami-track-ukraine/arena/"
MOST_TABS = 11
PHONE = {"width": 360, "height": 640}


def in_view(page: Page, name: str) -> bool:
    """Whether the button can be seen whole, and nothing lies over it."""
    return bool(
        page.get_by_role("button", name=name).evaluate(
            """button => {
              const { top, bottom, left, right } = button.getBoundingClientRect();
              const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
              return top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth && button.contains(there);
            }"""
        )
    )


def test_few_presses_of_tab_lead_to_enter_the_arena(site: str, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(site + ARENA)
    names = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.innerText || document.activeElement.name"))
    assert "Enter the arena" in names
    assert {"motion", "pro", "con"} <= set(names)
    page.locator("input[name=pro]:checked").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("input[name=pro]:checked").evaluate("it => it === document.activeElement")
    page.get_by_role("button", name="Enter the arena").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/plays/**")


@pytest.mark.parametrize("javascript", [True, False])
def test_on_a_phone_the_pair_stays_in_view_with_its_button(
    site: str, open_page: Callable[..., Page], javascript: bool
) -> None:
    page = open_page(java_script_enabled=javascript, viewport=PHONE)
    page.goto(site + ARENA)
    assert in_view(page, "Enter the arena")
    assert in_view(page, "Surprise me")
    page.locator("input[name=pro][value=bertha-von-suttner]").check()
    page.locator("input[name=con][value=thucydides]").check()
    bar = page.locator(".bar")
    expect(bar.locator(".pro")).to_have_text("For Bertha von Suttner", use_inner_text=True, ignore_case=True)
    expect(bar.locator(".con")).to_have_text("Against Thucydides", use_inner_text=True, ignore_case=True)
    assert in_view(page, "Enter the arena")
    page.locator("input[name=pro][value=thucydides]").check()
    expect(bar).to_contain_text("Nobody argues both sides", use_inner_text=True, ignore_case=True)
    assert page.evaluate("document.documentElement.scrollHeight") < 4000
    page.locator("input[name=pro][value=mozi]").focus()
    focused = page.locator("input[name=pro][value=mozi]").bounding_box()
    over = bar.bounding_box()
    assert focused
    assert over
    assert focused["y"] + focused["height"] <= over["y"], "the bar does not lie over what has the focus"


def test_a_pair_that_is_written_is_marked_while_it_is_chosen(
    site: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(site + ARENA)
    page.locator("input[name=pro][value=mozi]").check()
    page.locator("input[name=con][value=thucydides]").check()
    expect(page.locator(".bar")).not_to_contain_text("Ready", use_inner_text=True, ignore_case=True)
    page.get_by_role("button", name="Enter the arena").click()
    expect(page.locator("#predict")).to_be_visible(timeout=30_000)  # a worker writes it first
    assert Debate.objects.filter(rounds__verdict__state=State.READY).exists()
    page.goto(site + ARENA)
    expect(page.locator(".bar")).to_contain_text(
        "Ready: already written", use_inner_text=True, ignore_case=True
    )
    expect(page.get_by_role("radio", name="Against the motion: Thucydides ready")).to_be_checked()
    page.locator("input[name=pro][value=kautilya]").check()
    expect(page.locator(".bar")).not_to_contain_text("Ready", use_inner_text=True, ignore_case=True)
    page.get_by_role("button", name="Surprise me").click()
    expect(page.locator(".bar")).to_contain_text(
        "Ready: already written", use_inner_text=True, ignore_case=True
    )
