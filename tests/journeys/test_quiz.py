"""The quiz as players walk it: by mouse, by keyboard, without scripts, and when the time runs out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from newsroom.players.models import Player
from quiz.models import Run
from stories.models import Story
from tests.journeys.looks import wrong_here
from tests.quiz.playing import loaded, right_option, round_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
START = "/stories/miami-track-ukraine/quiz/"
OpenPage = Callable[..., Page]


@pytest.fixture
def quiz_site(live_server: LiveServer, flagship: Story) -> str:
    return str(live_server.url)


def begin(page: Page, site: str, button: str = "Start, 20 seconds a round") -> Run:
    page.goto(f"{site}{START}")
    page.get_by_role("button", name=button).click()
    expect(page.locator(".choices button")).to_have_count(4)
    return Run.objects.order_by("-started_at")[0]


def right_place(run: Run, number: int) -> int:
    return right_option(round_of(run, number)).position


def test_a_player_with_javascript_never_leaves_the_page(quiz_site: str, open_page: OpenPage) -> None:
    page = open_page()
    run = begin(page, quiz_site)
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    for number in range(1, 9):
        expect(page.locator(".hud dd").first).to_contain_text(f"{number} of 8")
        page.locator(f".choices li:nth-child({right_place(run, number)}) button").click()
        expect(page.get_by_role("heading", name="Right.")).to_be_visible()
        expect(page.locator("#say")).to_contain_text(f"Streak {number}.")
        expect(page.locator(".origin a").first).to_be_visible()
        page.locator("[data-next] button").click()
    expect(page.get_by_role("heading", name="Every one of them.")).to_be_visible()
    assert loads == []
    run.refresh_from_db()
    assert run.points >= 800 + 250
    player = Player.objects.get()
    assert (run.xp, player.xp) == (20, 20)
    expect(page.locator(".figures-row")).to_contain_text("+20")
    page.reload()
    expect(page.locator("#run .total")).to_contain_text(str(run.points))


def test_a_player_without_javascript_gets_the_same_quiz(quiz_site: str, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    run = begin(page, quiz_site)
    expect(page.locator(".clock")).to_contain_text("when this page was loaded")
    expect(page.locator("[data-keys]")).to_be_hidden()
    for number in range(1, 9):
        place = right_place(run, number) if number != 3 else right_place(run, number) % 4 + 1
        page.locator(f".choices li:nth-child({place}) button").click()
        expect(page.get_by_role("heading", name="Not quite." if number == 3 else "Right.")).to_be_visible()
        if number == 3:
            page.locator(".report summary").click()
            page.get_by_label("Someone else said it").check()
            page.get_by_role("button", name="Send to the editors").click()
            expect(page.locator(".reported")).to_be_visible()
        page.locator("[data-next] button").click()
    expect(page.get_by_role("heading", name="7 of 8 right.")).to_be_visible()
    expect(page.locator("[data-copy]")).to_be_hidden()
    expect(page.locator(".missed figure")).to_have_count(1)


def test_the_whole_quiz_by_keyboard_alone(quiz_site: str, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{quiz_site}{START}")
    start = page.get_by_role("button", name="Start without the clock")
    for _ in range(40):
        page.keyboard.press("Tab")
        if start.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".choices button")).to_have_count(4)
    run = Run.objects.get()
    for number in range(1, 9):
        expect(page.locator(".said")).to_be_focused()
        page.keyboard.press(str(right_place(run, number)))
        expect(page.locator(".verdict.right")).to_be_focused()
        page.keyboard.press("Enter")
    expect(page.locator(".outcome")).to_be_focused()
    run.refresh_from_db()
    assert (run.correct, run.points) == (8, 1050)


def test_the_keys_can_be_switched_off_and_never_catch_typing(quiz_site: str, open_page: OpenPage) -> None:
    page = open_page()
    begin(page, quiz_site, "Start without the clock")
    page.locator("[data-keys] input").uncheck()
    page.keyboard.press("1")
    page.wait_for_timeout(300)
    expect(page.locator(".verdict")).to_have_count(0)
    page.reload()
    expect(page.locator("[data-keys] input")).not_to_be_checked()
    page.get_by_role("button", name="I don’t know").click()
    page.locator(".report summary").click()
    page.locator("#note").fill("")
    page.locator("#note").press_sequentially("1 and\n2")
    expect(page.locator("#note")).to_have_value("1 and\n2")
    expect(page.locator(".verdict")).to_be_visible()


def test_when_the_time_is_over_the_answer_is_shown_and_a_reload_resumes(
    quiz_site: str, open_page: OpenPage
) -> None:
    page = open_page()
    run = begin(page, quiz_site)
    page.clock.install()  # the browser's own clock, set on by half a minute
    page.reload()
    expect(page.locator(".choices button")).to_have_count(4)
    assert round_of(run, 1).given is None
    page.clock.run_for(30_000)
    expect(page.locator(".verdict")).to_be_visible()
    given = round_of(run, 1).given
    assert given is not None
    assert given.option_id is None
    assert given.elapsed_ms < 20_000  # what the server counted, not what the browser claimed
    page.reload()
    expect(page.locator(".verdict")).to_be_visible()
    page.locator("[data-next] button").click()
    expect(page.locator(".hud dd").first).to_contain_text("2 of 8")
    assert loaded(run).score.streak == 0


def test_every_screen_is_accessible_and_fits(quiz_site: str, open_page: OpenPage) -> None:
    """Those before a run are among `test_accessible`'s."""
    page = open_page(reduced_motion="reduce")
    wrong: list[str] = []

    def check(name: str) -> None:
        wrong.extend(f"{name}: {fault}" for fault in wrong_here(page))
        page.set_viewport_size({"width": 320, "height": 800})
        wide = page.evaluate(
            """() => [...document.querySelectorAll("#main *")]
                .filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && !node.closest(".vh, .hud .label"))
                .map((node) => node.outerHTML.slice(0, 80))"""
        )
        wrong.extend(f"{name}: too wide: {each}" for each in wide)

    run = begin(page, quiz_site, "Start without the clock")
    check("question")
    for number in range(1, 9):
        place = right_place(run, number) if number > 2 else right_place(run, number) % 4 + 1
        page.locator(f".choices li:nth-child({place}) button").click()
        expect(page.locator(".verdict")).to_be_visible()
        if number == 1:
            page.locator(".report summary").click()
        if number in (1, 3):
            check(f"reveal {number}")
        page.locator("[data-next] button").click()
        expect(page.locator(".verdict")).to_have_count(0)
    check("result")
    assert wrong == []
