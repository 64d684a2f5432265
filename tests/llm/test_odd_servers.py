"""A whole answer is read whole, in whatever dress it comes; one that is not whole is not taken for one."""

from __future__ import annotations

import time

import pytest
from pydantic import BaseModel

from newsroom.llm import endpoint, gateway
from newsroom.llm.errors import Flaw, LlmError, Unavailable, Unusable
from newsroom.llm.models import Call, Outcome
from newsroom.llm.reading import Repeats, values
from tests.llm import odd_servers
from tests.llm.conftest import asking
from tests.llm.fake_openai import Behaviour, Connection, FakeOpenAI, Received, chunk
from tests.llm.odd_servers import TEXT


class Score(BaseModel):
    points: int
    why: str


@pytest.mark.django_db
@pytest.mark.parametrize("server", odd_servers.WHOLE.values(), ids=odd_servers.WHOLE)
def test_a_whole_text_is_taken_as_it_was_said(fake: FakeOpenAI, server: Behaviour) -> None:
    fake.always = server
    streaming = gateway.stream(asking())
    said = "".join(streaming)
    assert said.strip() == streaming.completion.text.strip() == TEXT
    call = Call.objects.get()
    assert (call.outcome, call.raw_output.strip()) == (Outcome.DONE, TEXT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (("Late \ud83d", "\ude8b today."), "Late \N{TRAM CAR} today."),
        (("Late \ud83d", " today."), "Late  today."),
        (  # the whole text so far, each time
            ("A line late again \ud83d", "A line late again \ud83d\ude8b", "A line late again \ud83d\ude8b."),
            "A line late again \N{TRAM CAR}.",
        ),
    ],
)
def test_a_character_that_is_sent_in_two_halves_is_whole(
    fake: FakeOpenAI, sent: tuple[str, ...], read: str
) -> None:
    fake.always = odd_servers.sends(
        lambda text: [*(chunk({"content": piece}) for piece in sent), chunk({}, "stop")]
    )
    assert gateway.complete(asking()).text == read


@pytest.mark.django_db
@pytest.mark.parametrize("server", odd_servers.WHOLE.values(), ids=odd_servers.WHOLE)
def test_a_whole_form_is_taken_though_it_is_sent_as_a_stream(fake: FakeOpenAI, server: Behaviour) -> None:
    fake.always = server
    value, _ = gateway.structured(asking("referee"), Score)
    assert value == Score(points=7, why="The tram is late.")
    assert len(fake.chats()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("server", "flaw"), odd_servers.NOT_WHOLE.values(), ids=odd_servers.NOT_WHOLE)
@pytest.mark.parametrize("kind", ["prose", "form"])
def test_what_is_not_whole_is_not_taken(fake: FakeOpenAI, server: Behaviour, flaw: str, kind: str) -> None:
    fake.always = server
    expected: type[LlmError] = Unusable if flaw else Unavailable
    with pytest.raises(expected) as caught:
        gateway.complete(asking()) if kind == "prose" else gateway.structured(asking("referee"), Score)
    if isinstance(caught.value, Unusable):
        assert caught.value.flaw is Flaw[flaw]
    assert Call.objects.latest("pk").outcome in (Outcome.UNUSABLE, Outcome.UNAVAILABLE)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["prose", "form"])
def test_a_text_is_read_no_further_than_was_asked_for(fake: FakeOpenAI, kind: str) -> None:
    fake.always = odd_servers.sends(lambda text: odd_servers.plain("." * 30_000))
    request = asking(most_characters=1_000)
    with pytest.raises(Unusable) as caught:
        gateway.complete(request) if kind == "prose" else gateway.structured(request, Score)
    assert caught.value.flaw is Flaw.TOO_LONG
    assert len(Call.objects.get().raw_output) <= 1_000


@pytest.mark.django_db
def test_a_text_that_goes_on_after_its_end_was_announced_is_waited_for(
    fake: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "USAGE_GRACE_SECONDS", 0.2)

    def goes_on(connection: Connection, request: Received) -> None:
        connection.head(content_type="text/event-stream")
        connection.event(chunk({"content": "The tram "}, "stop"))
        connection.event(chunk({"content": "is "}))
        connection.fake.stopping.wait(0.6)
        connection.event(chunk({"content": "late."}, "stop"))

    fake.always = goes_on
    assert gateway.complete(asking()).text == "The tram is late."


@pytest.mark.django_db
def test_a_call_ends_in_time_though_it_is_we_who_dawdle(fake: FakeOpenAI) -> None:
    """Everything has long been received; it is the reader of the pieces that uses up the deadline."""
    fake.always = odd_servers.sends(lambda text: odd_servers.plain("word " * 1_000, None))
    read = 0
    with pytest.raises(Unavailable, match="within the deadline"):
        for _ in gateway.stream(asking(deadline_seconds=0.5)):
            read += 1
            time.sleep(0.1)
    assert read < 50


def told(*pieces: str) -> str:
    repeats = Repeats()
    return "".join([*(repeats.feed(piece) for piece in pieces), repeats.finish()])


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["The ", "tram ", "is late."], "The tram is late."),
        (["The", "The tram", "The tram is", "The tram is late."], "The tram is late."),
        (["The", "The tram"], "TheThe tram"),  # two pieces are not enough to tell
        (["1", "10"], "110"),
        (["1", "10", " times"], "110 times"),
        (["\n", "\n", "\nWell"], "\n\n\nWell"),
        (["ha", " ", "haha"], "ha haha"),
        (["No", ", no", ", no, no"], "No, no, no, no"),
        (["", "It is late.", ""], "It is late."),
        (["It is late now.", "It is late now."], "It is late now."),
        (["It is late.", " Too late.", "It is late. Too late."], "It is late. Too late."),
        (["It is late now", "It is late now. Caf\ufffd", "It is late now. Café."], "It is late now. Café."),
    ],
)
def test_a_text_that_is_sent_again_is_told_from_one_that_repeats_itself(pieces: list[str], text: str) -> None:
    assert told(*pieces) == text


def test_a_first_piece_is_passed_on_at_once_and_so_is_the_rest() -> None:
    repeats = Repeats()
    assert [repeats.feed(piece) for piece in ("The ", "tram ", "is")] == ["The ", "tram ", "is"]


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_values_do_not_depend_on_where_the_bytes_are_cut(size: int) -> None:
    sent = '\ufeffdata: {"a": "é"}\r\n\r\n: ping\r\ndata: {\r\ndata: "b": 1}\r\n\r\nevent: x\r\ndata: [DONE]\r\n\r\n'.encode()
    cut = [sent[at : at + size] for at in range(0, len(sent), size)]
    assert list(values(cut)) == [{"a": "é"}, {"b": 1}, "[DONE]"]


def test_a_name_without_a_value_names_nothing() -> None:
    assert list(values([b"event: error\n\n", b'data: {"a": 1}\n\n'])) == [{"a": 1}]
