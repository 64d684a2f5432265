"""The desk's ways to readers, as a browser shows them; and what a reader meets whose story is taken away."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from debate.models import Persona, Play
from stories import publishing, reviewing
from stories.document import story_sha256
from stories.models import Event, Story
from stories.release import guests
from stories.release_models import Scheduled
from tests.debate.playing import drain
from tests.journeys.arena import call
from tests.journeys.looks import looked_at, wrong_here

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
CHOICE = {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"}


def signed_in(client: Client, page: Page, site: str) -> Page:
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
    return page


def test_axe_finds_nothing_on_the_ways_to_readers(
    live_server: LiveServer, flagship: Story, admin_client: Client, admin_user: User, chromium: Browser
) -> None:
    Story.objects.update(headline="Envoys hand Moscow another plan")
    publishing.publish(flagship, note="Said more plainly.")
    Event.objects.filter(key="paris-summit").update(title="Leaders meet in the Elysée")
    sha256 = story_sha256(publishing.compile_document(flagship))
    Scheduled.objects.create(
        story=flagship,
        due_at=timezone.now(),
        sha256=sha256,
        kind="substantive",
        made_by=admin_user,
        state="refused",
        outcome="The draft was changed after it was scheduled. Look at it again, and schedule it anew.",
    )
    guests.revoke(flagship, guests.make(flagship, by=admin_user, purpose="A lawyer").pk, by=admin_user)
    link = guests.make(flagship, by=admin_user, purpose="The press office in Kyiv")
    Story.objects.update(second_pair_of_eyes=True)
    reviewing.ask(flagship, sha256, admin_user)
    desk = f"{live_server.url}/admin/stories/story"
    pages = [
        f"{desk}/{flagship.pk}/{page}/" for page in ("compare", "schedule", "review", "links", "publish")
    ]
    pages += [f"{desk}/{flagship.pk}/revisions/1/rollback/", f"{desk}/{flagship.pk}/import/?revision=1"]
    pages += [f"{live_server.url}{guests.address(link)}"]
    with chromium.new_context(reduced_motion="reduce") as context:
        page = signed_in(admin_client, context.new_page(), live_server.url)
        wrong = [fault for url in pages for fault in looked_at(page, url)]
        page.goto(f"{desk}/{flagship.pk}/import/?revision=1")
        page.get_by_role("button", name="See what it would change").click()
        expect(page.get_by_role("checkbox")).to_be_visible()
        wrong += wrong_here(page)
        page.get_by_role("textbox").fill("slug: [")
        page.get_by_role("button", name="Look again").click()
        expect(page.get_by_role("alert")).to_contain_text("nothing was written")
        wrong += wrong_here(page)
    assert wrong == []


def test_a_play_whose_story_goes_closes_in_its_place_and_says_why(
    live_server: LiveServer,
    flagship: Story,
    cast: dict[str, Persona],
    rae: Client,
    chromium: Browser,
) -> None:
    rae.post(f"/stories/{flagship.slug}/arena/", CHOICE)
    play = Play.objects.get()
    drain(play.debate)
    with chromium.new_context() as context:
        page = signed_in(rae, context.new_page(), live_server.url)
        page.goto(f"{live_server.url}{play.get_absolute_url()}")
        publishing.withdraw(flagship, reason="Two of its sources were forged.")
        call(page, "pro", 70)
        expect(page.get_by_role("heading", name="This story is no longer published")).to_be_focused()
        expect(page.locator("#stage")).to_contain_text("Two of its sources were forged.")
    assert play.predictions.count() == 0
