"""The front page's strip for those who return: what was published since, remembered in a cookie of that address alone."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stories import publishing
from stories.document import check_story
from stories.models import Revision, Story
from tests.stories.browser import assert_valid
from tests.stories.documents import event, example, published, raw, renamed, revise

SINCE = "/since/"
pytestmark = pytest.mark.django_db


def strip(client: Client) -> HttpResponse:
    return client.get(SINCE, headers={"HX-Request": "true"})


def later(client: Client) -> None:
    """Half an hour and more goes by."""
    before, latest, minute = client.cookies["seen"].value.split(".")
    client.cookies["seen"] = f"{before}.{latest}.{int(minute) - 31}"


def another(slug: str) -> Story:
    story, _ = publishing.load(check_story(raw(slug=slug, headline=f"The story of {slug}")))
    publishing.publish(story)
    return story


def test_a_first_visit_has_no_news_and_a_cookie_for_this_address_alone(client: Client) -> None:
    published(example())
    response = strip(client)
    assert (response.status_code, response.content) == (204, b"")
    cookie = response.cookies["seen"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (SINCE, True, "Lax")
    assert re.fullmatch(rf"0\.{Revision.objects.get().pk}\.\d+", cookie.value)
    assert response["Cache-Control"] == "private, no-store"
    page = client.get(SINCE).content.decode()
    assert_valid(page)
    assert "first visit" in page


def test_the_front_page_is_the_same_for_everyone_and_promises_nothing(client: Client) -> None:
    published(example())
    strip(client)
    later(client)
    revise(timeline=renamed("The council calls a ballot"))
    page = client.get("/")
    assert page.content == Client().get("/").content
    assert not page.cookies
    html = page.content.decode()
    assert f'data-since="{SINCE}"' in html
    assert "Since you were here" not in html
    assert not re.search(rf'href="{SINCE}"', html)


def test_a_later_visit_is_told_what_is_new_and_what_changed(client: Client) -> None:
    published(example())
    strip(client)
    later(client)
    revise(timeline=[*renamed("The council calls a ballot"), event("brand-new", "2026-05-20")])
    another("second")
    response = strip(client)
    html = " ".join(response.content.decode().split())
    assert response.status_code == 200
    assert "<html" not in html
    assert html.index("The story of second") < html.index("/stories/harbour-bridge-vote/"), "the latest first"
    assert '<a href="/stories/harbour-bridge-vote/changes/">2 changes</a>' in html
    assert "<span>New story</span>" in html
    assert re.search(r'<li class="accent-[1-7]">', html)
    assert strip(client).content == response.content, "the page loaded again in the same visit"
    later(client)
    assert strip(client).status_code == 204, "seen now"
    assert "No story has been published or changed" in client.get(SINCE).content.decode()


def test_mere_rewording_and_what_is_withdrawn_are_no_news(client: Client) -> None:
    published(example())
    strip(client)
    later(client)
    revise(Revision.Kind.COPY_EDIT, timeline=renamed("A reworded title"))
    publishing.withdraw(another("second"), reason="Wrong.")
    assert strip(client).status_code == 204


def test_it_shows_five_stories_and_leads_to_the_rest_at_a_flat_cost(client: Client) -> None:
    published(example())
    strip(client)
    later(client)
    for n in range(7):
        another(f"story-{n}")
    strip(client)
    with CaptureQueriesContext(connection) as queries:
        html = strip(client).content.decode()
    assert len(queries) <= 3
    assert html.count("<li") == 5
    assert f'<a href="{SINCE}">2 more stories</a>' in html
    whole = client.get(SINCE).content.decode()
    assert_valid(whole)
    assert whole.count("The story of story-") == 7


@pytest.mark.parametrize("cookie", ["0", "-1", "999999", "x", "", "1" * 500, "é", "²"])
def test_a_cookie_that_makes_no_sense_is_a_first_visit(cookie: str) -> None:
    published(example())
    client = Client(headers={"cookie": f"seen={cookie}".encode().decode("latin-1")})
    assert strip(client).status_code == 204
    assert client.post(SINCE).status_code == 405


def test_the_front_page_leads_to_what_there_is_every_day(client: Client) -> None:
    published(example())
    html = client.get("/").content.decode()
    assert 'href="/daily/"' in html[html.index('class="every-day"') :]
    assert 'href="/quiz/daily/"' in html
