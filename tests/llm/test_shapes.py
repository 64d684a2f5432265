"""Schemas as strict endpoints want them, and objects found in talk."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import pytest
from pydantic import BaseModel, Field

from newsroom.llm.dialect import Complaint, Dialect, SchemaStep
from newsroom.llm.exchange import system, user
from newsroom.llm.shapes import NotAsAsked, Shape, follows_form


class Kind(StrEnum):
    CAUSE = "cause"
    COST = "cost"


class Question(BaseModel):
    kind: Kind
    text: str = Field(min_length=3, max_length=200, description="One sentence.")
    side: Literal["a", "b"] | None = None


class Questions(BaseModel):
    questions: list[Question] = Field(min_length=1, max_length=3)
    hardest: Question


def test_the_schema_is_flat_strict_and_without_limits() -> None:
    assert Shape(Questions).strict_schema["properties"]["hardest"] == {
        "type": "object",
        "properties": {
            "kind": {"type": "string", "enum": ["cause", "cost"]},
            "text": {"type": "string", "description": "One sentence."},
            "side": {"anyOf": [{"type": "string", "enum": ["a", "b"]}, {"type": "null"}]},
        },
        "required": ["kind", "text", "side"],
        "additionalProperties": False,
    }
    assert "$ref" not in str(Shape(Questions).strict_schema)


def test_the_form_is_described_after_what_the_system_message_says() -> None:
    first, second = Shape(Question).described_in((system("Be brief."), user("Ask.")))
    assert first.text.startswith("Be brief.\n\nAnswer with one JSON object")
    assert '"maxLength":200' in first.text
    assert second.text == "Ask."
    assert len(Shape(Question).described_in((user("Ask."),))) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', True),
        ('so: {"a": "}"} or {"b": {"c": 1}}', True),
        ('{"points": [3, 4', True),
        ('```json\n{"points": "fi', True),
        ("{", True),
        ("{not json}", False),
        ("{not json", False),
        ("none", False),
        ("", False),
        ("[1]", False),
        ("[" * 100_000, False),
    ],
)
def test_it_knows_an_object_when_it_sees_one_or_half_of_one(text: str, found: bool) -> None:
    assert follows_form(text) is found


def test_faults_name_their_place_and_repeat_nothing_of_the_answer() -> None:
    with pytest.raises(NotAsAsked) as caught:
        Shape(Question).read('{"kind": "secret <b>", "text": "x"}')
    assert "kind: Input should be 'cause' or 'cost'" in str(caught.value)
    assert "text: " in str(caught.value)
    assert "secret" not in str(caught.value)


SENT = {"max_tokens": 9, "temperature": 1, "stream_options": {}, "response_format": {}}


@pytest.mark.parametrize(
    ("complaint", "refused", "step"),
    [
        (Complaint(status=400, parameter="temperature"), {"temperature"}, "json_schema"),
        (
            Complaint(status=400, text="'max_tokens' is wrong, use 'max_completion_tokens'"),
            {"max_tokens"},
            "json_schema",
        ),
        (Complaint(status=422, text="extra field stream_options"), {"stream_options"}, "json_schema"),
        (Complaint(status=400, parameter="response_format.type"), set(), "json_object"),
        (Complaint(status=400, text="bad request"), set(), "json_object"),
        (Complaint(status=500, text="oops"), set(), "json_object"),
    ],
)
def test_it_asks_for_less_where_the_complaint_points(
    complaint: Complaint, refused: set[str], step: str
) -> None:
    after = Dialect().after(complaint, SENT)
    assert after == Dialect(refused=frozenset(refused), schema_step=SchemaStep(step))


@pytest.mark.parametrize(
    "complaint",
    [
        Complaint(status=400, text="max_tokens exceeds the context"),
        Complaint(status=401, text="temperature"),
        Complaint(status=503),
        Complaint(status=429),
    ],
)
def test_it_does_not_ask_again_where_less_cannot_help(complaint: Complaint) -> None:
    assert Dialect().after(complaint, SENT) is None


def test_prose_has_no_ladder_to_step_down() -> None:
    assert Dialect().after(Complaint(status=400, text="bad request"), {"max_tokens": 9}) is None
