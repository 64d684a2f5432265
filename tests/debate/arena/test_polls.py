"""A poll that finds nothing new: what it costs, whom it answers, and what it leaves to the view."""

from __future__ import annotations

import html
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from debate.arena import polls
from debate.models import Persona, Play
from stories.models import Story

pytestmark = pytest.mark.django_db

CHOICE = {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"}


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing read before, and nothing grows old while a test looks at it."""
    monkeypatch.setattr(polls, "versions", polls.Versions())
    monkeypatch.setattr(polls, "CHECK_SECONDS", 3600.0)


@pytest.fixture
def poll(flagship: Story, cast: dict[str, Persona], rae: Client) -> str:
    """What Rae's page asks while her openings are being written."""
    return begun(rae, flagship)


def begun(who: Client, story: Story) -> str:
    place = who.post(reverse("debate:choose", args=[story.slug]), CHOICE)["Location"]
    (found,) = re.findall(r'hx-get="([^"]*/stage/\?v=[^"]*)"', who.get(place).content.decode())
    return html.unescape(found)


def test_it_asks_the_database_nothing_within_the_time(
    poll: str, rae: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert rae.get(poll).status_code == 204
    with django_assert_num_queries(0):
        again = rae.get(poll)
    assert (again.status_code, again.content) == (204, b"")
    assert "no-store" in again["Cache-Control"]
    assert not again.cookies


def test_whoever_watches_is_read_in_one_query(
    poll: str,
    flagship: Story,
    rae: Client,
    sly: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    other = begun(sly, flagship)
    assert (rae.get(poll).status_code, sly.get(other).status_code) == (204, 204)
    polls.versions._read_at -= polls.CHECK_SECONDS
    with django_assert_num_queries(1):
        assert (rae.get(poll).status_code, sly.get(other).status_code) == (204, 204)


def test_what_is_new_comes_from_the_view(poll: str, rae: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polls, "CHECK_SECONDS", 0.0)
    assert rae.get(poll).status_code == 204
    Play.objects.get().debate.touch()
    assert b'id="stage"' in rae.get(poll).content
    assert rae.get(poll).status_code == 200


@pytest.mark.parametrize("cookie", ["", "somebody else's"])
def test_a_key_is_of_no_use_to_another_session(cookie: str, poll: str, rae: Client, sly: Client) -> None:
    assert rae.get(poll).status_code == 204
    sly.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert sly.get(poll).status_code == 404
    rae.cookies.clear()
    assert rae.get(poll, headers={"HX-Request": "true"}).status_code == 404, "the page says that it has ended"


def test_a_key_of_one_play_opens_no_other(poll: str, flagship: Story, rae: Client, sly: Client) -> None:
    foreign = begun(sly, flagship)
    _, _, key = poll.partition("&k=")
    taken = re.sub(r"k=.*", f"k={key}", foreign)
    assert rae.get(taken).status_code == 404
    assert rae.get(re.sub(r"k=.*", "k=" + "A" * 22, poll)).status_code == 204, "his own, by the view"


def test_a_withdrawn_storys_plays_wait_for_nothing(
    poll: str, flagship: Story, rae: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polls, "CHECK_SECONDS", 0.0)
    assert rae.get(poll).status_code == 204
    Story.objects.filter(pk=flagship.pk).update(withdrawn_at="2026-01-01T00:00Z", withdrawn_reason="Wrong.")
    assert rae.get(poll).status_code == 410


def test_a_play_that_is_gone_is_not_found(poll: str, rae: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polls, "CHECK_SECONDS", 0.0)
    Play.objects.all().delete()
    assert rae.get(poll).status_code == 404


def test_what_is_not_watched_any_more_is_not_read(
    poll: str, rae: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polls, "WATCHED_SECONDS", 0.0)
    assert rae.get(poll).status_code == 204
    monkeypatch.setattr(polls, "CHECK_SECONDS", 0.0)
    polls.versions.of("00000000-0000-0000-0000-000000000000")
    assert len(polls.versions._watched) <= 1
