"""What a model thinks aloud is no text: in prose and forms, in whatever pieces it comes."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel

from newsroom.llm import gateway
from newsroom.llm.errors import Flaw, Unusable
from newsroom.llm.models import Call, Learned, Outcome
from newsroom.llm.thinking import Spoken
from tests.llm import fake_openai as faults
from tests.llm.conftest import asking
from tests.llm.fake_openai import Connection, FakeOpenAI, Received, chunk, reply

THOUGHT = 'They want a trap; I shall say 10 < 20. {"points": 1}'
SPOKEN = "The tram is late."
WRAPPED = {
    "think": f"<think>\n{THOUGHT}\n</think>\n\n{SPOKEN}",
    "in capitals": f"<THINK>{THOUGHT}</Think>{SPOKEN}",
    "thinking": f"<thinking>{THOUGHT}</thinking>{SPOKEN}",
    "reasoning": f"<reasoning>{THOUGHT}</reasoning> {SPOKEN}",
    "brackets": f"[THINK]{THOUGHT}[/THINK]{SPOKEN}",
    "triangles": f"◁think▷{THOUGHT}◁/think▷{SPOKEN}",
    "one in another": f"<think>a <think>b</think> {THOUGHT}</think>{SPOKEN}",
    "after the text": f"{SPOKEN}<think>{THOUGHT}</think>",
    "in the middle": f"The tram<think>{THOUGHT}</think> is late.",
    "two": f"<think>{THOUGHT}</think>The tram <think>{THOUGHT}</think>is late.",
    "channels": f"<|channel|>analysis<|message|>{THOUGHT}<|end|><|start|>assistant<|channel|>final<|message|>{SPOKEN}",
    "empty": f"<think></think>{SPOKEN}",
    "another's tags inside": f"<think>no </thinking> here {THOUGHT}</think>{SPOKEN}",
}


def heard(text: str, size: int, *, inside: bool = False) -> tuple[str, Spoken]:
    spoken = Spoken(inside=inside)
    said = "".join(spoken.feed(text[at : at + size]) for at in range(0, len(text), size))
    return said + spoken.finish(), spoken


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("text", WRAPPED.values(), ids=WRAPPED)
def test_thoughts_are_left_out_however_the_text_is_cut(text: str, size: int) -> None:
    said, spoken = heard(text, size)
    assert said.strip() == SPOKEN
    assert not spoken.is_open


@pytest.mark.parametrize("size", [1, 4, 1000])
@pytest.mark.parametrize(
    "text", ["5 < 6 and 7 > 6", "a <thin line", "ends in <thi", "[1] and [THI", "<b>bold</b>", "x <", "◁ no"]
)
def test_text_that_only_looks_like_a_tag_is_kept(text: str, size: int) -> None:
    assert heard(text, size)[0] == text


def test_a_piece_is_not_held_back_longer_than_it_may_be_a_tag() -> None:
    spoken = Spoken()
    assert spoken.feed("It is <th") == "It is "
    assert spoken.feed("e point") == "<the point"


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_a_thought_that_never_ends_is_open_and_unheard(size: int) -> None:
    said, spoken = heard(f"{SPOKEN} <think>{THOUGHT}", size)
    assert (said.strip(), spoken.is_open) == (SPOKEN, True)


def test_an_end_without_a_beginning_makes_all_before_it_a_thought() -> None:
    said, spoken = heard(f"{THOUGHT}</think>{SPOKEN}", 1000)
    assert (said, spoken.strayed, spoken.thought_bytes) == (SPOKEN, True, len(THOUGHT))


@pytest.mark.parametrize("text", [f"{THOUGHT}</think>{SPOKEN}", f"<think>{THOUGHT}</think>{SPOKEN}"])
@pytest.mark.parametrize("size", [1, 1000])
def test_a_text_known_to_begin_inside_a_thought(text: str, size: int) -> None:
    said, spoken = heard(text, size, inside=True)
    assert (said, spoken.strayed) == (SPOKEN, False)


# --- on the wire -------------------------------------------------------------------------------------------


class Score(BaseModel):
    points: int


def in_pieces(text: str, size: int, finish: str | None = "stop") -> faults.Behaviour:
    """Streamed in pieces of so many characters, without counting tokens."""

    def behave(connection: Connection, request: Received) -> None:
        if not request.is_streamed:
            reply(text, finish=finish, usage=None)(connection, request)
            return
        connection.head(content_type="text/event-stream")
        for at in range(0, len(text), size):
            connection.event(chunk({"content": text[at : at + size]}))
        connection.event(chunk({}, finish))
        connection.event("[DONE]")

    return behave


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("text", WRAPPED.values(), ids=WRAPPED)
def test_no_piece_of_a_stream_holds_a_thought(fake: FakeOpenAI, text: str, size: int) -> None:
    fake.always = in_pieces(text, size)
    streaming = gateway.stream(asking())
    pieces = list(streaming)
    assert "".join(pieces).strip() == streaming.completion.text.strip() == SPOKEN
    call = Call.objects.get()
    assert call.raw_output.strip() == SPOKEN  # the admin's page of the call shows no thought either
    assert (call.outcome, call.tokens_are_estimated) == (Outcome.DONE, True)
    assert call.tokens_out >= len(SPOKEN) // 4


@pytest.mark.django_db
def test_a_thought_was_paid_for_though_it_is_no_text(fake: FakeOpenAI) -> None:
    fake.always = in_pieces(f"<think>{'x' * 4_000}</think>{SPOKEN}", 1000)
    assert gateway.complete(asking(max_tokens=5_000)).text == SPOKEN
    assert 1_000 <= Call.objects.get().tokens_out <= 1_010


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "finish", "flaw"),
    [
        (f"<think>{THOUGHT}", "stop", Flaw.THOUGHT),
        (f"{SPOKEN} <think>{THOUGHT}", "stop", Flaw.THOUGHT),
        (f"<think>{THOUGHT}", "length", Flaw.CUT_BY_LENGTH),
        (f"<think>{THOUGHT}</think>", "stop", Flaw.EMPTY),
        (f"<think>{THOUGHT}</think> \n", "stop", Flaw.EMPTY),
    ],
)
@pytest.mark.parametrize("kind", ["prose", "form"])
def test_a_thought_alone_or_without_end_is_unusable(
    fake: FakeOpenAI, text: str, finish: str, flaw: Flaw, kind: str
) -> None:
    fake.always = in_pieces(text, 3, finish)
    with pytest.raises(Unusable) as caught:
        gateway.complete(asking()) if kind == "prose" else gateway.structured(asking(), Score)
    assert caught.value.flaw is flaw
    assert THOUGHT not in caught.value.text + Call.objects.latest("pk").raw_output


@pytest.mark.django_db
@pytest.mark.parametrize("opening", ["<think>", ""])
def test_a_form_is_looked_for_outside_the_thought(fake: FakeOpenAI, opening: str) -> None:
    """The thought holds a form too, and a larger one."""
    decoy = json.dumps({"points": 1, "why": "x" * 200})
    fake.always = reply(f"{opening}I might say {decoy}.</think>\n{json.dumps({'points': 7})}")
    assert gateway.structured(asking("referee"), Score)[0] == Score(points=7)


@pytest.mark.django_db
def test_a_model_whose_thought_begins_in_its_template_is_understood_from_the_second_call(
    fake: FakeOpenAI,
) -> None:
    fake.always = in_pieces(f"{THOUGHT}</think>{SPOKEN}", 5)
    with pytest.raises(Unusable) as caught:
        gateway.complete(asking())
    assert caught.value.flaw is Flaw.THOUGHT
    assert THOUGHT not in Call.objects.get().raw_output
    assert Learned.objects.get().thinks_first
    assert next(iter(gateway.stream(asking())))[0] == "T"
    assert gateway.complete(asking()).text == SPOKEN
    # It stops doing so: one call is lost, and that is known too.
    fake.always = in_pieces(SPOKEN, 5)
    with pytest.raises(Unusable):
        gateway.complete(asking())
    assert gateway.complete(asking()).text == SPOKEN
