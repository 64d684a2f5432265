"""stories.linked: what machines read of a story, in its page and beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.identity import reading
from stories import publishing
from stories.document import check_story
from stories.models import Revision
from tests.stories.documents import example, published, raw, shipped
from tests.stories.test_pictures import with_pictures

PAGE = "/stories/harbour-bridge-vote/"
pytestmark = pytest.mark.django_db

# What we say, and of what: schema.org 29, the inherited properties among them. Whatever is not here is a slip, or a
# property to look up first and add.
THING = {"@id", "@type", "name", "url", "description", "image", "subjectOf", "mainEntityOfPage"}
WORK = THING | {
    *("author", "citation", "correction", "dateCreated", "dateModified", "datePublished", "genre", "hasPart"),
    *("headline", "inLanguage", "isAccessibleForFree", "isPartOf", "mentions", "publisher", "text"),
    *("translationOfWork", "version"),
}
PAGE_OF = WORK | {"breadcrumb", "mainEntity"}
KNOWN = {
    "NewsArticle": WORK | {"articleSection"},
    "Quotation": WORK | {"spokenByCharacter"},
    "CreativeWork": WORK,
    "CorrectionComment": WORK,
    "BreadcrumbList": THING | {"itemListElement"},
    "ListItem": THING | {"position", "item"},
    "ProfilePage": PAGE_OF,
    "WebPage": PAGE_OF,
    "WebSite": WORK | {"potentialAction"},
    "SearchAction": THING | {"target", "query-input"},
    "ImageObject": WORK | {"width", "height", "caption", "creditText", "license"},
    "Person": THING | {"jobTitle"},
    "Organization": THING | {"alternateName"},
    "NewsMediaOrganization": THING
    | {"address", "correctionsPolicy", "email", "legalName", "logo", "publishingPrinciples"}
    | {"slogan", "telephone"},
}
ADDRESSES = {"@id", "url", "image", "mainEntityOfPage", "item", "publishingPrinciples", "correctionsPolicy"}
DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?)?)?")


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from nodes(each)
    elif isinstance(value, dict):
        yield value
        for each in value.values():
            yield from nodes(each)


def assert_linked(value: dict[str, Any]) -> dict[str, Any]:
    """Known properties of known types, dates of ISO 8601, addresses in full, and no reference to nothing."""
    assert value["@context"] == "https://schema.org"
    found = list(nodes(value.get("@graph", [value | {"@type": value.get("@type")}])))
    for node in found:
        names = set(node) - {"@context"}
        if names == {"@id"}:
            assert any(other.get("@id") == node["@id"] and len(other) > 1 for other in found), node
            continue
        assert names <= KNOWN[node["@type"]], (node["@type"], names - KNOWN[node["@type"]])
        for name, said in node.items():
            assert said not in (None, "", []), name
            if name in ADDRESSES and isinstance(said, str):
                assert urlsplit(said).scheme in ("http", "https"), (name, said)
                assert urlsplit(said).netloc, (name, said)
            if name.startswith("date"):
                assert DATE.fullmatch(said), (name, said)
    return value


def in_page(client: Client, path: str) -> dict[str, Any]:
    found = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', client.get(path).content.decode()
    )
    assert len(found) == 1, path
    return assert_linked(json.loads(found[0]))


def beside(client: Client, path: str) -> dict[str, list[dict[str, Any]]]:
    """What the story's own document says, by type."""
    response = client.get(f"{path.rstrip('/')}.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    by_type: dict[str, list[dict[str, Any]]] = {}
    for node in assert_linked(response.json())["@graph"]:
        by_type.setdefault(node["@type"], []).append(node)
    return by_type


def test_a_page_says_what_it_is_and_cannot_leave_its_script(client: Client) -> None:
    story = published(check_story(raw(headline="</script><script>alert(1)</script>\u2028&")))
    publishing.load(check_story(raw(headline="</script><!-- <b>", status_line="New")))
    publishing.publish(story)
    said = in_page(client, PAGE)
    assert (said["@type"], said["headline"]) == ("NewsArticle", "</script><!-- <b>")
    assert said["datePublished"] <= said["dateModified"]
    assert said["image"] in client.get(PAGE).content.decode()
    assert said["isAccessibleForFree"] is True
    assert said["mainEntityOfPage"]["breadcrumb"]["itemListElement"][1]["item"].endswith(
        "/categories/built-world/"
    )


def test_who_wrote_it_and_in_which_language_is_said_if_the_story_says_it(client: Client) -> None:
    published(example(byline=[], language=None))
    said = in_page(client, PAGE)
    assert said["author"] == said["publisher"]
    assert said["inLanguage"] == "en-GB"
    published(example(schema=2, language="uk", byline=[{"name": "Olha Petrenko", "role": "Reporter"}]))
    said = in_page(client, PAGE)
    assert said["author"] == [{"@type": "Person", "name": "Olha Petrenko", "jobTitle": "Reporter"}]
    assert said["inLanguage"] == "uk"


def test_a_copy_edit_modifies_nothing_and_corrections_are_told(client: Client) -> None:
    story = published(example())
    publishing.load(check_story(raw(headline="Another headline")))
    publishing.publish(story, note="The headline.")
    story.revisions.filter(number=1).update(published_at="2026-01-01T00:00Z")
    story.revisions.filter(number=2).update(kind=Revision.Kind.CORRECTION, published_at="2026-02-01T00:00Z")
    publishing.load(check_story(raw(headline="Another head line")))
    publishing.publish(story)
    story.revisions.filter(number=3).update(kind=Revision.Kind.COPY_EDIT, published_at="2026-03-01T00:00Z")
    (said,) = beside(client, PAGE)["NewsArticle"]
    assert (said["datePublished"], said["dateModified"]) == (
        "2026-01-01T00:00:00+00:00",
        "2026-02-01T00:00:00+00:00",
    )
    assert said["version"] == 3
    (correction,) = said["correction"]
    assert correction["text"] == "The headline."
    assert correction["url"].endswith("/changes/?revision=2#differences")


def test_the_document_beside_it_has_every_quotation_with_who_said_it_and_where_it_stands(
    client: Client,
) -> None:
    story = published(shipped("miami-track-ukraine"))
    document = story.document
    page = client.get(f"/stories/{document.slug}/").content.decode()
    assert f'type="application/ld+json" href="/stories/{document.slug}.jsonld"' in page
    with CaptureQueriesContext(connection) as queries:
        said = beside(client, f"/stories/{document.slug}/")
    assert len([query for query in queries if "PRAGMA" not in query["sql"]]) <= 2
    assert {node["text"] for node in said["Quotation"]} == {quote.text for quote in document.quotes}
    names = {node["@id"]: node["name"] for node in said["Person"]}
    speakers = {person.key: person.name for person in document.people}
    for quote, node in zip(document.quotes, said["Quotation"], strict=True):
        assert names[node["spokenByCharacter"]["@id"]] == speakers[quote.speaker]
        assert ("dateCreated" in node) == (quote.precision != "approximate")
    (article,) = said["NewsArticle"]
    assert len(article["citation"]) == len(said["CreativeWork"]) == len(document.sources)
    assert len(article["mentions"]) == len(document.people) + len(document.organisations)


def test_every_shipped_story_and_the_pages_around_it_say_only_what_schema_org_knows(client: Client) -> None:
    for slug in ("apollo-13", "nubia-temples"):
        document = published(shipped(slug)).document
        in_page(client, f"/stories/{slug}/")
        beside(client, f"/stories/{slug}/")
    person, organisation = document.people[0], document.organisations[0]
    said = in_page(client, f"/people/{person.key}/")
    assert (said["@type"], said["mainEntity"]["name"]) == ("ProfilePage", person.name)
    assert in_page(client, f"/organisations/{organisation.key}/")["mainEntity"]["@type"] == "Organization"
    reading.keep(
        reading.Site(name="The Harbour", publisher="Harbour Trust", contact_email="desk@example.org"),
        seconds=60,
    )
    publisher = in_page(client, "/")["publisher"]
    assert (publisher["name"], publisher["legalName"]) == ("The Harbour", "Harbour Trust")


def test_a_withdrawn_story_says_nothing_more(client: Client) -> None:
    publishing.withdraw(published(example()), reason="Wrong.")
    assert client.get(f"{PAGE.rstrip('/')}.jsonld").status_code == 410
    assert client.get("/stories/none.jsonld").status_code == 404


def test_pictures_are_told_with_who_made_them_and_under_what_licence(media: Path, client: Client) -> None:
    published(example(**with_pictures()))
    image = in_page(client, PAGE)["image"]
    assert client.get(urlsplit(image["url"]).path).status_code == 200
    assert (image["width"], image["creditText"], image["caption"]) == (1000, "Mara Lind", "In May")
    assert image["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    said = beside(client, PAGE)
    assert said["NewsArticle"][0]["image"] == image
    assert said["Person"][0]["image"]["license"] == "https://example.org/terms"
    author = in_page(client, "/authors/ines-ruhl/")
    assert author["mainEntity"]["name"] == "Ines Ruhl"
    assert [story["url"] for story in author["hasPart"]] == [f"http://testserver{PAGE}"]
