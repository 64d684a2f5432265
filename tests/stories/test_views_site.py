"""stories.views_site, search, subjects, feeds and share: the site beyond one story."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from urllib.parse import quote as quoted

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from stories import publishing
from stories.document import check_story
from stories.models import Entry, Story
from stories.search import search, terms_of
from tests.stories.browser import HOSTILE, assert_valid, poisoned
from tests.stories.documents import event, example, many_events, published, raw, shipped

PAGE = "/stories/harbour-bridge-vote/"
ATOM = "{http://www.w3.org/2005/Atom}"
pytestmark = pytest.mark.django_db


def html(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    text = response.content.decode()
    assert_valid(text)
    return text


def test_publishing_refreshes_the_index_and_drafts_stay_out() -> None:
    story = published(example())
    first = Entry.objects.count()
    publishing.load(check_story(raw(headline="Zeppelin over the harbour")))
    assert search("zeppelin").total == 0
    publishing.publish(story)
    assert [hit.href for hit in search("zeppelin").hits] == [PAGE]
    assert Entry.objects.count() == first
    publishing.withdraw(Story.objects.get(), reason="Wrong.")
    assert search("zeppelin").total == 0


def test_search_finds_every_kind_of_item_where_it_stands(client: Client) -> None:
    published(example())
    text = html(client, "/search/?q=eat+a+view")
    assert f'href="{PAGE}#quote-lind-view"' in text
    assert "<mark>eat</mark>" in text
    assert [hit.kind for hit in search("lind").hits].count("person") == 1
    assert search("LIND").total == search("lind").total > 0


@pytest.mark.parametrize("query", ["votes", "voted", "vote", "VOTING", "vôte"])
def test_search_finds_other_endings_cases_and_accents(query: str) -> None:
    published(example(headline="The vote on the bridge"))
    assert PAGE in [hit.href for hit in search(query).hits]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("1500000", "<mark>1 500 000</mark>"),
        ("1,500,000", "<mark>1 500 000</mark>"),
        ("1.500.000", "<mark>1 500 000</mark>"),
        ("10000", "<mark>10,000</mark>"),
        ("shipbuilding", "<mark>ship\u00adbuilding</mark>"),
        ("ship\u00adbuilding", "<mark>ship\u00adbuilding</mark>"),
        ("Zelensky", "<mark>Zelenskyy</mark>"),
        ("zelenskiy", "<mark>Zelenskyy</mark>"),
        ("Lukasz", "<mark>Łukasz</mark>"),
        ("Store", "<mark>Støre</mark>"),
        ("Stoere", "<mark>Støre</mark>"),
        ("Djokovic", "<mark>Đoković</mark>"),
        ("djokovic speaks", "<mark>Đoković</mark>"),
        ("Київ", "<mark>Київ</mark>"),
        ("Kiiv", "<mark>Київ</mark>"),
    ],
)
def test_search_finds_numbers_and_names_however_they_are_written(query: str, shown: str) -> None:
    names = ("Volodymyr Zelenskyy", "Łukasz Nowak", "Jonas Støre", "Novak Đoković")
    known = [raw()["people"][0] | {"key": f"p{n}", "name": name} for n, name in enumerate(names)]
    titles = (
        "1 500 000 of 10,000",
        "A ship\u00adbuilding town",
        "Зустріч у Київ",
        *(f"{name} speaks" for name in names),
    )
    published(
        example(
            people=[*raw()["people"], *known],
            timeline=[event(f"e{n}", "2026-01-01", title=title) for n, title in enumerate(titles)],
            overview="Text.",
        )
    )
    assert any(hit.kind == "event" and shown in hit.title for hit in search(query).hits)


def test_a_word_that_only_sounds_like_a_name_does_not_find_it() -> None:
    published(example(overview="Text."))  # Mara Lind
    assert search("land").total == 0
    assert search("lond").total == 0


def test_search_takes_phrases_and_leaves_words_out() -> None:
    published(
        example(
            timeline=[
                event("one", "2026-01-01", title="Red harbour wall"),
                event("two", "2026-01-02", title="Harbour wall, red"),
            ],
            overview="Text.",
        )
    )
    assert [hit.href for hit in search('"red harbour"').hits] == [f"{PAGE}#event-one"]
    assert search("harbour wall").total == 2
    assert search('wall -"red harbour"').total == 1
    assert search("harbour zzzz").total == 0


@pytest.mark.parametrize(
    "query",
    ["", " ", "x" * 10_000, "%", "_", "'", '"', "-", "--", "a:b & !c | (", "ﷺ" * 500, "👩‍👩‍👧", "\u202e", "-word", "the",
     "<script>alert(1)</script>", "\\", "' OR 1=1 --", "ＦＵＬＬ", "a" * 199 + " b", "{{ 1|add:1 }}"],
)  # fmt: skip
def test_odd_queries_are_answered(client: Client, query: str) -> None:
    published(example())
    text = html(client, f"/search/?q={quoted(query)}")
    assert "<script>alert" not in text
    if len(query) > 5_000:
        assert "only the first 200 characters" in text or "Nothing published has" in text
    html(client, "/search/?q=%ff%fe&page=x")


def test_results_are_escaped_and_marked() -> None:
    published(check_story(poisoned(raw())))
    hits = search("alert").hits
    assert hits
    for hit in hits:
        assert "<script" not in hit.title + hit.text
        assert "<mark>alert</mark>" in hit.title + hit.text


def test_pages_of_results_and_beyond(client: Client) -> None:
    published(many_events(45))
    assert search("title").total == 45
    with CaptureQueriesContext(connection) as queries:
        first = html(client, "/search/?q=title")
    assert len(queries) <= 4  # as search says
    assert "page 1 of 3" in first
    assert "q=title&amp;page=2" in first
    assert len(re.findall("<mark>Title", html(client, "/search/?q=title&page=3"))) == 5
    assert "the results end at page 3" in html(client, "/search/?q=title&page=99")
    for odd in ("0", "-1", "x", "9" * 50, "²"):
        html(client, f"/search/?q=title&page={quoted(odd)}")


def test_terms_are_understood() -> None:
    assert [(t.texts, t.is_unwanted) for t in terms_of('the "Red Wall" -votes of')] == [
        (("red wall",), False),
        (("vot",), True),
    ]
    assert [t.word for t in terms_of("to be")] == ["to", "be"]


def test_a_person_is_gathered_across_stories_and_linked_both_ways(client: Client) -> None:
    published(example())
    published(check_story(raw(slug="second-story", headline="A second story")))
    with CaptureQueriesContext(connection) as queries:
        text = html(client, "/people/mara-lind/")
    assert len(queries) <= 2
    for slug in ("harbour-bridge-vote", "second-story"):
        assert f'href="/stories/{slug}/#person-mara-lind"' in text
        assert f'href="/stories/{slug}/#quote-lind-view"' in text
    assert "“You cannot eat a view”" in text
    assert 'href="/people/mara-lind/"' in client.get(PAGE).content.decode()
    key = raw()["organisations"][0]["key"]
    assert f'href="{PAGE}#organisation-{key}"' in html(client, f"/organisations/{key}/")
    assert f'href="/organisations/{key}/"' in client.get(PAGE).content.decode()


def test_a_category_has_its_stories(client: Client) -> None:
    published(example(category="Élections & more"))
    assert 'href="/categories/elections-more/"' in client.get(PAGE).content.decode()
    with CaptureQueriesContext(connection) as queries:
        text = html(client, "/categories/elections-more/")
    assert len(queries) <= 2
    assert f'href="{PAGE}"' in text
    published(example(category="選挙"))
    found = re.search(r'href="(/categories/[^"]+)"', client.get(PAGE).content.decode())
    assert found
    assert "選挙" in html(client, found[1])
    html(client, "/categories/elections-more/", 404)


@pytest.mark.parametrize("place", ["people", "organisations", "categories"])
def test_nobody_unpublished_has_a_page(client: Client, place: str) -> None:
    publishing.load(example())
    for key in ("mara-lind", "nobody", "x" * 300):
        html(client, f"/{place}/{key}/", 404)


def test_feeds_are_atom_with_escaped_text(client: Client) -> None:
    assert ET.fromstring(client.get("/feed.atom").content).tag == f"{ATOM}feed"
    story = published(check_story(raw(headline=HOSTILE, standfirst="A & B < C")))
    publishing.load(check_story(raw(headline="Second")))
    publishing.publish(story, note="Why <it> changed.")
    response = client.get("/feed.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    entries = ET.fromstring(response.content).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Second"]
    response = client.get(f"{PAGE}feed.atom")
    feed = ET.fromstring(response.content)
    assert [e.findtext(f"{ATOM}summary") for e in feed.findall(f"{ATOM}entry")] == [
        "Why <it> changed.",
        raw()["standfirst"],
    ]
    assert (
        client.get("/feed.atom", headers={"if-none-match": client.get("/feed.atom")["ETag"]}).status_code
        == 304
    )
    assert client.get("/stories/none/feed.atom").status_code == 404
    publishing.withdraw(Story.objects.get(), reason="Wrong.")
    assert client.get(f"{PAGE}feed.atom").status_code == 410


def test_a_large_site_has_an_index_of_sitemaps_that_have_every_story_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stories.feeds.PER_SITEMAP", 2)
    for n in range(5):
        published(example(slug=f"story-{n}"))
    found = []
    for place in ET.fromstring(client.get("/sitemap.xml").content).findall(".//{*}loc"):
        answer = client.get(place.text.removeprefix("http://testserver"))  # type: ignore[union-attr]
        found += [loc.text for loc in ET.fromstring(answer.content).findall(".//{*}loc")]
    for n in range(5):
        assert found.count(f"http://testserver/stories/story-{n}/") == 1
    assert "http://testserver/about/" in found
    assert "http://testserver/people/mara-lind/" in found
    for odd in ("x", "-1", "9" * 40):
        assert client.get(f"/sitemap.xml?from={odd}").status_code == 200


@pytest.mark.parametrize("path", ["/", "/quiz/"])
def test_a_page_of_stories_leads_on_to_earlier_ones_at_the_cost_of_the_first(
    client: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    for where in ("stories.views", "quiz.start_page"):
        monkeypatch.setattr(f"{where}.STORIES_SHOWN", 2)
    for n in range(5):
        published(example(slug=f"story-{n}"))
    seen, here = [], path
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            html = client.get(here).content.decode()
        assert sum('"stories_story"' in query["sql"] for query in captured) <= 3
        seen.append({n for n in range(5) if f"/stories/story-{n}/" in html})
        on = re.search(r'href="(\?before=[0-9]+)" rel="next"', html)
        here = path + on[1] if on else ""
    assert here == ""
    assert seen == [{4, 3}, {2, 1}, {0}] or path == "/quiz/"  # where a story may have too few quotations
    assert client.get(f"{path}?before=1").status_code == 200


def test_the_sitemap_has_every_page_and_news_for_two_days(client: Client) -> None:
    story = published(example(headline="Bridges & <votes>"))
    response = client.get("/sitemap.xml")
    text = response.content.decode()
    ET.fromstring(text)
    for path in (PAGE, "/people/mara-lind/", "/corrections/"):
        assert f"<loc>http://testserver{path}</loc>" in text
    assert "<news:title>Bridges &amp; &lt;votes&gt;</news:title>" in text
    assert "<news:language>en</news:language>" in text
    story.revisions.update(published_at="2026-01-01T00:00Z")
    assert "<news:title>" not in client.get("/sitemap.xml").content.decode()
    robots = client.get("/robots.txt")
    assert robots["Content-Type"].startswith("text/plain")
    assert "Sitemap: http://testserver/sitemap.xml" in robots.content.decode()
    for path in ("/quiz/", "/daily/", "/arena/"):
        assert f"<loc>http://testserver{path}</loc>" in text
        assert f"Disallow: {path}" not in robots.content.decode()


@pytest.mark.parametrize("headline", ["Short", "A long headline " * 18, "W" * 299, "選挙 👩 é"])
def test_the_share_image_is_drawn_and_addressed_by_what_it_shows(client: Client, headline: str) -> None:
    published(example(headline=headline.strip()))
    found = re.search(r'og:image" content="http://testserver([^"]+)"', client.get(PAGE).content.decode())
    assert found
    response = client.get(found[1])
    assert response["Content-Type"] == "image/png"
    assert "immutable" in response["Cache-Control"]
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)
    published(example(headline="Another headline"))
    moved = client.get(found[1])
    assert moved.status_code == 302
    assert client.get(moved["Location"]).status_code == 200
    assert client.get("/stories/none/share-0.png").status_code == 404


@pytest.mark.parametrize("path", ["/about/", "/privacy/", "/corrections/", "/search/"])
def test_pages_about_the_site_are_public_and_linked(client: Client, path: str) -> None:
    html(client, path)
    response = client.get(path)
    assert not response.cookies
    assert response["Cache-Control"].startswith("public")
    assert f'href="{path}"' in client.get("/").content.decode()
    assert client.post(path).status_code == 405


def test_the_shipped_stories_are_found(client: Client) -> None:
    published(shipped("miami-track-ukraine"))
    assert search("zaporizhzhia").total > 0
    html(client, "/search/?q=ceasefire")
