"""stories.views: what a reader's browser gets."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from stories import publishing
from stories.document import LISTS, StoryDocument, check_story, story_schema
from stories.models import Revision, Story
from tests.stories.browser import assert_valid, poisoned
from tests.stories.documents import event, example, many_events, published, raw, shipped

pytestmark = pytest.mark.django_db
SECTIONS = (
    "overview figures voices arena quiz people organisations timeline scenarios history sources changes"
)
STORIES = [
    "apollo-13",
    "cuban-missile-crisis",
    "miami-track-ukraine",
    "nubia-temples",
    "ozone-montreal-protocol",
    "unity-dow-citizenship",
]


def get(client: Client, path: str, **headers: str) -> tuple[HttpResponse, str]:
    response = client.get(path, headers=headers)
    return response, response.content.decode()


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]*)"', html)


def anchors(document: StoryDocument) -> set[str]:
    return {f"{kind}-{item.key}" for kind, name in LISTS.items() for item in getattr(document, name)}


@pytest.mark.parametrize("document", [*STORIES, "example"])
def test_a_story_has_every_section_and_an_anchor_for_every_item(client: Client, document: str) -> None:
    story = published(example() if document == "example" else shipped(document))
    response, html = get(client, story.get_absolute_url())
    assert response.status_code == 200
    assert set(SECTIONS.split()) <= set(ids(html))
    assert anchors(story.document) <= set(ids(html))
    assert_valid(html)
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets <= set(ids(html)), "a link within the page leads nowhere"


def test_an_empty_story_says_what_it_lacks(client: Client) -> None:
    empty: dict[str, list[Any]] = {name: [] for name in LISTS.values()}
    story = published(example(**empty, overview="Text.", debatable=False, not_debatable_reason="Too soon."))
    _, html = get(client, story.get_absolute_url())
    assert set(SECTIONS.split()) <= set(ids(html))
    assert_valid(html)
    assert "Too soon." in html
    assert "arena/" not in html.replace('href="/arena/"', "")


def test_quotations_stand_in_quotation_marks_with_speaker_date_and_source(client: Client) -> None:
    story = published(example())
    _, html = get(client, story.get_absolute_url())
    figure = re.search(r'<figure class="quote" id="quote-lind-view">.*?</figure>', html, re.S)
    assert figure
    assert "“You cannot eat a view”" in figure[0]
    assert "<bdi>Mara Lind</bdi>, 12 May 2026" in figure[0]
    assert 'href="#source-survey"' in figure[0]


def test_motions_lead_to_the_arena(client: Client) -> None:
    _, html = get(client, published(shipped("apollo-13")).get_absolute_url())
    assert 'href="/stories/apollo-13/arena/?motion=improvisation-over-procedure"' in html
    assert "Enter the arena" in html


def test_what_cannot_be_played_is_not_offered_and_says_why(client: Client) -> None:
    story = published(example())  # one item for each side, one quotation
    _, html = get(client, story.get_absolute_url())
    assert "The bridge is worth its toll" not in html
    assert "Too little in this story speaks for both sides of a motion yet." in html
    assert "They are too few, too short or too telling for a quiz." in html
    for address in ("/arena/", "/quiz/"):
        assert f'href="{story.get_absolute_url()}{address[1:]}' not in html
    _, front = get(client, "/")
    assert "arena/?motion=" not in front


def test_a_story_too_thin_for_voices_does_not_offer_them(client: Client) -> None:
    empty: dict[str, list[Any]] = {name: [] for name in LISTS.values()}
    story = published(example(**empty, overview="Text.", debatable=False, not_debatable_reason="Too soon."))
    _, html = get(client, story.get_absolute_url())
    assert "There is too little in this story yet for anyone to have a view of it." in html
    assert 'voices/"' not in html


def test_one_closed_motion_beside_open_ones_says_why_it_is_closed(client: Client) -> None:
    document = shipped("apollo-13")
    first, *others = document.motions
    thin = first.model_copy(update={"bearing": [b for b in first.bearing if b.side == "pro"]})
    story = published(document.model_copy(update={"motions": [thin, *others]}))
    _, html = get(client, story.get_absolute_url())
    assert f"arena/?motion={first.key}" not in html
    assert "Too little in this story speaks against it yet." in html
    assert f"arena/?motion={others[0].key}" in html
    _, front = get(client, "/")
    assert f"arena/?motion={first.key}" not in front
    assert "arena/?motion=" in front


def test_the_front_page_lists_what_happened_last_whether_key_or_not(client: Client) -> None:
    story = published(shipped("miami-track-ukraine"))
    _, html = get(client, "/")
    listed = re.findall(r'class="latest">.*?</ol>', html, re.S)[0]
    last = sorted(story.document.timeline, key=lambda event: event.date, reverse=True)[:4]
    assert re.findall(r"#event-([\w-]+)", listed) == [event.key for event in last]
    assert "10 January 2026" in listed


def test_the_page_is_the_same_for_everyone_and_cacheable(client: Client) -> None:
    story = published(shipped("miami-track-ukraine"))
    stranger, _ = get(Client(), story.get_absolute_url())
    client.cookies["sessionid"] = "somebody"
    client.cookies["csrftoken"] = "x" * 32
    response, html = get(client, story.get_absolute_url())
    assert response.content == stranger.content
    for answer in (response, stranger):
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert answer["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300"
        assert answer["Vary"] == "Accept-Encoding"
        assert re.fullmatch(r'"[0-9a-f]{32}"', answer["ETag"])
    assert "csrf" not in html


@pytest.mark.parametrize(
    "path", ["/", "/stories/harbour-bridge-vote/", "/stories/harbour-bridge-vote.json", "/schema/story.json"]
)
def test_a_visitor_who_has_the_bytes_gets_304(client: Client, path: str) -> None:
    published(example())
    first, _ = get(client, path)
    again, body = get(client, path, if_none_match=first["ETag"])
    assert (again.status_code, body, again["ETag"]) == (304, "", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"]
    other, _ = get(client, path, if_none_match='"something-else"')
    assert other.status_code == 200
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("count", [1, 60])
def test_a_page_costs_one_query_however_many_items(client: Client, count: int) -> None:
    story = published(many_events(count))
    address = story.get_absolute_url()
    with CaptureQueriesContext(connection) as queries:
        get(client, address)
    assert len(queries) <= 3, (
        "the story, its document, which then stays parsed in memory, and what was renamed"
    )
    with CaptureQueriesContext(connection) as queries:
        get(client, f"{address}?order=oldest")
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        get(client, "/")
    assert len(queries) == 1


def test_a_story_of_five_thousand_events_answers(client: Client) -> None:
    story = published(example())
    document = many_events(5_000)
    revision = Revision.objects.create(
        story=story,
        number=2,
        document=document.as_json(),
        sha256=secrets.token_hex(32),
        published_at=story.live.published_at if story.live else None,
    )
    Story.objects.filter(pk=story.pk).update(live=revision)
    start = time.perf_counter()
    response, html = get(client, story.get_absolute_url())
    assert response.status_code == 200
    assert time.perf_counter() - start < 20, "seconds; about 1.5 on the machine this was written on"
    assert html.count('<li id="event-') == 5_000, "every anchor is there"
    opened = re.findall(r'<details class="period" open>.*?</details>', html, re.S)
    assert sum(part.count('<li id="event-') for part in opened) < 250, "what a browser lays out at first"
    packed = client.get(story.get_absolute_url(), headers={"accept-encoding": "br"})
    assert len(packed.content) < 100_000
    _, some = get(client, f"{story.get_absolute_url()}?type=none")
    assert len(some) < 60_000


@pytest.mark.parametrize("odd", ["nobody", "x" * 10_000, "ﷺ" * 300, "\u202e", "'\"><b>", "%ff", "👩‍👩‍👧"])
@pytest.mark.parametrize("name", ["type", "person", "organisation"])
def test_a_filter_that_matches_nothing_says_so(client: Client, name: str, odd: str) -> None:
    address = published(example()).get_absolute_url()
    response, html = get(client, f"{address}?{urlencode({name: odd, 'order': odd, 'key': odd})}")
    assert response.status_code == 200
    assert_valid(html)
    assert "No event of this story matches that" in html
    assert f'<a href="{address}#timeline">Show all' in html
    assert '<b>">' not in html


def test_a_draft_does_not_show(client: Client) -> None:
    story = published(example())
    before = get(client, story.get_absolute_url())[1]
    story.headline = "A half-made edit"
    story.save()
    story.timeline.update(title="Another")
    assert get(client, story.get_absolute_url())[1] == before
    assert "half-made" not in get(client, "/")[1] + get(client, "/stories/harbour-bridge-vote.json")[1]


@pytest.mark.parametrize("path", ["/stories/{}/", "/stories/{}.json", "/stories/{}/changes/"])
def test_what_is_not_published_is_not_found_and_what_is_withdrawn_is_gone(client: Client, path: str) -> None:
    story, _ = publishing.load(example())
    for slug in (story.slug, "never-written", "x" * 500):
        response, html = get(client, path.format(slug))
        assert response.status_code == 404
        assert 'href="/"' in html
    publishing.publish(story)
    story.refresh_from_db()
    publishing.withdraw(story, reason="The survey <was> retracted.")
    response, html = get(client, path.format(story.slug))
    assert response.status_code == 410
    assert "The survey &lt;was&gt; retracted." in html
    assert "nine minutes" not in html
    assert response["Cache-Control"] == "no-store"
    assert_valid(html)
    assert story.headline not in get(client, "/")[1]


def test_hostile_text_stays_text(client: Client) -> None:
    document = check_story(poisoned(raw()))
    story = published(document)
    for path in (story.get_absolute_url(), "/", f"{story.get_absolute_url()}changes/"):
        response, html = get(client, path)
        assert response.status_code == 200
        assert_valid(html)
        assert "<script>" not in html
        assert "<img" not in html
        assert 'href="javascript' not in html
        assert "{{ 1|add:1 }}" in html
        assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(
    "query",
    [
        "?person=<script>alert(1)</script>",
        "?organisation=" + "é" * 900,
        "?key=1&type=x",
        "?order=%ff",
        "?x=1",
    ],
)
def test_a_filter_that_matches_nothing_says_so_and_offers_everything(client: Client, query: str) -> None:
    story = published(example())
    response, html = get(client, story.get_absolute_url() + query)
    assert response.status_code == 200
    assert_valid(html)
    matches_nothing = "order" not in query and "?x" not in query
    assert ("No event of this story matches that." in html) is matches_nothing
    assert 'href="/stories/harbour-bridge-vote/#timeline"' in html or not matches_nothing


def test_the_json_is_the_published_document(client: Client) -> None:
    document = shipped("miami-track-ukraine")
    published(document)
    response, body = get(client, "/stories/miami-track-ukraine.json")
    assert response["Content-Type"] == "application/json"
    assert json.loads(body) == document.as_json()
    assert list(json.loads(body)) == list(document.as_json())
    assert check_story(json.loads(body)) == document
    response, body = get(client, "/schema/story.json")
    assert json.loads(body) == story_schema()


def test_the_front_page_leads_with_what_is_still_open_and_was_checked_lately(
    client: Client, settings: Settings
) -> None:
    assert "No story has been published yet" in get(client, "/")[1]
    documents = [shipped(slug) for slug in STORIES]
    for document in documents:
        published(document)

    def order() -> list[str]:
        html = get(client, "/")[1]
        assert_valid(html)
        assert all(f"/stories/{document.slug}/arena/?motion=" in html for document in documents)
        return sorted(STORIES, key=lambda slug: html.index(f'href="/stories/{slug}/"'))

    settings.STORY_STALE_DAYS = 36_500
    assert order()[0] == "miami-track-ukraine", "most of it is open"
    ozone = shipped("ozone-montreal-protocol").as_of
    settings.STORY_STALE_DAYS = (dt.datetime.now(dt.UTC).date() - ozone).days + 30
    assert order()[0] == "ozone-montreal-protocol"
    assert order()[-1] == "miami-track-ukraine", "it says that nobody has checked it since January"


def test_the_list_of_changes_shows_what_a_revision_changed(client: Client) -> None:
    story = published(example())
    first = get(client, f"{story.get_absolute_url()}changes/")[1]
    assert "The first revision" in first
    values = raw(quotes=[])
    values["timeline"] = [
        values["timeline"][0] | {"title": "The council calls a ballot"},
        event("new", "2026-05-20"),
    ]
    publishing.load(check_story(values))
    publishing.publish(story, note="The ballot has its name.")
    with CaptureQueriesContext(connection) as queries:
        response, html = get(client, f"{story.get_absolute_url()}changes/")
    assert response.status_code == 200
    assert len(queries) <= 5
    assert_valid(html)
    assert "The ballot has its name." in html
    assert "<del>vote</del><ins>ballot</ins>" in html
    assert "Title of new" in html
    assert "A quotation of Mara Lind" in html
    assert "eat a view" not in html, "a withdrawn quotation is not repeated"
    assert get(client, f"{story.get_absolute_url()}changes/?revision=1")[0].status_code == 200
    for unknown in ("99", "x", "-1", "1" * 400):
        assert get(client, f"{story.get_absolute_url()}changes/?revision={unknown}")[0].status_code == 404


def test_a_shortened_address_leads_to_the_front_page(client: Client) -> None:
    assert client.get("/stories/").headers["Location"] == "/"


@pytest.mark.parametrize("template", ["404.html", "403_csrf.html", "500.html"])
def test_pages_for_faults_are_valid_without_context(template: str) -> None:
    from django.template.loader import render_to_string

    assert_valid(render_to_string(template))


def test_a_name_of_another_direction_leaves_the_date_beside_it_alone(client: Client) -> None:
    people = [raw()["people"][0] | {"name": "مريم العلي"}]
    quotes = [raw()["quotes"][0] | {"text": "لا يمكنك أن تأكل منظراً!"}]
    story = published(
        example(people=people, quotes=quotes, overview="The book \u2068שלום (2026)!\u2069 is out.")
    )
    for address in (story.get_absolute_url(), "/people/mara-lind/"):
        _, html = get(client, address)
        assert '<blockquote dir="auto"><p>“لا يمكنك' in html
        assert "<bdi>مريم العلي</bdi>, 12 May 2026" in html
        assert_valid(html)
    assert "\u2068שלום (2026)!\u2069 is out" in get(client, story.get_absolute_url())[1]


def test_a_story_says_its_language_wherever_it_is_shown(client: Client) -> None:
    original = {"language": "ar", "text": "لا تأكل المنظر"}
    quotes = [raw()["quotes"][0] | {"original": original}]
    story = published(example(language="uk", headline="Міст на голосування", quotes=quotes))
    _, html = get(client, story.get_absolute_url())
    assert '<article lang="uk" dir="ltr">' in html
    assert '<nav class="toc" lang="en-GB" dir="ltr"' in html
    assert '<meta property="og:locale" content="uk_UA">' in html
    assert "Translated. In the original (Arabic):" in html
    assert '<q lang="ar" dir="rtl">لا تأكل المنظر</q>' in html
    assert_valid(html)
    for address in ("/", "/categories/built-world/", "/people/mara-lind/", "/search/?q=mist"):
        assert '<h2 lang="uk" dir="ltr"><a href' in get(client, address)[1], address
    _, html = get(client, published(example(language="en-US")).get_absolute_url())
    assert "<article>" in html, "the page is in English, too"


def test_what_the_page_says_itself_in_a_story_from_right_to_left_reads_from_left_to_right() -> None:
    published(
        example(
            language="ar",
            headline="جسر للتصويت",
            scenarios=[],
            history=[],
            motions=[],
            debatable=False,
            not_debatable_reason="لا شيء للمناقشة.",
        )
    )
    html = Client().get("/stories/harbour-bridge-vote/").text
    assert '<article lang="ar" dir="rtl">' in html
    assert html.count('<p class="none" lang="en-GB" dir="ltr">') == 2
    assert '<summary lang="en-GB" dir="ltr"><h3>' in html
