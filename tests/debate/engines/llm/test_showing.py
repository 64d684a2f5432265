"""A speech on its way: checked sentences reach the page while the rest is still being written, and nothing else does."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from debate.arena.stage import stage_of
from debate.models import Persona, Play, Speech
from debate.written.speeches import SHOWN_EVERY_SECONDS, Lectern
from newsroom.generation import services as generation
from newsroom.generation.models import State
from stories.models import Story
from tests.debate.engines.llm.parrot import Parrot
from tests.llm.fake_openai import Behaviour, Connection, Received, chunk, status

pytestmark = pytest.mark.django_db(transaction=True)

INVENTED = "Ukraine will keep 950,000 troops [2]."
PATIENCE_SECONDS = 10.0


class Gate:
    """A stream that stops in the middle of a sentence, BEYOND characters after some words, until it may go on."""

    BEYOND = 45

    def __init__(self, parrot: Parrot, after: str) -> None:
        self._parrot, self._after = parrot, after
        self._open = threading.Event()

    def go_on(self) -> None:
        self._open.set()

    def __call__(self, connection: Connection, request: Received) -> None:
        text = self._parrot.speech(request)
        cut = text.index(self._after) + len(self._after) + self.BEYOND
        connection.head(content_type="text/event-stream")
        for part in (text[:cut], text[cut:]):
            for word in part.split(" "):
                connection.event(chunk({"content": f"{word} "}))
            if part == text[:cut]:
                self._open.wait(PATIENCE_SECONDS)
        connection.event(chunk({}, "stop"))
        connection.event("[DONE]")


@pytest.fixture
def play(parrot: Parrot, flagship: Story, cast: dict[str, Persona], rae: Client) -> Play:
    """Rae's play, nothing of it written."""
    choice = {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"}
    rae.post(f"/stories/{flagship.slug}/arena/", choice)
    return Play.objects.get()


@pytest.fixture
def background() -> Iterator[Callable[[Speech], Any]]:
    """Work on a speech in another thread, as a worker does."""

    def work(speech: Speech) -> None:
        try:
            generation.work_on(Speech, speech.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        yield lambda speech: pool.submit(work, speech)


def until(found: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not found():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.02)


def speech_of(play: Play, side: str) -> Speech:
    return Speech.objects.get(round__debate=play.debate_id, side=side)


def test_checked_sentences_are_on_the_page_while_the_rest_is_being_written(
    play: Play, parrot: Parrot, rae: Client, background: Callable[[Speech], Any]
) -> None:
    parrot.adds = INVENTED
    gate = Gate(parrot, after=INVENTED)
    parrot.fake._by_purpose["opening"] = gate
    before = stage_of(play).version
    assert rae.get(f"/plays/{play.pk}/stage/", {"v": before}).status_code == 204
    work = background(speech_of(play, "pro"))
    until(lambda: bool(speech_of(play, "pro").so_far))

    shown = rae.get(f"/plays/{play.pk}/stage/", {"v": before})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "One must weigh what is gained" in page
    assert "950,000" not in page, "what failed its check is held back"
    assert "Still speaking" in page
    assert "not his words" in page, "labelled from the first sentence on"
    assert 'http-equiv="refresh"' in rae.get(play.get_absolute_url()).content.decode()
    state = json.loads(rae.get(f"/plays/{play.pk}.json").content)
    (pro, con) = state["rounds"][0]["speeches"]
    assert pro["state"] == "running"
    assert all("950,000" not in sentence["text"] for sentence in pro["sentences"])
    assert con["sentences"] == []
    assert state["rounds"][0]["seal"] == ""
    assert rae.get(f"/plays/{play.pk}/stage/", {"v": state["version"]}).status_code == 204
    refused = rae.post(f"/plays/{play.pk}/predict/", {"round": 1, "side": "pro", "confidence": 70})
    assert refused.status_code == 409, "a prediction opens when the verdict is sealed, not before"

    gate.go_on()
    work.result()
    done = speech_of(play, "pro")
    assert (done.state, done.engine, done.so_far) == (State.READY, "llm", [])
    assert len(done.sentences) > len(pro["sentences"])
    assert (
        "Still speaking" not in rae.get(play.get_absolute_url()).content.decode().partition("column con")[0]
    )


def test_what_is_shown_of_one_side_is_in_no_prompt_of_the_other(
    play: Play, parrot: Parrot, background: Callable[[Speech], Any]
) -> None:
    mark = "Weighing is the whole of a judge’s craft, and of mine."
    parrot.adds = mark
    gate = Gate(parrot, after=mark)
    parrot.fake.then(gate)
    work = background(speech_of(play, "pro"))
    until(lambda: bool(speech_of(play, "pro").so_far))
    parrot.adds = ""
    generation.work_on(Speech, speech_of(play, "con").pk)
    (con,) = [chat for chat in parrot.fake.chats("opening") if "against the motion" in chat.prompt]
    said = speech_of(play, "pro").so_far[0]["text"]
    assert said not in con.prompt
    assert mark not in con.prompt
    gate.go_on()
    work.result()


def test_writes_are_bounded_however_fast_the_words_come(play: Play, parrot: Parrot) -> None:
    speech = speech_of(play, "pro")
    began = time.monotonic()
    with CaptureQueriesContext(connection) as queries:
        generation.work_on(Speech, speech.pk)
    most = 1 + (time.monotonic() - began) / SHOWN_EVERY_SECONDS
    shown = [
        sql
        for sql in (query["sql"] for query in queries)
        if sql.startswith("UPDATE") and "so_far_attempt" in sql
    ]
    assert 1 <= len(shown) <= most
    assert len(parrot.fake.chats("opening")) == 1


def at_work(play: Play, attempt: int = 1) -> Speech:
    """A speech in the hands of a worker."""
    Speech.objects.filter(round__debate=play.debate_id, side="pro").update(
        state=State.RUNNING, attempt=attempt
    )
    return speech_of(play, "pro")


FIRST = "One must weigh what is gained against what is given away."
SECOND = "A bargain is judged by what it leaves behind."
THIRD = "That is where I begin."


def test_an_attempt_that_was_overtaken_shows_nothing(play: Play) -> None:
    mine = at_work(play)
    version = stage_of(play).version
    Speech.objects.filter(pk=mine.pk).update(attempt=2)
    Lectern(mine)(FIRST)
    assert speech_of(play, "pro").so_far == []
    assert stage_of(play).version == version


def test_what_was_shown_stays_until_the_next_attempt_has_as_much(play: Play, rae: Client) -> None:
    Lectern(at_work(play))(f"{FIRST} {SECOND}")
    Speech.objects.filter(side="pro").update(state=State.QUEUED)
    waiting = rae.get(play.get_absolute_url()).content.decode()
    assert SECOND in waiting
    assert "had to begin again" in waiting
    again = Lectern(at_work(play, attempt=2))
    again(THIRD)
    assert [each["text"] for each in speech_of(play, "pro").so_far] == [FIRST, SECOND]
    assert "had to begin again" in rae.get(play.get_absolute_url()).content.decode()
    again(f"{THIRD} {FIRST}")
    page = rae.get(play.get_absolute_url()).content.decode()
    assert [each["text"] for each in speech_of(play, "pro").so_far] == [THIRD, FIRST]
    assert "Still speaking" in page
    assert SECOND not in page


def test_a_speech_that_failed_or_was_hidden_shows_nothing_of_its_beginning(play: Play, rae: Client) -> None:
    Lectern(at_work(play))(FIRST)
    assert FIRST in rae.get(play.get_absolute_url()).content.decode()
    Speech.objects.filter(side="pro").update(hidden_reason="A moderator has taken this speech down.")
    assert FIRST not in rae.get(play.get_absolute_url()).content.decode()
    Speech.objects.filter(side="pro").update(hidden_reason="", state=State.FAILED, failure="It failed.")
    assert FIRST not in rae.get(play.get_absolute_url()).content.decode()


@pytest.mark.parametrize("failure", [status(500), status(401)], ids=["500", "401"])
def test_a_stream_that_cannot_even_begin_shows_nothing_raw(
    play: Play, parrot: Parrot, rae: Client, settings: Settings, failure: Behaviour
) -> None:
    settings.NEWSROOM_FALLBACK = False
    parrot.fails(failure)
    generation.work_on(Speech, speech_of(play, "pro").pk)
    assert speech_of(play, "pro").so_far == []
    assert "it went wrong" not in rae.get(play.get_absolute_url()).content.decode()
