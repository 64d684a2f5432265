"""stories.feeds: what a feed reader takes for new, and what it does not."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from newsroom.languages.offered import offered
from stories import publishing
from stories.document import check_story
from stories.models import Revision, Story
from tests.stories.documents import example, published, raw

ATOM = "{http://www.w3.org/2005/Atom}"
PAGE = "/stories/harbour-bridge-vote/"
pytestmark = pytest.mark.django_db
COMMA = raw()["standfirst"].replace(";", ",")
DAYS = [dt.datetime(2026, 3, day, 12, tzinfo=dt.UTC) for day in (1, 2, 3)]


def feed_of(path: str, host: str = "testserver") -> ET.Element:
    response = Client().get(path, headers={"host": host})
    assert response.status_code == 200, path
    return ET.fromstring(response.content)


def texts(feed: ET.Element, name: str) -> list[str]:
    return [entry.findtext(f"{ATOM}{name}") or "" for entry in feed.findall(f"{ATOM}entry")]


@pytest.fixture
def story() -> Story:
    """First published on the first, changed on the second, a comma moved on the third of March."""
    with time_machine.travel(DAYS[0], tick=False):
        found = published(example())
    found.revisions.update(note="First published.")
    with time_machine.travel(DAYS[1], tick=False):
        publishing.load(check_story(raw(headline="The ballot is called")))
        publishing.publish(found, note="A date was set.")
    with time_machine.travel(DAYS[2], tick=False):
        publishing.load(check_story(raw(headline="The ballot is called", standfirst=COMMA)))
        publishing.publish(found, note="A comma.", kind=Revision.Kind.COPY_EDIT)
    return found


def test_a_story_is_published_once_and_updated_by_what_is_substantive(story: Story) -> None:
    feed = feed_of("/feed.atom")
    assert texts(feed, "published") == [DAYS[0].isoformat()]
    assert texts(feed, "updated") == [DAYS[1].isoformat()]
    assert feed.findtext(f"{ATOM}updated") == DAYS[1].isoformat()
    assert texts(feed, "summary") == [f"{COMMA} A date was set."]
    revisions = feed_of(f"{PAGE}feed.atom")
    assert texts(revisions, "title") == ["Revision 2: changed", "First published"]
    assert texts(revisions, "summary") == ["A date was set.", COMMA]
    assert revisions.findtext(f"{ATOM}updated") == DAYS[1].isoformat()
    places = ET.fromstring(Client().get("/sitemap.xml").content)
    changed = [
        place.findtext("{*}lastmod") for place in places if (place.findtext("{*}loc") or "").endswith(PAGE)
    ]
    assert set(changed) == {DAYS[1].isoformat()}


def test_its_first_publication_is_no_part_of_a_summary() -> None:
    story = published(example())
    story.revisions.update(note="First published.")
    assert texts(feed_of("/feed.atom"), "summary") == [story.document.standfirst]


def test_ids_are_tags_that_neither_host_nor_address_moves(story: Story, settings: Settings) -> None:
    paths = ("/feed.atom", f"{PAGE}feed.atom", "/corrections/feed.atom", "/people/mara-lind/feed.atom")

    def ids(host: str) -> list[list[str]]:
        return [
            [feed.findtext(f"{ATOM}id") or "", *texts(feed, "id")]
            for feed in (feed_of(path, host) for path in paths)
        ]

    before = ids("testserver")
    every = {each for feed in before for each in feed}
    assert all(each.startswith("tag:localhost,2026:") for each in every)
    assert len({feed[0] for feed in before}) == len(paths)
    settings.SITE_ORIGIN = "https://news.example"
    assert ids("www.news.example") == before
    assert "www.news.example" not in Client().get("/feed.atom", headers={"host": "www.news.example"}).text


def test_people_organisations_and_categories_have_feeds_that_their_pages_name(story: Story) -> None:
    organisation = raw()["organisations"][0]["key"]
    category = Client().get(PAGE).text.split('href="/categories/')[1].split("/")[0]
    for page in ("/people/mara-lind/", f"/organisations/{organisation}/", f"/categories/{category}/"):
        assert f'type="application/atom+xml" href="{page}feed.atom"' in Client().get(page).text
        feed = feed_of(f"{page}feed.atom")
        assert texts(feed, "id") == texts(feed_of("/feed.atom"), "id")
        assert feed.findtext(f"{ATOM}title")
    for page in ("/people/nobody/", "/organisations/nobody/", "/categories/nothing/"):
        assert Client().get(f"{page}feed.atom").status_code == 404


LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def test_a_feed_names_the_site_and_says_in_which_language_each_of_its_words_is(settings: Settings) -> None:
    settings.LANGUAGE_CODE = "uk"
    settings.OFFERED_LANGUAGES = offered("uk", ["uk", "en-gb"], settings.ROOMS)
    story = published(example(language="en"))
    publishing.load(check_story(raw(language="en", headline="The ballot is called")))
    publishing.publish(story, note="A date was wrong.", kind=Revision.Kind.CORRECTION)
    feeds = {path: feed_of(path) for path in ("/feed.atom", f"{PAGE}feed.atom", "/corrections/feed.atom")}
    for feed in feeds.values():
        assert feed.get(LANG) == "uk"
        assert "Newsroom" in (feed.findtext(f"{ATOM}title") or "")
        assert {each.get(LANG) for each in feed.iter(f"{ATOM}summary")} == {"en"}
    titles = [[each.get(LANG) for each in feed.iter(f"{ATOM}title")] for feed in feeds.values()]
    assert titles == [[None, "en"], ["en", None, None], [None, None]], "the site's own words are the feed's"
