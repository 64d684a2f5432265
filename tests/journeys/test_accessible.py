"""No public page has a fault that axe can find: wide and narrow, light and dark; and none is wider than a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from debate.models import Persona
from stories import publishing
from stories.document import check_story
from stories.models import Story
from tests.journeys.looks import looked_at
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
    f"{STORY}embed/",
    f"{STORY}embed/timeline/",
    f"{STORY}embed/figures/",
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
    f"{STORY}embed/quiz/",
    f"{STORY}embed/debate/",
    "/daily/",
    "/rooms/",
    "/rooms/open/",
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


@pytest.mark.parametrize("part", ["stories", "games"])
def test_axe_finds_nothing(part: str, site: str, flagship: Story, chromium: Browser) -> None:
    paths = (*STORIES, *subjects(flagship)) if part == "stories" else GAMES
    with chromium.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        wrong = [fault for path in paths for fault in looked_at(page, site + path)]
    assert wrong == []
