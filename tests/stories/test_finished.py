"""stories.finished: pages made at publication, read by whoever is asked first, and never the wrong ones."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import time

import brotli
import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from stories import publishing
from stories.document import check_story
from stories.finished import finish
from stories.models import FinishedPage
from stories.shelf import shelf
from tests.stories.documents import example, published, raw, shipped

HERE = "http://testserver"
PAGE = "/stories/harbour-bridge-vote/"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def known_origin(settings: Settings) -> None:
    settings.STORY_ORIGINS = [HERE]
    shelf.clear()


def get(path: str = PAGE, encoding: str = "br", **headers: str) -> HttpResponse:
    return Client().get(path, headers={"accept-encoding": encoding, **headers})


def test_publishing_makes_the_page_in_its_best_forms() -> None:
    story = published(example())
    row = FinishedPage.objects.get(story=story, origin=HERE)
    html = brotli.decompress(bytes(row.brotli))
    assert bytes(row.brotli) == brotli.compress(html, quality=11)
    assert gzip.decompress(bytes(row.gzip)) == html
    assert f'<link rel="canonical" href="{HERE}{PAGE}">'.encode() in html


def test_the_first_who_asks_gets_those_bytes_for_two_queries_without_the_document() -> None:
    row = FinishedPage.objects.get(story=published(example()))
    html = brotli.decompress(bytes(row.brotli))
    for encoding, body in (("br", bytes(row.brotli)), ("gzip", bytes(row.gzip)), ("identity", html)):
        with CaptureQueriesContext(connection) as queries:
            response = get(encoding=encoding)
        assert response.content == body
        assert response["ETag"] == f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        asked = [query["sql"] for query in queries if "PRAGMA" not in query["sql"]]
        assert len(asked) <= 3, "a look at the revision once the shelf knows the story; it and the bytes"
        assert '"document"' not in "".join(asked)


def test_the_flagship_fits_its_budget() -> None:
    row = FinishedPage.objects.get(story=published(shipped("miami-track-ukraine")))
    assert len(bytes(row.brotli)) <= 18 * 1024


def test_what_other_code_made_is_not_used() -> None:
    story = published(example())
    FinishedPage.objects.update(made_of="another deployment", brotli=b"old", gzip=b"old")
    assert b"Harbour" in brotli.decompress(get().content)
    assert finish(story) == 1
    assert finish(story) == 0
    assert get(encoding="gzip").content == bytes(FinishedPage.objects.get().gzip)


def test_a_new_revision_replaces_the_page_and_a_withdrawn_story_has_none() -> None:
    story = published(example())
    get()
    publishing.load(check_story(raw(headline="The ballot is called")))
    publishing.publish(story)
    assert b"The ballot is called" in brotli.decompress(bytes(FinishedPage.objects.get().brotli))
    assert b"The ballot is called" in brotli.decompress(get().content)
    story.refresh_from_db()
    publishing.withdraw(story, reason="Wrong.")
    assert get().status_code == 410
    assert finish(story) == 0


def test_the_day_after_which_nobody_checked_it_changes_the_page() -> None:
    document = example()
    with time_machine.travel(dt.datetime.combine(document.as_of, dt.time(), dt.UTC), tick=False):
        story = published(document)
    row = FinishedPage.objects.get()
    assert row.good_until is not None
    with time_machine.travel(row.good_until.timestamp() - 60, tick=False):
        assert b"Not checked lately" not in brotli.decompress(get().content)
    with time_machine.travel(row.good_until.timestamp() + 60, tick=False):
        assert b"Not checked lately" in brotli.decompress(get().content)
        assert finish(story) == 1
        assert FinishedPage.objects.get().good_until is None
        assert b"Not checked lately" in brotli.decompress(get().content)


def test_a_page_that_cannot_be_made_stops_no_publication(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.STORY_ORIGINS = [None]
    story = published(example())
    assert story.is_published
    assert "Error calling" in caplog.text
    settings.STORY_ORIGINS = [HERE]
    assert get().status_code == 200


def test_at_an_address_nobody_foresaw_the_first_waits_for_no_brotli_11(settings: Settings) -> None:
    settings.STORY_ORIGINS = []
    published(shipped("miami-track-ukraine"))
    page = "/stories/miami-track-ukraine/"
    quick = get(page)
    html = brotli.decompress(quick.content)
    best = brotli.compress(html, quality=11)
    assert len(quick.content) > len(best)
    deadline = time.monotonic() + 20
    while (found := get(page)).content != best:
        assert time.monotonic() < deadline
        assert found.content == quick.content
        time.sleep(0.05)
    assert found["ETag"] != quick["ETag"]


def test_the_command_finishes_what_is_missing(settings: Settings) -> None:
    settings.STORY_ORIGINS = []
    published(example())
    published(shipped("apollo-13"))
    settings.STORY_ORIGINS = [HERE, "https://www.example.org"]
    for said in ("4 pages finished\n", "0 pages finished\n"):
        out = io.StringIO()
        call_command("finish_pages", stdout=out)
        assert out.getvalue() == said
    settings.STORY_ORIGINS = [HERE]
    call_command("finish_pages", stdout=io.StringIO())
    assert set(FinishedPage.objects.values_list("origin", flat=True)) == {HERE}
