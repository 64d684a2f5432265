"""The three looks of a sentence in a browser: told apart without colour, readable, and one click from their words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from debate.models import Persona, Voice
from debate.voices import services as voices
from newsroom.players.models import Player
from stories.models import Story
from tests.debate.engines.llm.conftest import parrot  # noqa: F401 - a fixture
from tests.debate.engines.llm.parrot import Parrot
from tests.debate.playing import drain_voices
from tests.journeys.arena import choose_and_enter
from tests.journeys.looks import faults, looked_at, sideways
from tests.llm.conftest import fake  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def voice_page(live_server: LiveServer, flagship: Story, cast: dict[str, Persona]) -> str:
    """A view with a sentence of each look; the first two bear out by different words of one card."""
    voices.ask(Player.objects.create(), story=flagship, persona=cast["mozi"])
    drain_voices()
    voice = Voice.objects.get()
    cited = [sentence for sentence in voice.sentences if sentence["citations"]]
    n = cited[0]["citations"][0]
    card = voice.brief.card(n)
    assert card is not None
    words = card.claim.split()
    bears = [" ".join(words[:3]), " ".join(words[3:6])]
    borne = [
        {**cited[0], "text": f"{text} [{n}].", "checked": "borne-out", "bears": {str(n): [text]}}
        for text in bears
    ]
    musing = {"text": "A wall is a promise.", "status": "rhetorical", "citations": [], "checked": "reasoning"}
    Voice.objects.update(sentences=[*borne, musing, *cited[1:]], review={"taken_out": 1, "checker": "lynx-3"})
    return f"{live_server.url}/stories/{flagship.slug}/voices/mozi/"


def test_the_looks_differ_without_colour_and_axe_finds_nothing(voice_page: str, chromium: Browser) -> None:
    with chromium.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        assert looked_at(page, voice_page) == []
        style = "(one, name) => getComputedStyle(one)[name]"
        assert page.locator(".said .reasoning").first.evaluate(style, "fontStyle") == "italic"
        assert page.locator(".said .borne-out").first.evaluate(style, "fontStyle") == "normal"
        assert page.locator(".said .by-rule .cite").first.evaluate(style, "borderTopStyle") == "dotted"
        filled = page.locator(".said .borne-out .cite").first
        assert filled.evaluate(style, "borderTopStyle") == "none"
        assert filled.evaluate(style, "backgroundColor") != "rgba(0, 0, 0, 0)"


def test_a_citation_shows_which_words_bear_its_own_sentence(
    voice_page: str, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    page.goto(voice_page)
    first, second = page.locator("#mozi-1 mark").all()
    page.locator(".said .cite").nth(1).click()
    expect(second).to_have_class("now")
    expect(first).not_to_have_class("now")
    expect(page.locator("#mozi-1")).to_be_in_viewport()


def test_without_javascript_the_words_are_marked_where_the_citation_leads(
    voice_page: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(voice_page)
    page.locator(".said .cite").first.click()
    expect(page.locator("#mozi-1 mark").first).to_be_in_viewport()


def test_a_debate_that_was_read_is_readable(
    site: str,
    parrot: Parrot,  # noqa: F811
    open_page: Callable[..., Page],
) -> None:
    page = open_page(reduced_motion="reduce")
    choose_and_enter(page, site)
    page.locator("#predict").wait_for()
    expect(page.locator(".said .borne-out").first).to_be_visible()
    expect(page.locator(".evidence mark").first).to_be_attached()
    assert faults(page) == []
    assert sideways(page) == []
