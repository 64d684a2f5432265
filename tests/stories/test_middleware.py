"""stories.middleware: the same bytes again from memory, and never those of before a publication."""

from __future__ import annotations

from collections.abc import Callable

import brotli
import pytest
import time_machine
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from stories import publishing
from stories.document import check_story
from stories.models import Story
from stories.shelf import pages
from tests.stories.documents import example, published, raw

HERE, PAGE = "http://testserver", "/stories/harbour-bridge-vote/"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kept_for_an_hour(settings: Settings) -> None:
    settings.STORY_ORIGINS = [HERE]
    settings.STORY_CHECK_SECONDS = 3600


def get(path: str = PAGE, **headers: str) -> HttpResponse:
    return Client().get(path, headers={"host": "testserver", **headers})


def revise(headline: str) -> None:
    story, _ = publishing.load(check_story(raw(headline=headline)))
    publishing.publish(story)


def test_a_kept_page_is_the_made_one_and_asks_the_database_nothing() -> None:
    published(example())
    for encoding in ("", "br", "gzip"):
        made = get(accept_encoding=encoding)
        with CaptureQueriesContext(connection) as queries:
            kept = get(accept_encoding=encoding)
        assert len(queries) == 0
        assert (kept.status_code, kept.content, dict(kept.headers)) == (200, made.content, dict(made.headers))
        assert "Content-Security-Policy" in kept.headers
        assert not kept.cookies


@pytest.mark.parametrize("encoding", ["", "br", "gzip"])
def test_a_kept_page_answers_304_for_its_own_etag_alone(encoding: str) -> None:
    published(example())
    made = get(accept_encoding=encoding)
    for tag in (made["ETag"], f"W/{made['ETag']}", f'"x", {made["ETag"]}', "*"):
        again = get(accept_encoding=encoding, if_none_match=tag)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", made["ETag"])
        assert again["Cache-Control"] == made["Cache-Control"]
        assert again["Vary"] == "Accept-Encoding"
        assert not {"Content-Length", "Content-Encoding"} & set(again.headers)
    for tag in ('"x"', "x", "", '"' * 900):
        assert get(accept_encoding=encoding, if_none_match=tag).status_code == 200
    head = Client().head(PAGE, headers={"host": "testserver", "accept-encoding": encoding})
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", made["ETag"])
    assert Client().post(PAGE).status_code == 405


def test_a_publication_in_this_process_shows_at_once() -> None:
    published(example())
    before = get(accept_encoding="br")
    publishing.load(check_story(raw(headline="The ballot is called")))
    assert get(accept_encoding="br").content == before.content, "a draft is not a publication"
    revise("The ballot is called")
    after = get(accept_encoding="br")
    assert b"The ballot is called" in brotli.decompress(after.content)
    assert after["ETag"] != before["ETag"]
    publishing.withdraw(Story.objects.get(), reason="Wrong.")
    assert get(accept_encoding="br").status_code == 410


def test_a_publication_elsewhere_shows_once_the_interval_is_over(settings: Settings) -> None:
    settings.STORY_CHECK_SECONDS = 0.25
    story = published(example())
    with time_machine.travel("2026-06-01 12:00:00Z", tick=False) as clock:
        assert get().status_code == 200
        # As another process would: this one's memory is not told.
        Story.objects.filter(pk=story.pk).update(withdrawn_at="2026-06-01 12:00:00Z")
        assert get().status_code == 200
        clock.shift(0.3)
        assert get().status_code == 410


def publishes_meanwhile(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: a new revision goes live after the page was made and before it is kept."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if Story.objects.get().live.number == 1:  # type: ignore[union-attr]
            revise("Published meanwhile")
        return response

    return answer


def test_a_page_made_before_a_publication_is_not_kept_after_it(settings: Settings) -> None:
    published(example())
    shelf, *others = settings.MIDDLEWARE
    settings.MIDDLEWARE = [shelf, f"{__name__}.publishes_meanwhile", *others]
    assert b"Published meanwhile" not in get().content
    assert b"Published meanwhile" in get().content


def test_what_is_asked_for_does_not_decide_how_much_is_kept() -> None:
    published(example())
    for encoding in ("", "br", "gzip"):
        get(accept_encoding=encoding)
    assert len(pages) == 3
    for n in range(20):
        assert f"{HERE}{PAGE}".encode() in get(host=f"host{n}.example").content
        assert get(accept_encoding=f"br, x{n}").status_code == 200
        assert get(f"{PAGE}?utm={n}").status_code == get(f"{PAGE}?type=x{n}").status_code == 200
        assert get(f"/stories/no-such-story-{n}/").status_code == 404
    assert f"{HERE}{PAGE}".encode() in get(x_forwarded_proto="https").content
    assert len(pages) == 3
    assert f"{HERE}{PAGE}".encode() in get().content


def test_a_filtered_page_is_its_own() -> None:
    published(example())
    whole = get().content
    assert b"matches that" in get(f"{PAGE}?type=x").content
    assert get().content == whole
