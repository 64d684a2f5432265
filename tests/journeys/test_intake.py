"""From an article of a thousand words to a published story, counted in clicks and page loads as an editor makes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from stories.intake.models import Proposal
from stories.models import Story
from tests.journeys.looks import wrong_here
from tests.journeys.test_ways_out import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]

ARTICLE = (Path(__file__).parents[1] / "stories/intake/articles/harbour.txt").read_text(encoding="utf-8")
WANTED = (
    "We had no choice", "They knew in March", "We acted as soon", "It was a routine question", "€46 million", "3,400 people", "24 new steel piles",
    "second dive followed", "pier opened in 1974 and", "penalty of €100,000",
)  # fmt: skip


class Counted:
    """A page, and what an editor does with it: pressing a key is no click, and neither is typing."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.loads = page, 0, 0
        page.on("domcontentloaded", self._loaded)

    def _loaded(self, _: Page) -> None:
        self.loads += 1

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def write(self, where: Locator, text: str) -> None:
        self.click(where)
        where.fill(text)


def proposal(page: Page, words: str) -> Locator:
    return page.locator("article.intake-proposal").filter(has=page.locator("legend", has_text=words)).first


def test_an_article_becomes_a_published_story_in_few_clicks_and_page_loads(
    live_server: LiveServer, admin_client: Client, admin_user: User, chromium: Browser
) -> None:
    with chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce") as context:
        page = signed_in(admin_client, context.new_page(), live_server.url)
        desk = Counted(page)
        page.goto(f"{live_server.url}/admin/stories/story/")
        desk.click(page.get_by_role("link", name="Begin with an article…"))
        wrong = wrong_here(page)
        desk.write(page.get_by_label("Paste the article"), ARTICLE)
        desk.write(page.get_by_label("Reliability"), "A local paper, on the day.")
        desk.click(page.get_by_role("button", name="Read it"))
        wrong += wrong_here(page)
        desk.write(
            page.get_by_label("Overview"),
            "Saltmere’s ferry pier is cracked, and [[event-second-dive-followed-on-3-april]] showed how badly.",
        )
        for words in WANTED:
            desk.click(proposal(page, words).get_by_label("Accept"))
        desk.click(page.get_by_role("button", name="Save and go to publish"))
        expect(page.get_by_role("heading", name="Publish", level=1)).to_be_visible()
        desk.write(page.get_by_label("What changed, for readers"), "First published.")
        desk.click(page.get_by_role("button", name="Publish", exact=True))
        expect(page.get_by_text("Revision 1 is live")).to_be_visible()
    story = Story.objects.get()
    accepted = Proposal.objects.filter(kind__in=("quote", "figure", "event"), item__isnull=False).count()
    print(f"{accepted} items and their speakers: {desk.clicks} clicks, {desk.loads} page loads")  # noqa: T201 - with -s, the count
    assert story.is_published
    assert accepted == len(WANTED)
    assert desk.clicks <= 25
    assert desk.loads <= 8
    assert wrong == []


def test_proposals_are_decided_by_keys_with_their_passage_beside_them(
    live_server: LiveServer, admin_client: Client, admin_user: User, chromium: Browser
) -> None:
    response = admin_client.post("/admin/stories/story/intake/", {"pasted": ARTICLE, "kind": "reporting"})
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = signed_in(admin_client, context.new_page(), live_server.url)
        page.goto(f"{live_server.url}{response['Location']}")
        first = page.locator("article.intake-proposal").first
        first.get_by_label("Later").focus()
        marked = page.locator("mark.intake-now")
        expect(marked.first).to_be_visible()
        page.keyboard.press("a")  # and on to the next
        page.keyboard.press("r")
        page.keyboard.press("e")
        expect(page.locator("article.intake-proposal details[open]")).to_have_count(1)
        page.keyboard.type("aar")  # letters, in a field
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("s")
        expect(page.get_by_text(re.compile(r"Accepted: 1, rejected: 1"))).to_be_visible()
