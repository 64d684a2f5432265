"""Asking for less when an endpoint refuses, remembering it, and repairing a form once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Literal

import pytest
from django.utils import timezone
from pydantic import BaseModel, Field
from pytest_django.fixtures import Settings

from newsroom.llm import gateway
from newsroom.llm.errors import Flaw, LlmError, Refused, SwitchedOff, Unavailable, Unusable
from newsroom.llm.exchange import system, user
from newsroom.llm.models import Call, Learned, Outcome
from tests.llm.conftest import asking, sent_calls
from tests.llm.fake_openai import Behaviour, FakeOpenAI, Received, raw_json, reply, status

pytestmark = pytest.mark.django_db


class Finding(BaseModel):
    side: Literal["KESTREL", "HERON"]
    points: int = Field(ge=1, le=10)


class Verdict(BaseModel):
    findings: list[Finding] = Field(max_length=4)
    note: str


GOOD = json.dumps({"findings": [{"side": "HERON", "points": 7}], "note": "Clear."})
VERDICT = Verdict(findings=[Finding(side="HERON", points=7)], note="Clear.")
TOO_HIGH = GOOD.replace("7", "11")


def test_prose_is_streamed_and_counted(fake: FakeOpenAI) -> None:
    fake.answer("opening", "A speech of six words, said.")
    done = gateway.complete(asking(prompt_version="opening-3", temperature=0.7))
    assert done.text.split() == ["A", "speech", "of", "six", "words,", "said."]
    assert (done.tokens_in, done.tokens_out, done.tokens_are_estimated) == (30, 20, False)
    assert done.money_micros == 30 * 2 + 20 * 10
    assert (done.prompt_version, done.served_model, done.calls) == ("opening-3", "parrot-1", 1)
    (request,) = fake.chats("opening")
    assert request.is_streamed
    assert request.body["max_tokens"] == 100
    assert request.body["temperature"] == 0.7
    assert [message["role"] for message in request.body["messages"]] == ["system", "user"]


@pytest.mark.parametrize("kind", ["prose", "form"])
def test_what_no_database_takes_is_left_out(fake: FakeOpenAI, kind: str) -> None:
    fake.always = reply('{"note": "A\\u0041\x00 B\ud800", "findings": []}')
    done = gateway.complete(asking()) if kind == "prose" else gateway.structured(asking(), Verdict)[1]
    assert "B?" in done.text
    assert "\x00" not in Call.objects.get().raw_output


def test_a_request_may_name_another_model(fake: FakeOpenAI) -> None:
    gateway.complete(asking(model="owl-2"))
    assert fake.chats()[0].body["model"] == "owl-2"
    assert Call.objects.get().model == "owl-2"


def test_a_form_is_asked_for_with_a_strict_schema_and_validated(fake: FakeOpenAI) -> None:
    fake.answer("referee", GOOD)
    value, done = gateway.structured(asking("referee"), Verdict)
    assert value == VERDICT
    assert done.calls == 1
    sent = fake.chats()[0].body["response_format"]["json_schema"]
    assert (sent["name"], sent["strict"]) == ("Verdict", True)
    assert sent["schema"]["required"] == ["findings", "note"]
    assert sent["schema"]["properties"]["findings"]["items"]["additionalProperties"] is False
    assert "maximum" not in json.dumps(sent)


@pytest.mark.parametrize(
    ("disliked", "left"),
    [
        ({"max_tokens"}, {"max_completion_tokens", "temperature", "stream_options"}),
        ({"max_tokens", "max_completion_tokens"}, {"temperature", "stream_options"}),
        ({"temperature"}, {"max_tokens", "stream_options"}),
        ({"stream_options"}, {"max_tokens", "temperature"}),
        ({"temperature", "max_tokens", "stream_options"}, {"max_completion_tokens"}),
    ],
)
@pytest.mark.parametrize("code", [400, 422])
def test_a_refused_parameter_is_left_out_and_that_is_remembered(
    fake: FakeOpenAI, disliked: set[str], left: set[str], code: int
) -> None:
    fake.dislikes, fake.dislikes_with = disliked, code
    gateway.complete(asking(temperature=0.5))
    first = len(fake.chats())
    assert first == len(disliked) + 1
    done = gateway.complete(asking(temperature=0.5))
    assert len(fake.chats()) == first + 1
    assert fake.chats()[-1].body.keys() - {"model", "stream", "messages"} == left
    assert done.tokens_are_estimated == ("stream_options" in disliked)
    assert sent_calls() == len(fake.chats())
    assert Call.objects.filter(outcome=Outcome.REFUSED).count() == len(disliked)
    assert not Call.objects.filter(outcome=Outcome.REFUSED, tokens_in__gt=0).exists()


def only(takes: Callable[[Received], bool], complaint: Behaviour) -> Behaviour:
    """A server that answers what it takes, and says of everything else that it does not."""
    answer = reply("A plain answer.")
    return lambda connection, request: (answer if takes(request) else complaint)(connection, request)


def roles(request: Received) -> list[str]:
    return [message["role"] for message in request.body["messages"]]


def missing_system(request: Received) -> bool:
    return "system" not in roles(request)


def faulted(name: str) -> Behaviour:
    """A validator's list, which repeats what was sent."""
    fault = {
        "loc": ["body", name],
        "msg": "extra fields not permitted",
        "input": {"max_tokens": 9, "stream": True},
    }
    return raw_json({"detail": [fault]}, code=422)


@pytest.mark.parametrize(
    ("takes", "complaint"),
    [
        (missing_system, status(400, "System role not supported")),
        (missing_system, status(400, "Only user and assistant roles are supported, got 'system'.")),
        (missing_system, status(422, "Conversation roles must alternate user/assistant/user/assistant/...")),
        (missing_system, raw_json({"detail": "System role not supported"}, code=400)),
        (lambda request: not request.body["stream"], status(400, "Not here.", param="stream")),
        (lambda request: not request.body["stream"], status(422, "stream is not supported by this model")),
        (lambda request: "temperature" not in request.body, faulted("temperature")),
    ],
)
def test_a_server_that_takes_less_is_asked_for_less_once(
    fake: FakeOpenAI, takes: Callable[[Received], bool], complaint: Behaviour
) -> None:
    fake.always = only(takes, complaint)
    messages = (system("Be brief."), user("Hello."))
    for _ in range(2):
        assert gateway.complete(asking(messages=messages, temperature=0.5)).text.strip() == "A plain answer."
    first, *others = fake.chats()
    assert len(others) == 2, "the second call knows"
    for request in others:
        assert [request.body[name] for name in ("model", "max_tokens")] == [
            first.body[name] for name in ("model", "max_tokens")
        ]
        said = "\n\n".join(message["content"] for message in request.body["messages"])
        assert said == "Be brief.\n\nHello.", "nothing that was said is lost"


def test_a_body_that_is_refused_for_being_streamed_though_it_is_not_is_not_asked_for_again(
    fake: FakeOpenAI,
) -> None:
    fake.always = status(400, "Not here.", param="stream")
    with pytest.raises(Refused):
        gateway.complete(asking())
    assert [request.body["stream"] for request in fake.chats()] == [True, False]


def test_openai_itself_is_asked_with_the_newer_token_parameter() -> None:
    from newsroom.llm.dialect import first_dialect

    assert first_dialect("").token_parameter == "max_completion_tokens"
    assert first_dialect("https://api.openai.com/v1").token_parameter == "max_completion_tokens"
    assert first_dialect("http://127.0.0.1:8080/v1").token_parameter == "max_tokens"


def test_a_limit_refused_for_its_size_is_not_dropped(fake: FakeOpenAI) -> None:
    fake.always = status(
        400, "max_tokens is too large: 100. This model supports at most 50.", param="max_tokens"
    )
    with pytest.raises(Refused):
        gateway.complete(asking())
    assert len(fake.chats()) == 1


@pytest.mark.parametrize("code", [400, 422, 500])
@pytest.mark.parametrize(
    ("forms", "asked"),
    [
        ({"json_schema", "json_object"}, ["json_schema"]),
        ({"json_object"}, ["json_schema", "json_object"]),
        (set(), ["json_schema", "json_object", ""]),
    ],
)
def test_it_steps_down_the_ladder_and_remembers_the_step(
    fake: FakeOpenAI, forms: set[str], asked: list[str], code: int
) -> None:
    fake.forms, fake.dislikes_with = forms, code
    fake.answer("referee", GOOD)
    assert gateway.structured(asking("referee"), Verdict)[0] == VERDICT
    assert [request.form for request in fake.chats()] == asked
    assert gateway.structured(asking("referee"), Verdict)[0] == VERDICT
    assert [request.form for request in fake.chats()] == [*asked, asked[-1]]
    assert ("JSON Schema" in fake.chats()[-1].prompt) == (asked[-1] != "json_schema")
    assert sent_calls() == len(fake.chats())


def test_what_was_learned_is_tried_anew_after_a_day(fake: FakeOpenAI) -> None:
    fake.forms = set()
    fake.answer("referee", GOOD)
    gateway.structured(asking("referee"), Verdict)
    Learned.objects.update(learned_at=timezone.now() - dt.timedelta(hours=25))
    fake.forms = {"json_schema"}
    gateway.structured(asking("referee"), Verdict)
    assert fake.chats()[-1].form == "json_schema"


def test_a_server_that_is_down_teaches_nothing(fake: FakeOpenAI) -> None:
    fake.always = status(500)
    with pytest.raises(Unavailable):
        gateway.structured(asking("referee"), Verdict)
    assert [request.form for request in fake.chats()] == ["json_schema", "json_object", ""]
    assert not Learned.objects.exists()


def test_a_500_of_a_server_that_knows_forms_is_its_trouble(fake: FakeOpenAI) -> None:
    fake.then(reply(GOOD), status(500), reply(GOOD))
    gateway.structured(asking("referee"), Verdict)
    with pytest.raises(Unavailable):
        gateway.structured(asking("referee"), Verdict)
    gateway.structured(asking("referee"), Verdict)
    assert [request.form for request in fake.chats()] == ["json_schema"] * 3


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{GOOD}\n```",
        f"```\n{GOOD}\n```",
        f"Here you are:\n{GOOD}\nI hope this helps {{smile}}.",
        f"<think>perhaps {{}} or so</think>\n{GOOD}",
        "\ufeff" + GOOD,
    ],
)
def test_an_object_wrapped_in_talk_is_found(fake: FakeOpenAI, text: str) -> None:
    fake.answer("referee", text)
    assert gateway.structured(asking("referee"), Verdict)[0] == VERDICT
    assert len(fake.chats()) == 1


WRONG = {
    "out of range": TOO_HIGH,
    "fenced and out of range": f"```json\n{TOO_HIGH}\n```",
    "a number as text": GOOD.replace("7", '"7"'),
    "a field too many": GOOD.replace('"note"', '"winner": "HERON", "note"'),
    "a field too few": '{"findings": []}',
    "not one of the words": GOOD.replace("HERON", "OWL"),
    "prose": "I would say seven.",
    "cut": GOOD[:30],
    "deep": "[" * 30_000,
    "a page": "<script>alert(1)</script>" * 100,
    "another language": "Я бы сказал: семь.",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in WRONG.items()])
def test_a_wrong_form_is_repaired_once(fake: FakeOpenAI, text: str) -> None:
    fake.then(reply(text), reply(GOOD))
    value, done = gateway.structured(asking("referee"), Verdict)
    assert value == VERDICT
    _, second = fake.chats()
    assert [message["role"] for message in second.body["messages"]][-2:] == ["assistant", "user"]
    assert "was not accepted" in second.body["messages"][-1]["content"]
    assert done.calls == 2
    assert (done.tokens_in, done.tokens_out) == (60, 40)
    assert list(Call.objects.order_by("pk").values_list("outcome", flat=True)) == [
        Outcome.UNUSABLE,
        Outcome.DONE,
    ]


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in WRONG.items()])
def test_a_form_that_stays_wrong_is_unusable(fake: FakeOpenAI, text: str) -> None:
    fake.always = reply(text)
    with pytest.raises(Unusable) as caught:
        gateway.structured(asking("referee"), Verdict)
    assert caught.value.flaw is Flaw.NOT_AS_ASKED
    assert caught.value.reader_message == Unusable.READER
    assert len(fake.chats()) == sent_calls() == 2


def test_the_repair_of_an_ignored_schema_spells_it_out(fake: FakeOpenAI) -> None:
    fake.then(reply("I would say seven."), reply(GOOD), reply(GOOD))
    gateway.structured(asking("referee"), Verdict)
    gateway.structured(asking("referee"), Verdict)
    assert [request.form for request in fake.chats()] == ["json_schema", "json_object", "json_object"]
    assert "JSON Schema" in fake.chats()[1].prompt


@pytest.mark.parametrize("finish", ["stop", None])
def test_half_a_form_is_no_reason_to_ask_for_it_less_cleverly(fake: FakeOpenAI, finish: str | None) -> None:
    fake.then(reply(GOOD[:40], finish=finish), reply(GOOD), reply(GOOD))
    gateway.structured(asking("referee"), Verdict)
    gateway.structured(asking("referee"), Verdict)
    assert [request.form for request in fake.chats()] == ["json_schema"] * 3


def test_a_repair_that_fails_otherwise_says_how(fake: FakeOpenAI) -> None:
    fake.then(reply(TOO_HIGH), status(503))
    with pytest.raises(Unavailable):
        gateway.structured(asking("referee"), Verdict)


def test_a_cut_or_refused_form_is_not_repaired(fake: FakeOpenAI) -> None:
    fake.then(reply(GOOD[:40], finish="length"))
    with pytest.raises(Unusable) as caught:
        gateway.structured(asking("referee"), Verdict)
    assert caught.value.flaw is Flaw.CUT_BY_LENGTH
    assert len(fake.chats()) == 1


def test_without_a_model_nothing_is_called(fake: FakeOpenAI, settings: Settings) -> None:
    settings.NEWSROOM_MODEL = ""
    assert not gateway.is_configured()
    with pytest.raises(SwitchedOff):
        gateway.complete(asking())
    assert fake.requests == []


def test_a_local_server_needs_no_key(fake: FakeOpenAI, settings: Settings) -> None:
    settings.OPENAI_API_KEY = ""
    assert gateway.is_configured()
    gateway.complete(asking())


def test_the_address_is_kept_without_its_secrets(fake: FakeOpenAI, settings: Settings) -> None:
    settings.OPENAI_BASE_URL = "http://user:secret@models.example:8080/v1?token=secret"
    assert gateway.address() == "http://models.example:8080/v1"


def test_every_error_of_ours_is_one_of_the_few() -> None:
    assert {error.__name__ for error in LlmError.__subclasses__()} == {
        "Unavailable",
        "Unusable",
        "Refused",
        "OverBudget",
        "SwitchedOff",
    }
