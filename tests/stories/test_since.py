"""stories.since and its view: what changed since the last visit, what became of an item, corrections."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from stories import publishing
from stories.document import check_story
from stories.models import Revision, Story
from stories.since import this_visit
from tests.stories.browser import HOSTILE, assert_valid
from tests.stories.documents import event, example, published, raw, renamed, revise

PAGE = "/stories/harbour-bridge-vote/"
SINCE = f"{PAGE}since/"
pytestmark = pytest.mark.django_db


def strip(client: Client) -> HttpResponse:
    return client.get(SINCE, headers={"HX-Request": "true"})


def test_a_first_visit_has_no_news_and_leaves_a_cookie_for_this_address_alone(client: Client) -> None:
    published(example())
    response = strip(client)
    assert (response.status_code, response.content) == (204, b"")
    cookie = response.cookies["seen"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (SINCE, True, "Lax")
    assert re.fullmatch(r"0\.1\.\d+", cookie.value), "nothing before this visit, revision 1 in it, the minute"
    assert "no-store" in response["Cache-Control"]
    page = client.get(SINCE).content.decode()
    assert_valid(page)
    assert "first visit" in page
    later(client)
    assert "Nothing has changed since you last looked" in client.get(SINCE).content.decode()
    assert not client.get(PAGE).cookies


def test_a_later_visit_is_told_what_changed_and_where(client: Client) -> None:
    published(example())
    strip(client)
    later(client)
    revise(timeline=[*renamed("The council calls a ballot"), event("brand-new", "2026-05-20")], quotes=[])
    page = client.get(PAGE).content
    response = strip(client)
    html = response.content.decode()
    assert response.status_code == 200
    assert "3 things changed" in html
    key = raw()["timeline"][0]["key"]
    assert f'href="{PAGE}#event-{key}" data-mark="Changed"' in html
    assert f'href="{PAGE}#event-brand-new" data-mark="New"' in html
    assert f'<a href="{PAGE}#timeline">Timeline</a> <b>2</b>' in html
    assert "A quotation of Mara Lind" in html
    assert "<html" not in html
    assert client.get(PAGE).content == page == Client().get(PAGE).content, "the page itself is everyone's"
    assert strip(client).content == response.content, "the page loaded again in the same visit"
    later(client)
    assert strip(client).status_code == 204, "seen now"


def test_a_visit_lasts_half_an_hour_from_its_last_request() -> None:
    published(example())
    revise(headline="The second")
    revise(headline="The third")
    live = Story.objects.get().live
    assert live is not None
    cases = [  # cookie, minute of the request, the visit it belongs to
        ("", 100, "0.3.100"),
        ("0.3.100", 101, "0.3.101"),
        ("0.2.100", 101, "2.3.101"),  # published while a first visitor was reading
        ("0.2.100", 131, "2.3.131"),
        ("1.2.100", 130, "1.3.130"),
        ("1.2.100", 131, "2.3.131"),
        ("1.3.100", 120, "1.3.120"),
        ("1.3.120", 149, "1.3.149"),  # a quarter of an hour between requests keeps a visit going
        ("2", 100, "2.3.100"),  # as the cookie was at first
        ("1.3.500", 100, "0.3.100"),  # from the future
        ("3.1.100", 100, "0.3.100"),
        ("1.9.100", 100, "0.3.100"),
    ]
    for cookie, minute, expected in cases:
        assert this_visit(cookie, live.number, minute * 60 + 59).cookie == expected, cookie


def later(client: Client) -> None:
    """Half an hour and more goes by."""
    before, latest, minute = client.cookies["seen"].value.split(".")
    client.cookies["seen"] = f"{before}.{latest}.{int(minute) - 31}"


def test_copy_edits_are_told_apart(client: Client) -> None:
    published(example())
    reader, other = Client(), Client()
    strip(reader)
    later(reader)
    revise(Revision.Kind.COPY_EDIT, timeline=renamed("A reworded title"))
    strip(other)
    html = strip(reader).content.decode()
    assert "Nothing of substance changed; 1 was only reworded" in " ".join(html.split())
    assert 'data-mark="Reworded"' in html
    reader.cookies["seen"] = "1"
    revise(timeline=[*renamed("A reworded title"), event("new", "2026-05-20")])
    html = strip(reader).content.decode()
    assert "1 thing changed; 1 was only reworded" in " ".join(html.split())
    revise(timeline=renamed("Changed in substance"))
    reader.cookies["seen"] = "1"
    assert "1 thing changed." in strip(reader).content.decode()


@pytest.mark.parametrize("cookie", ["0", "-1", "99", "x", "", "1" * 500, "é", "1.5", "²"])
def test_a_cookie_that_makes_no_sense_is_a_first_visit(cookie: str) -> None:
    published(example())
    client = Client(headers={"cookie": f"seen={cookie}".encode().decode("latin-1")})
    assert strip(client).status_code == 204
    assert client.get(SINCE).status_code == 200


def test_many_revisions_cost_four_queries(client: Client) -> None:
    published(example())
    strip(client)
    for n in range(20):
        revise(Revision.Kind.COPY_EDIT, timeline=renamed("A vote" + " again" * n))
    with CaptureQueriesContext(connection) as queries:
        html = strip(client).content.decode()
    assert len(queries) <= 4
    assert "1 thing changed" in html


def test_only_what_is_published_has_a_since() -> None:
    story, _ = publishing.load(example())
    assert Client().get(SINCE).status_code == 404
    publishing.publish(story)
    assert Client().post(SINCE).status_code == 405
    publishing.withdraw(Story.objects.get(), reason="Wrong.")
    response = Client().get(SINCE)
    assert response.status_code == 410
    assert not response.cookies


def test_hostile_names_stay_text_in_the_strip(client: Client) -> None:
    published(example())
    strip(client)
    revise(timeline=renamed(HOSTILE), headline=HOSTILE)
    for response in (strip(client), client.get(SINCE)):
        assert "<script>alert" not in response.content.decode()
        assert "<img" not in response.content.decode()


def test_an_item_that_is_gone_says_what_became_of_it(client: Client) -> None:
    published(example())
    revise(quotes=[], note="The recording was not authentic.")
    revise(quotes=[], headline="A third headline")
    fate = f"{PAGE}changes/?item="
    html = client.get(f"{fate}quote-lind-view").content.decode()
    assert_valid(html)
    assert "taken out in revision 2" in html
    assert "The recording was not authentic." in html
    assert "eat a view" not in html, "a withdrawn quotation is not repeated"
    person = raw()["people"][0]["key"]
    assert "It is still there" in client.get(f"{fate}person-{person}").content.decode()
    for odd in ("event-never", "x", "<script>", "é" * 900, "person-"):
        response = client.get(fate + odd)
        assert response.status_code == 200
        assert "never had that item" in response.content.decode()
        assert_valid(response.content.decode())


def test_corrections_gather_what_changed_or_went_and_stay(client: Client) -> None:
    assert "has been corrected or changed so far" in client.get("/corrections/").content.decode()
    published(example())
    revise(timeline=[*raw()["timeline"], event("added", "2026-05-20")], note="Only added.")
    assert "Only added." not in client.get("/corrections/").content.decode()
    revise(quotes=[], note="Withdrawn <quotation>.")
    Story.objects.update(headline="A draft headline")
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/corrections/")
    html = response.content.decode()
    assert len(queries) <= 2
    assert_valid(html)
    assert "Withdrawn &lt;quotation&gt;." in html
    assert "Taken out: Title of added; A quotation of Mara Lind" in html
    assert f'href="{PAGE}changes/?revision=3#differences"' in html
    assert "A draft headline" not in html
    for page in ("2", "0", "-1", "x", "9" * 40, "é"):
        assert client.get(f"/corrections/?before={page}").status_code == 200
    publishing.withdraw(Story.objects.get(), reason="Wrong.")
    assert "Withdrawn &lt;quotation" not in client.get("/corrections/").content.decode()


def test_a_story_nobody_has_checked_for_long_says_so(client: Client, settings: Settings) -> None:
    settings.STORY_STALE_DAYS = 60
    scenario = raw()["scenarios"][0] | {"resolution": None}
    old, late = raw(as_of="2020-01-01", scenarios=[scenario]), raw(as_of="2099-01-01", scenarios=[scenario])
    published(check_story(old))
    assert "Nobody has checked this story since 1 January 2020" in client.get(PAGE).content.decode()
    published(check_story(late))
    assert "Nobody has checked" not in client.get(PAGE).content.decode()
    settled = old | {"scenarios": [scenario | {"resolution": "yes"}]}
    published(check_story(settled))
    assert "Nobody has checked" not in client.get(PAGE).content.decode()
