"""A moderator at work in a browser: by keyboard and without JavaScript; and nothing that axe finds on the pages of the work."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from debate.models import Persona, Speech, SpeechReport
from stories.models import Story
from tests.debate.playing import begin
from tests.journeys.looks import looked_at
from tests.moderation.desk import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]


@pytest.fixture
def moderate(live_server: LiveServer, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page of somebody who is signed in with this role."""

    def open_as(role: str, **options: object) -> Page:
        page = open_page(**options)
        session = signed_in(role).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return open_as


def test_the_keyboard_alone_hides_a_reported_speech_without_javascript(
    live_server: LiveServer, moderate: Callable[..., Page], flagship: Story, cast: dict[str, Persona]
) -> None:
    begin(flagship, cast)
    speech = Speech.objects.order_by("pk")[0]
    Speech.objects.filter(pk=speech.pk).update(
        state="ready", sentences=[{"text": "It was not so.", "status": "free", "citations": []}]
    )
    SpeechReport.objects.create(speech=speech, text="That is not what happened.")
    page = moderate("moderator", java_script_enabled=False)
    page.goto(f"{live_server.url}/admin/reports/")
    reach(page, f'a[href="/admin/reports/speech/{speech.pk}/"]')
    page.keyboard.press("Enter")
    page.get_by_text("That is not what happened.").wait_for()
    reach(page, "textarea[name=why]")
    page.keyboard.type("No card says so.")
    reach(page, "button[value=hide]")
    page.keyboard.press("Enter")
    page.get_by_text("Hidden: readers see the notice").wait_for()
    speech.refresh_from_db()
    assert speech.hidden_reason == "A moderator has taken this speech down."
    seen = moderate("admin")
    wrong = [
        fault
        for path in (
            "reports/",
            f"reports/speech/{speech.pk}/",
            "admin/logentry/",
            "machinery/",
            "llm/call/spend/",
        )
        for fault in looked_at(seen, f"{live_server.url}/admin/{path}")
    ]
    assert wrong == []


def reach(page: Page, wanted: str) -> None:
    """Go there with the tabulator key, and see that it is where the focus stands."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.locator(f"{wanted}:focus").count():
            return
    raise AssertionError(f"{wanted} is not reached by keyboard")
