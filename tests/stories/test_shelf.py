"""stories.shelf and stories.middleware: the same bytes, made once, and never a stale page after publishing."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from stories import publishing
from stories.document import check_story
from stories.models import Story
from stories.shelf import Bounded, chosen_encoding, encoded
from tests.stories.documents import example, published, raw

PAGE = "/stories/harbour-bridge-vote/"
pytestmark = pytest.mark.django_db


def get(path: str = PAGE, **headers: str) -> HttpResponse:
    return Client().get(path, headers=headers)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("identity, br;q=0.2", "identity"),
        ("BR ; Q=0.9", "br"),
        ("br;q=2, ,;;;\x00", "identity"),
        ("é" * 5_000, "identity"),
    ],
)
def test_the_encoding_is_the_best_the_visitor_takes(accepted: str, encoding: str) -> None:
    assert chosen_encoding(accepted) == encoding


def test_each_encoding_is_the_same_page_with_an_etag_of_its_own() -> None:
    published(example())
    for _ in range(2):  # made, then kept
        plain, packed, zipped = get(), get(accept_encoding="br"), get(accept_encoding="gzip")
        assert brotli.decompress(packed.content) == plain.content == gzip.decompress(zipped.content)
        assert [r.get("Content-Encoding") for r in (plain, packed, zipped)] == [None, "br", "gzip"]
        assert len({r["ETag"] for r in (plain, packed, zipped)}) == 3
        for response in (plain, packed, zipped):
            assert response["Vary"] == "Accept-Encoding"
            assert int(response["Content-Length"]) == len(response.content)


def test_a_kept_page_has_the_headers_of_a_made_one_and_costs_no_more_than_a_look() -> None:
    published(example())
    with CaptureQueriesContext(connection) as queries:
        made = get(accept_encoding="br")
    assert len(queries) <= 2
    with CaptureQueriesContext(connection) as queries:
        kept = get(accept_encoding="br")
    assert len(queries) <= 1
    assert "document" not in "".join(query["sql"] for query in queries), "a look at the revision's number"
    assert dict(kept.headers) == dict(made.headers)
    assert "Content-Security-Policy" in kept.headers
    assert kept.content == made.content
    assert not kept.cookies


def test_within_the_interval_a_kept_page_asks_the_database_nothing(settings: Settings) -> None:
    settings.STORY_CHECK_SECONDS = 60
    published(example())
    get()
    with CaptureQueriesContext(connection) as queries:
        assert get().status_code == 200
    assert len(queries) == 0


@pytest.mark.parametrize("encoding", ["", "br", "gzip"])
def test_a_kept_page_answers_304_for_its_own_etag_alone(encoding: str) -> None:
    published(example())
    made = get(accept_encoding=encoding)
    for tag in (made["ETag"], f"W/{made['ETag']}", f'"x", {made["ETag"]}', "*"):
        again = get(accept_encoding=encoding, if_none_match=tag)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", made["ETag"])
        assert again["Cache-Control"] == made["Cache-Control"]
        assert again["Vary"] == "Accept-Encoding"
        assert "Content-Length" not in again
    for tag in ('"x"', "x", "", '"' * 900):
        assert get(accept_encoding=encoding, if_none_match=tag).status_code == 200
    head = Client().head(PAGE, headers={"accept-encoding": encoding})
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", made["ETag"])
    assert Client().post(PAGE).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_a_publication_in_this_process_shows_at_once_whatever_the_interval(settings: Settings) -> None:
    settings.STORY_CHECK_SECONDS = 3600
    story = published(example())
    before = get(accept_encoding="br")
    publishing.load(check_story(raw(headline="The ballot is called")))
    assert get(accept_encoding="br").content == before.content, "a draft is not a publication"
    publishing.publish(story)
    after = get(accept_encoding="br")
    assert b"The ballot is called" in brotli.decompress(after.content)
    assert after["ETag"] != before["ETag"]
    publishing.withdraw(Story.objects.get(), reason="Wrong.")
    assert get(accept_encoding="br").status_code == 410


def test_a_publication_elsewhere_shows_at_the_next_look() -> None:
    story = published(example())
    get()
    Story.objects.filter(pk=story.pk).update(withdrawn_at=story.live.published_at if story.live else None)
    assert get().status_code == 410


def test_pages_for_other_hosts_and_filtered_pages_are_their_own() -> None:
    published(example())
    assert b"http://testserver/stories" in get().content
    assert b"http://other.example/stories" in get(host="other.example").content
    assert (
        b"You see" in get(f"{PAGE}?type=Decision").content or b"matches that" in get(f"{PAGE}?type=x").content
    )
    assert b"other.example" not in get().content


def test_what_is_kept_is_bounded() -> None:
    kept: Bounded[int, str] = Bounded(100)
    for n in range(50):
        kept.put(n, "x", 10)
    assert len(kept) == 10
    kept.get(40)
    kept.put(99, "x", 10)
    assert kept.get(40) == "x"
    assert kept.get(41) is None, "used longest ago"
    kept.put(100, "huge", 101)
    assert kept.get(100) is None


def test_what_is_lasting_is_compressed_once() -> None:
    body = b"the same words " * 1_000
    first = encoded(body, "br", is_lasting=True)
    assert first.is_best
    assert encoded(body, "br", is_lasting=True) is first
    assert encoded(body, "br", is_lasting=False) is not first
    assert brotli.decompress(encoded(body, "br", is_lasting=False).body) == body


def test_a_body_too_large_for_the_best_is_compressed_once_too() -> None:
    body = b"".join(b"%d words " % n for n in range(60_000))
    first = encoded(body, "br", is_lasting=True)
    assert first.is_best, "nothing better is being made, so the page may be kept"
    assert encoded(body, "br", is_lasting=True) is first
    assert brotli.decompress(first.body) == body
