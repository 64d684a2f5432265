"""stories.finished: pages made at publication, read by whoever is asked first, and never the wrong ones."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.autoreload import file_changed
from pytest_django import Settings

from newsroom.generation.embedded import EmbeddedWorker
from newsroom.identity.models import Identity
from newsroom.languages.offered import offered
from stories import publishing
from stories.document import check_story
from stories.finished import code, finish
from stories.models import FinishedPage
from tests.stories.documents import example, published, raw, shipped

HERE = "http://testserver"
PAGE = "/stories/harbour-bridge-vote/"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def known_origin(settings: Settings) -> Iterator[None]:
    settings.STORY_ORIGINS = [HERE]
    settings.OFFERED_LANGUAGES = settings.OFFERED_LANGUAGES[:1]
    yield
    code.cache_clear()


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
        assert len(asked) <= 2, "the revision and the bytes"
        assert '"document"' not in "".join(asked)


def test_each_language_has_a_page_of_its_own(settings: Settings) -> None:
    settings.OFFERED_LANGUAGES = offered("en-gb", ["en-gb", "uk"], settings.ROOMS)
    story = published(example())
    rows = {row.language: brotli.decompress(bytes(row.brotli)) for row in FinishedPage.objects.all()}
    assert b'<html lang="en-GB"' in rows["en-gb"]
    assert b'<html lang="uk"' in rows["uk"]
    assert get(f"/uk{PAGE}").content == brotli.compress(rows["uk"], quality=11)
    settings.OFFERED_LANGUAGES = settings.OFFERED_LANGUAGES[:1]
    finish(story)
    assert FinishedPage.objects.get().language == "en-gb", "one that is offered no more is kept no more"


def test_the_flagship_fits_its_budget_in_every_language_that_ships(settings: Settings) -> None:
    """18 KB arrive in the first round of packets. Cyrillic words of the page itself cost a twentieth more, the story staying English."""
    settings.OFFERED_LANGUAGES = offered("en-gb", [], settings.ROOMS)
    settings.STORY_ORIGINS = ["https://news.example.org"]
    published(shipped("miami-track-ukraine"))
    sizes = {row.language: _size_in_production(bytes(row.brotli)) for row in FinishedPage.objects.all()}
    budget = {"en-gb": 18 * 1024, "uk": 19 * 1024}
    assert sizes.keys() == budget.keys()
    assert {code: size for code, size in sizes.items() if size > budget[code]} == {}


def _size_in_production(body: bytes) -> int:
    """With what `collectstatic` puts into the names of files."""

    def hashed(found: re.Match[str]) -> str:
        return (
            f"{found[1]}.{hashlib.md5(found[1].encode(), usedforsecurity=False).hexdigest()[:12]}.{found[2]}"
        )

    html = re.sub(r"(/static/[^\"]+)\.(\w+)", hashed, brotli.decompress(body).decode())
    return len(brotli.compress(html.encode(), quality=11))


def test_what_other_code_made_is_not_used(settings: Settings) -> None:
    story = published(example())
    FinishedPage.objects.update(brotli=b"as stored", gzip=b"as stored")
    assert get().content == b"as stored"
    settings.STORY_STALE_DAYS = 61
    code.cache_clear()  # as in a process that starts now
    assert get().content != b"as stored"
    assert finish(story) == 1
    assert finish(story) == 0
    assert get(encoding="gzip").content == bytes(FinishedPage.objects.get().gzip) != b"as stored"


def test_a_new_name_of_the_site_reaches_the_page_at_once_and_is_finished_by_a_worker(
    worker: EmbeddedWorker,
) -> None:
    published(example())
    row, _ = Identity.objects.get_or_create()
    row.name = "Harbour Herald"
    row.save()
    assert b"Harbour Herald" in brotli.decompress(get().content)
    end = time.monotonic() + 10
    while b"Harbour Herald" not in brotli.decompress(bytes(FinishedPage.objects.get().brotli)):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_every_host_is_given_the_page_of_the_one_origin(settings: Settings) -> None:
    settings.SITE_ORIGIN = "https://news.example"
    settings.STORY_ORIGINS = ["https://news.example", "https://www.news.example"]
    published(example())
    assert [row.origin for row in FinishedPage.objects.all()] == ["https://news.example"]
    for host in ("news.example", "www.news.example", "elsewhere.example"):
        html = brotli.decompress(get(host=host).content).decode()
        assert f'<link rel="canonical" href="https://news.example{PAGE}">' in html
        assert host == "news.example" or host not in html


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


def test_where_nothing_is_stored_nobody_waits_for_brotli_11(settings: Settings) -> None:
    published(shipped("miami-track-ukraine"))
    page = "/stories/miami-track-ukraine/"
    stored = get(page)
    settings.STORY_ORIGINS = []
    quick = get(page)
    assert brotli.decompress(quick.content) == brotli.decompress(stored.content)
    assert len(stored.content) < len(quick.content) < 1.25 * len(stored.content)
    assert quick["ETag"] != stored["ETag"]


def test_the_code_is_known_by_what_its_files_say(settings: Settings, tmp_path: Path) -> None:
    """Not by their dates or sizes: a container's build may give every file the same date."""
    for name in ("templates/page.html", "stories/page.py", "static/page.css", "uv.lock"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("one")
        os.utime(file, (0, 0))
    settings.BASE_DIR = tmp_path
    seen = {_code_now()}
    for name in ("templates/page.html", "stories/page.py", "static/page.css", "uv.lock"):
        (tmp_path / name).write_text("two")
        os.utime(tmp_path / name, (0, 0))
        seen.add(_code_now())
    (tmp_path / "static/page.css").rename(tmp_path / "static/other.css")
    seen.add(_code_now())
    settings.STORY_STALE_DAYS = 61
    seen.add(_code_now())
    assert len(seen) == 7
    assert _code_now() in seen, "and the same again for the same files"


def _code_now() -> str:
    """As a process that starts now, or a developer's server after an edit, knows it."""
    file_changed.send(sender=None, file_path=Path("edited.html"))
    return code()


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
