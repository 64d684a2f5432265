"""Whatever an endpoint does, a call ends in time, in one of our errors, with a row in the ledger."""

from __future__ import annotations

import time

import pytest
from pydantic import BaseModel
from pytest_django.fixtures import Settings

from newsroom.generation.errors import GiveUp, TryAgain
from newsroom.llm import gateway
from newsroom.llm.errors import Flaw, LlmError, Refused, Unavailable, Unusable
from newsroom.llm.models import Call, Outcome
from tests.llm import fake_openai as faults
from tests.llm.conftest import SHORT_SECONDS, asking, sent_calls
from tests.llm.fake_openai import KEY, MODEL, FakeOpenAI, reply, status

pytestmark = pytest.mark.django_db


class Score(BaseModel):
    points: int


BOTH = ("prose", "form")
# name, what the endpoint does, error, flaw, runs into the deadline, asked for as
TABLE = [
    ("429 with a wait", status(429, retry_after="7"), Unavailable, None, False, BOTH),
    ("429 without", status(429), Unavailable, None, False, BOTH),
    ("429 with an odd wait", status(429, retry_after="soon"), Unavailable, None, False, BOTH),
    ("429, quota gone", status(429, error_code="insufficient_quota"), Refused, None, False, BOTH),
    ("400", status(400, "this model has a context of 4096 tokens"), Refused, None, False, ("prose",)),
    ("401", status(401, f"Incorrect API key provided: {KEY}"), Refused, None, False, BOTH),
    ("403", status(403), Refused, None, False, BOTH),
    ("404", status(404, "no such model"), Refused, None, False, BOTH),
    ("413", status(413), Refused, None, False, BOTH),
    ("500", status(500), Unavailable, None, False, ("prose",)),
    ("503", status(503), Unavailable, None, False, BOTH),
    ("504", status(504), Unavailable, None, False, BOTH),
    ("redirect", status(302), Refused, None, False, BOTH),
    ("reset", faults.reset, Unavailable, None, False, BOTH),
    ("hang", faults.hang, Unavailable, None, True, BOTH),
    ("drip in the headers", faults.drip_headers, Unavailable, None, True, BOTH),
    ("drip", faults.drip, Unavailable, None, True, BOTH),
    ("stall", faults.stall, Unavailable, None, True, BOTH),
    ("only comments", faults.comments, Unavailable, None, True, ("prose",)),
    ("truncated stream", faults.truncate, Unusable, Flaw.CUT_SHORT, False, ("prose",)),
    ("truncated body", faults.truncate, Unavailable, None, False, ("form",)),
    ("dropped", faults.drop, Unavailable, None, False, BOTH),
    ("broken chunk", faults.broken_chunk, Unavailable, None, False, BOTH),
    ("garbage", faults.garbage(), Unavailable, None, False, BOTH),
    ("garbage as json", faults.garbage("application/json"), Unavailable, None, False, BOTH),
    ("garbage as events", faults.garbage("text/event-stream"), Unavailable, None, False, BOTH),
    ("compressed", faults.compressed, Unavailable, None, False, BOTH),
    ("200 with an error", faults.error_in_200(), Unavailable, None, False, BOTH),
    ("200 with error 502", faults.error_in_200(502), Unavailable, None, False, BOTH),
    ("200 with error 401", faults.error_in_200(401), Refused, None, False, BOTH),
    ("no choices", faults.no_choices(), Unavailable, None, False, BOTH),
    ("choices null", faults.raw_json({"choices": None}), Unavailable, None, False, BOTH),
    ("choices text", faults.raw_json({"choices": "many"}), Unavailable, None, False, BOTH),
    ("choices of numbers", faults.raw_json({"choices": [5]}), Unavailable, None, False, BOTH),
    ("a list", faults.raw_json([1, 2]), Unavailable, None, False, BOTH),
    ("a number", faults.raw_json(5), Unavailable, None, False, BOTH),
    ("null", faults.raw_json(None), Unavailable, None, False, BOTH),
    ("empty", reply(""), Unusable, Flaw.EMPTY, False, BOTH),
    ("blanks", reply("  \n "), Unusable, Flaw.EMPTY, False, BOTH),
    ("length", reply('{"points": 5}', finish="length"), Unusable, Flaw.CUT_BY_LENGTH, False, BOTH),
    ("filter", reply("It", finish="content_filter"), Unusable, Flaw.FILTERED, False, BOTH),
    ("a tool", reply("It", finish="tool_calls"), Unusable, Flaw.NOT_AS_ASKED, False, ("prose",)),
    ("refusal", reply("", refusal="I can’t help with that."), Unusable, Flaw.DECLINED, False, BOTH),
    ("10 MB", faults.huge, Unusable, Flaw.TOO_LONG, False, BOTH),
    ("10 MB in a line", faults.huge_line, Unusable, Flaw.TOO_LONG, False, BOTH),
    ("endless", faults.endless, Unusable, Flaw.TOO_LONG, False, BOTH),
]
CASES = [
    pytest.param(behaviour, error, flaw, is_slow, kind, id=f"{name}, {kind}")
    for name, behaviour, error, flaw, is_slow, kinds in TABLE
    for kind in kinds
]


def ask(kind: str) -> None:
    if kind == "prose":
        gateway.complete(asking())
    else:
        gateway.structured(asking("referee"), Score)


@pytest.mark.parametrize(("behaviour", "error", "flaw", "is_slow", "kind"), CASES)
def test_it_ends_in_our_error_in_time_and_in_the_ledger(
    fake: FakeOpenAI,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    behaviour: faults.Behaviour,
    error: type[LlmError],
    flaw: Flaw | None,
    is_slow: bool,
    kind: str,
) -> None:
    caplog.set_level("DEBUG")
    if is_slow:
        settings.LLM_DEADLINE_SECONDS = SHORT_SECONDS
    fake.always = behaviour
    started = time.monotonic()
    with pytest.raises(error) as caught:
        ask(kind)
    assert time.monotonic() - started < settings.LLM_DEADLINE_SECONDS + 5

    failure = caught.value
    assert type(failure) is error
    assert isinstance(failure, TryAgain if error in (Unavailable, Unusable) else GiveUp)
    assert getattr(failure, "flaw", None) is flaw
    assert failure.reader_message == error.READER  # nothing the endpoint said
    assert failure.model == MODEL
    assert KEY not in str(failure) + caplog.text
    assert len(fake.chats()) == sent_calls() >= 1
    call = Call.objects.latest("pk")
    assert call.outcome in (Outcome.REFUSED, Outcome.UNAVAILABLE, Outcome.UNUSABLE)
    assert call.failure
    assert KEY not in call.failure


@pytest.mark.parametrize("kind", BOTH)
def test_a_refused_connection_is_unavailable_and_costs_nothing(
    fake: FakeOpenAI, settings: Settings, kind: str
) -> None:
    settings.OPENAI_BASE_URL = f"http://127.0.0.1:{faults.unused_port()}/v1"
    with pytest.raises(Unavailable):
        ask(kind)
    call = Call.objects.get()
    assert (call.outcome, call.tokens_in, call.tokens_out, call.money_micros) == (Outcome.UNREACHED, 0, 0, 0)
    assert sent_calls() == 0


def test_a_name_that_does_not_resolve_is_unavailable(fake: FakeOpenAI, settings: Settings) -> None:
    settings.OPENAI_BASE_URL = "http://nowhere.invalid/v1"
    with pytest.raises(Unavailable):
        ask("prose")


@pytest.mark.parametrize(
    ("header", "low", "high"),
    [
        ("7", 7, 7),
        ("0", 0.5, 0.5),
        ("86400", 60, 60),
        ("nan", 1, 3),
        ("-5", 0.5, 0.5),
        ("", 1, 3),
        ("soon", 1, 3),
    ],
)
def test_it_waits_as_long_as_asked_up_to_a_minute(
    fake: FakeOpenAI, header: str, low: float, high: float
) -> None:
    fake.always = status(429, retry_after=header)
    with pytest.raises(Unavailable) as caught:
        ask("prose")
    assert low <= caught.value.after_seconds <= high


def test_a_wait_may_be_a_date(fake: FakeOpenAI) -> None:
    fake.always = status(503, retry_after="Wed, 21 Oct 2065 07:28:00 GMT")
    with pytest.raises(Unavailable) as caught:
        ask("prose")
    assert caught.value.after_seconds == 60


def test_an_error_carries_the_request_id_and_one_plain_line(fake: FakeOpenAI) -> None:
    fake.always = status(503, "line one\nline two\x1b[31m")
    with pytest.raises(Unavailable) as caught:
        ask("prose")
    assert caught.value.request_id == "req-1"
    assert str(caught.value) == (
        f"status 503: Error code: 503 - line one line two [31m (model {MODEL}, request req-1)"
    )


def test_a_text_that_is_whole_is_kept_when_only_the_end_of_the_stream_is_lost(
    fake: FakeOpenAI, settings: Settings
) -> None:
    def never_closes(connection: faults.Connection, request: faults.Received) -> None:
        connection.head(content_type="text/event-stream")
        connection.event(faults.chunk({"content": "All of it."}))
        connection.event(faults.chunk({}, "stop"))
        connection.fake.stopping.wait(30)

    settings.LLM_DEADLINE_SECONDS = SHORT_SECONDS
    fake.always = never_closes
    done = gateway.complete(asking())
    assert done.text == "All of it."
    assert done.tokens_are_estimated


def test_pieces_come_as_they_are_sent_and_leaving_early_is_in_the_ledger(fake: FakeOpenAI) -> None:
    fake.always = reply("one two three four", pause_seconds=0.01)
    pieces = iter(gateway.stream(asking()))
    assert next(pieces) == "one "
    pieces.close()  # type: ignore[attr-defined]
    call = Call.objects.get()
    assert (call.outcome, call.raw_output, call.tokens_out) == (Outcome.ABANDONED, "one ", 100)


def test_a_stream_has_no_completion_before_its_end(fake: FakeOpenAI) -> None:
    streaming = gateway.stream(asking())
    with pytest.raises(RuntimeError):
        _ = streaming.completion
    assert "".join(streaming).split() == ["A", "plain", "answer."]
    assert streaming.completion.text == "A plain answer. "
    assert (streaming.completion.tokens_in, streaming.completion.calls) == (30, 1)
