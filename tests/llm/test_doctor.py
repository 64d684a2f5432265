"""doctor says what the endpoint can do, and never the key."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from tests.llm import fake_openai as faults
from tests.llm.fake_openai import KEY, MODEL, FakeOpenAI, status

pytestmark = pytest.mark.django_db
FORM = json.dumps({"city": "Paris", "is_in_europe": True})


def doctor() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    return 0, out.getvalue()


def either(request: faults.Received) -> str:
    return "Paris is the capital." if request.is_streamed else FORM


def test_it_calls_nothing_when_nothing_is_configured(fake: FakeOpenAI, settings: Settings) -> None:
    settings.NEWSROOM_MODEL = ""
    code, said = doctor()
    assert (code, fake.requests) == (0, [])
    assert "Endpoint" not in said


def test_it_says_what_works(fake: FakeOpenAI) -> None:
    fake.answer("doctor", either)
    fake.forms, fake.dislikes = {"json_object"}, {"max_tokens"}
    code, said = doctor()
    assert code == 0
    for part in (
        "parrot-1",
        "tokens counted",
        "streamed; first words after",
        "by json_object",
        "max_completion_tokens",
    ):
        assert part in said
    assert KEY not in said


def test_it_lists_no_model_that_has_no_name(fake: FakeOpenAI) -> None:
    fake.answer("doctor", either)
    fake.models = ["", MODEL]
    code, said = doctor()
    assert code == 0
    assert MODEL in said
    assert "None" not in said


def test_it_notices_a_model_that_is_not_listed_and_endpoints_that_list_none(
    fake: FakeOpenAI, settings: Settings
) -> None:
    fake.answer("doctor", either)
    settings.NEWSROOM_REFEREE_MODEL = "owl-2"
    assert "owl-2 is not among them" in doctor()[1]
    fake.models = None
    code, said = doctor()
    assert code == 0
    assert "not listed (status 404" in said


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (status(401, f"Incorrect API key provided: {KEY}"), "status 401"),
        (status(404, "The model does not exist"), "The model does not exist"),
        (faults.garbage(), "not an answer we can read"),
    ],
)
def test_it_fails_clearly(fake: FakeOpenAI, behaviour: faults.Behaviour, said: str) -> None:
    fake.always = behaviour
    code, output = doctor()
    assert code == 1
    assert said in output
    assert "!!" in output
    assert KEY not in output


def test_it_fails_clearly_when_forms_do_not_work(fake: FakeOpenAI) -> None:
    fake.answer("doctor", "Paris, of course.")
    code, output = doctor()
    assert code == 1
    assert "!!  Forms" in output
