"""The database is away: reading goes on from memory, the rest says when to come back, nothing waits."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection, connections
from django.test import Client
from pytest_django.fixtures import Settings

from newsroom.logs import OnceInAWhile
from newsroom.pages import RETRY_SECONDS
from newsroom.postgres.away import Away
from newsroom.postgres.base import DatabaseWrapper
from stories.keeping import Keeper
from stories.models import Story
from stories.shelf import pages


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every query fails as it does without a server."""

    def refuses(*_args: object) -> None:
        raise OperationalError("connection refused")

    with connection.execute_wrapper(refuses):
        yield


def get(path: str, encoding: str = "identity") -> tuple[int, bytes]:
    response = Client(raise_request_exception=False).get(
        path, headers={"host": "testserver", "accept-encoding": encoding}
    )
    return response.status_code, response.content


@pytest.mark.django_db(transaction=True)
def test_front_page_and_stories_are_read_on_and_the_rest_says_when_to_come_back(
    flagship: Story, settings: Settings, request: pytest.FixtureRequest
) -> None:
    settings.STORY_ORIGINS = ["http://testserver"]
    keeper = Keeper(WSGIHandler().get_response)
    keeper.look()
    assert len(pages) == 2 * len(settings.OFFERED_LANGUAGES), "before anyone has asked"
    before = brotli.decompress(get(flagship.get_absolute_url(), "br")[1])
    request.getfixturevalue("gone")
    assert get(flagship.get_absolute_url(), "gzip") == (200, before)
    assert brotli.decompress(get("/", "br")[1]).startswith(b"<!doctype html>")
    answer = Client(raise_request_exception=False).get("/arena/")
    assert (answer.status_code, answer["Retry-After"]) == (503, str(RETRY_SECONDS))
    assert f"in {RETRY_SECONDS} seconds" in answer.content.decode()
    assert get("/livez") == (200, b"ok")


@pytest.mark.django_db(transaction=True)
def test_what_was_withdrawn_elsewhere_is_dropped_from_memory(flagship: Story, settings: Settings) -> None:
    settings.STORY_ORIGINS = ["http://testserver"]
    keeper = Keeper(WSGIHandler().get_response)
    keeper.look()
    kept = pages.generation
    keeper.look()
    assert pages.generation == kept
    Story.objects.update(withdrawn_at=flagship.live.published_at if flagship.live else None)
    keeper.look()
    assert pages.get((flagship.get_absolute_url(), "http://testserver", "br")) is None


@pytest.fixture
def mute() -> Iterator[int]:
    """A port that takes connections and says nothing: a frozen server."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_frozen_server_costs_one_wait_and_then_nothing(mute: int, monkeypatch: pytest.MonkeyPatch) -> None:
    state = Away()
    state.bound(15)
    for name in ("newsroom.postgres.base.database", "newsroom.postgres.away.database"):
        monkeypatch.setattr(name, state)
    monkeypatch.setattr("newsroom.postgres.base.CONNECT_SECONDS", 2)
    wrapper = DatabaseWrapper(connections["default"].settings_dict | {"ENGINE": "newsroom.postgres"})
    params = {"host": "127.0.0.1", "port": mute, "dbname": "x", "user": "x"}
    waits = []
    for _ in range(3):
        began = time.monotonic()
        with pytest.raises(Exception, match=r"timeout|away a moment ago"):
            wrapper.get_new_connection(params)
        waits.append(time.monotonic() - began)
    assert 1.5 < waits[0] < 10
    assert max(waits[1:]) < 0.1
    assert state.is_away


def test_a_database_that_is_away_has_one_line_an_interval_and_no_traceback() -> None:
    once, lines = OnceInAWhile(), []
    for _ in range(50):
        error = OperationalError("connection refused\nIs the server running?")
        record = logging.LogRecord(
            "django.request", logging.ERROR, "", 0, "%s: %s", ("Away", "/x/"), (type(error), error, None)
        )
        if once.filter(record):
            lines.append(record)
    assert [line.getMessage() for line in lines] == ["Away: /x/: OperationalError: connection refused"]
    assert lines[0].exc_info is None
    broken = ValueError("ours")
    record = logging.LogRecord("x", logging.ERROR, "", 0, "broke", (), (ValueError, broken, None))
    assert once.filter(record)
    assert record.exc_info is not None
