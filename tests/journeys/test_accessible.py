"""No public page has a fault that axe can find: wide and narrow, light and dark; and none is wider than a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from debate.models import Persona
from stories import publishing
from stories.document import check_story
from stories.models import Story
from tests.stories.documents import raw

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

STORY = "/stories/miami-track-ukraine/"
STORIES = (
    "/",
    STORY,
    "/stories/harbour-bridge-vote/?type=Decision&order=oldest",
    "/stories/harbour-bridge-vote/?person=nobody",
    f"{STORY}changes/",
    f"{STORY}changes/?item=event-gone",
    f"{STORY}since/",
    "/stories/harbour-bridge-vote/changes/",
    "/stories/withdrawn-story/",
    "/search/",
    "/search/?q=ceasefire",
    "/search/?q=nothing-has-this-word",
    "/corrections/",
    "/about/",
    "/privacy/",
    "/no-such-page/",
)
GAMES = (
    "/arena/",
    f"{STORY}arena/",
    f"{STORY}voices/",
    f"{STORY}voices/thucydides/",
    "/how-it-works/",
    "/quiz/",
    f"{STORY}quiz/",
    "/daily/",
    "/leaderboard/",
    "/me/",
    "/accounts/sign-in/",
    "/accounts/sign-up/",
    "/accounts/recover/",
    "/accounts/recover/sent/",
)


@pytest.fixture
def site(live_server, flagship: Story, cast: dict[str, Persona]) -> str:  # type: ignore[no-untyped-def]
    """Two stories, one of them corrected, and one withdrawn."""
    story, _ = publishing.load(check_story(raw()))
    publishing.publish(story)
    publishing.load(check_story(raw(headline="The ballot is called")))
    publishing.publish(story, note="The headline was wrong.")
    gone, _ = publishing.load(check_story(raw(slug="withdrawn-story")))
    publishing.publish(gone)
    publishing.withdraw(gone, reason="It rested on a forgery.")
    return live_server.url


def subjects(flagship: Story) -> tuple[str, ...]:
    document = flagship.document
    return (
        f"/people/{document.quotes[0].speaker}/",
        f"/organisations/{document.organisations[0].key}/",
        f"/categories/{document.category.lower().replace(' ', '-')}/",
    )


def faults(page: Page, only: str = "") -> list[str]:
    """What axe finds: rule, first element. only: one rule, where nothing but colour can differ."""
    options = {"runOnly": [only]} if only else {}
    found = page.evaluate("options => axe.run(document, {...options, resultTypes: ['violations']})", options)
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found["violations"]]


def looked_at(page: Page, address: str) -> list[str]:
    """Everything wrong with one page, at two widths in both themes."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    page.evaluate(AXE_SCRIPT)
    wrong = [f"1280 light {fault}" for fault in faults(page)]
    page.emulate_media(color_scheme="dark")
    wrong += [f"1280 dark {fault}" for fault in faults(page, "color-contrast")]
    page.set_viewport_size({"width": 320, "height": 640})
    wrong += [f"320 dark {fault}" for fault in faults(page)]
    if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
        wrong.append(f"320 scrolls sideways: {width}")
    page.emulate_media(color_scheme="light")
    wrong += [f"320 light {fault}" for fault in faults(page, "color-contrast")]
    return [f"{address}: {fault}" for fault in wrong]


@pytest.mark.parametrize("part", ["stories", "games"])
def test_axe_finds_nothing(part: str, site: str, flagship: Story, chromium: Browser) -> None:
    paths = (*STORIES, *subjects(flagship)) if part == "stories" else GAMES
    with chromium.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        wrong = [fault for path in paths for fault in looked_at(page, site + path)]
    assert wrong == []
