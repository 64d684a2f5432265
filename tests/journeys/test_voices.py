"""Voices as readers meet them: in place on the story, as a page, by keyboard, without scripts, two at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from debate.models import Persona, Voice
from debate.voices import services as voices
from newsroom.generation.models import State
from newsroom.players.models import Player
from stories.models import Revision, Story
from tests.debate.playing import a_figure, revise
from tests.journeys.looks import wrong_here

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
STORY = "/stories/miami-track-ukraine/"
OpenPage = Callable[..., Page]


def near_the_voices(page: Page, site: str) -> None:
    page.goto(f"{site}{STORY}")
    page.locator("#voices").scroll_into_view_if_needed()
    expect(page.locator("#portraits .faces a")).to_have_count(12)


def test_a_click_on_a_portrait_brings_the_view_in_place(site: str, open_page: OpenPage) -> None:
    page = open_page()
    near_the_voices(page, site)
    assert Voice.objects.count() == 0
    loads: list[str] = []
    page.on("load", lambda _: loads.append(page.url))
    page.locator("#portraits").get_by_role("link", name="Sor Juana").click()
    expect(page.locator("#text-sor-juana .said")).to_be_visible()
    expect(page.locator("#voices-here .imagined")).to_contain_text("AI-written imagination")
    expect(page.locator("#text-sor-juana h2")).to_be_focused()
    assert loads == []
    voice = Voice.objects.get()
    assert voice.text.split()[0] in page.locator("#text-sor-juana .said").inner_text()
    # Another one takes its place; the first is not written again.
    page.locator("#portraits").get_by_role("link", name="Mozi").click()
    expect(page.locator("#text-mozi .said")).to_be_visible()
    expect(page.locator("#voices-here .voice")).to_have_count(1)
    page.locator("#portraits").get_by_role("link", name="Sor Juana").click()
    expect(page.locator("#text-sor-juana .said")).to_be_visible()
    assert Voice.objects.count() == 2
    assert Voice.objects.get(pk=voice.pk).attempt == 1


def test_a_citation_leads_to_its_item_on_the_same_page(site: str, open_page: OpenPage) -> None:
    page = open_page()
    near_the_voices(page, site)
    page.locator("#portraits").get_by_role("link", name="Mozi").click()
    cite = page.locator("#text-mozi .said .cite").first
    cite.click()
    listed = page.locator(f"#text-mozi {cite.get_attribute('href')}")
    expect(listed).to_be_in_viewport()
    loads: list[str] = []
    page.on("load", lambda _: loads.append(page.url))
    listed.get_by_role("link", name="in the story").click()
    item = page.evaluate("location.hash")
    assert item.startswith(("#event-", "#figure-", "#quote-", "#scenario-", "#precedent-"))
    expect(page.locator(item)).to_be_in_viewport()
    assert loads == []


def test_the_whole_way_by_keyboard(site: str, open_page: OpenPage) -> None:
    page = open_page()
    near_the_voices(page, site)
    page.locator("#portraits .faces a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#text-thucydides .said")).to_be_visible()
    expect(page.locator("#text-thucydides h2")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}{STORY}voices/thucydides/")
    expect(page.locator(".said")).to_be_visible()
    page.locator(".beside .faces a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?with=mozi")
    page.get_by_role("button", name="Ask Mozi").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_have_count(2)


def test_two_beside_each_other_go_to_the_arena(site: str, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{site}{STORY}voices/mozi/?with=immanuel-kant")
    page.get_by_role("button", name="Ask Mozi").click()
    expect(page.locator("#text-mozi .said")).to_be_visible()
    page.get_by_role("button", name="Ask Kant").click()
    expect(page.locator("#text-immanuel-kant .said")).to_be_visible()
    page.get_by_role("link", name="Put these two in the arena").click()
    expect(page.locator("input[name=pro][value=mozi]")).to_be_checked()
    expect(page.locator("input[name=con][value=immanuel-kant]")).to_be_checked()
    page.get_by_role("button", name="Enter the arena").click()
    expect(page.locator("#round-1")).to_be_visible()


def test_a_refresh_leaves_the_old_text_until_the_new_one_is_there(
    site: str, open_page: OpenPage, flagship: Story, cast: dict[str, Persona]
) -> None:
    page = open_page()
    page.goto(f"{site}{STORY}voices/mozi/")
    page.get_by_role("button", name="Ask Mozi").click()
    expect(page.locator(".said")).to_be_visible()
    before = page.locator(".said").inner_text()
    story = revise(flagship, Revision.Kind.SUBSTANTIVE, a_figure("The revised framework has 19 points."))
    page.reload()
    expect(page.locator(".voice .stale")).to_contain_text("Older than the story")
    assert page.locator(".said").inner_text() == before
    page.get_by_role("button", name="Ask for a fresh view").click()
    expect(page.locator(".voice .stale")).to_have_count(0)
    assert voices.view_of(story, cast["mozi"]).is_stale is False


def test_without_javascript_it_is_a_page(site: str, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}{STORY}")
    page.locator("#voices a").click()
    page.get_by_role("link", name="Mary Wollstonecraft").click()
    page.get_by_role("button", name="Ask Wollstonecraft").click()
    expect(page.locator(".said")).to_be_visible()  # the page refreshes itself
    page.get_by_role("link", name="Report this text").click()
    page.get_by_label("What is wrong with it?").fill("A number is missing.")
    page.get_by_role("button", name="Send to the moderators").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_reading_makes_no_player_and_leaves_no_cookie(
    site: str, open_page: OpenPage, flagship: Story, cast: dict[str, Persona]
) -> None:
    asker = Player.objects.create()
    voices.ask(asker, story=flagship, persona=cast["mozi"])
    page = open_page()
    near_the_voices(page, site)
    page.goto(f"{site}{STORY}voices/mozi/")
    expect(page.locator(".said")).to_be_visible()
    assert [player.pk for player in Player.objects.all()] == [asker.pk]
    kinds = {cookie["name"].partition("-")[0] for cookie in page.context.cookies()}  # one for each language
    assert kinds <= {"seen"}


def test_they_are_accessible_and_nothing_scrolls_sideways(
    site: str, open_page: OpenPage, flagship: Story, cast: dict[str, Persona]
) -> None:
    for who in ("mozi", "mary-wollstonecraft"):
        voices.ask(Player.objects.create(), story=flagship, persona=cast[who])
    page = open_page()
    near_the_voices(page, site)
    page.locator("#portraits").get_by_role("link", name="Mozi").click()
    expect(page.locator("#text-mozi .said")).to_be_visible()
    wrong = wrong_here(page)
    for path in ("", "mozi/", "mozi/?with=mary-wollstonecraft", "thucydides/", "mozi/report/"):
        page.goto(f"{site}{STORY}voices/{path}")
        expect(page.locator("h1")).to_be_visible()
        wrong += wrong_here(page)
    assert wrong == []
    assert set(Voice.objects.values_list("state", flat=True)) == {State.READY}
