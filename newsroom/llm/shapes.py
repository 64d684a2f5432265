"""Structured answers: the schema we send, and our own reading of what comes back. Pure.

A 200 never means that the schema was honoured: servers ignore it, and a token limit cuts valid JSON. So the
text is searched for an object and validated strictly (no coercion, no unknown field); the schema on the wire
only raises the odds. It holds no lengths, ranges or patterns, which some endpoints refuse.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel, ValidationError

from newsroom.llm.exchange import Message, Role, assistant, user

_KEPT = ("type", "enum", "const", "items", "properties", "anyOf", "description")
_FENCED = re.compile(r"^\s*```[a-zA-Z]*\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)
_BEGUN = re.compile(r'(?:```[a-zA-Z]*\s*)?\{\s*(?:"|$)')  # in a fence or not
_REPAIR_CHARACTERS = 8_000  # of the bad answer shown to the model again
_FAULTS_SHOWN = 12


class NotAsAsked(ValueError):
    """The answer is not the form. Its text lists what is wrong, for the model and the log."""


class Shape[T: BaseModel]:
    """A pydantic model as something to ask for."""

    def __init__(self, form: type[T]) -> None:
        self.form = form
        self.name = form.__name__
        self._schema = form.model_json_schema()
        self.strict_schema = _strict(self._schema, self._schema.get("$defs", {}))

    def described_in(self, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        """The messages with the form spelled out in the first system message: endpoints without schemas."""
        schema = json.dumps(self._schema, ensure_ascii=False, separators=(",", ":"))
        ask = f"Answer with one JSON object and nothing else. It must match this JSON Schema:\n{schema}"
        if messages and messages[0].role is Role.SYSTEM:
            first = Message(role=Role.SYSTEM, text=f"{messages[0].text}\n\n{ask}")
            return (first, *messages[1:])
        return (Message(role=Role.SYSTEM, text=ask), *messages)

    def read(self, text: str) -> T:
        """The value in the text. Raises NotAsAsked with every fault."""
        try:
            return self.form.model_validate_json(_object_in(text), strict=True, extra="forbid")
        except ValidationError as error:
            faults = [
                f"{'.'.join(str(step) for step in fault['loc']) or 'answer'}: {fault['msg']}"
                for fault in error.errors(include_url=False, include_context=False, include_input=False)
            ]
            raise NotAsAsked("; ".join(faults[:_FAULTS_SHOWN])[:1_000]) from None

    def repair(self, messages: tuple[Message, ...], *, text: str, faults: str) -> tuple[Message, ...]:
        """The conversation that asks once more, with the answer and what is wrong with it."""
        ask = (
            f"That answer was not accepted: {faults}\nSend the whole corrected JSON object and nothing else."
        )
        return (*messages, assistant(text[:_REPAIR_CHARACTERS]), user(ask))


def follows_form(text: str) -> bool:
    """Whether the text is, or begins, a JSON object, fit or not: prose was never told of the form, half an object was."""
    text = text.strip().removeprefix("\ufeff")
    try:
        return isinstance(json.loads(_object_in(text)), dict)
    except (ValueError, RecursionError):
        return bool(_BEGUN.match(text)) and not _balanced_objects(text)


def _object_in(text: str) -> str:
    """The text itself when it is JSON, else what a code fence holds, else the largest balanced object."""
    text = text.strip().removeprefix("\ufeff")
    if text.startswith("{") and text.endswith("}"):
        return text
    if fenced := _FENCED.match(text):
        return fenced[1]
    return max(_balanced_objects(text), key=len, default=text)


def _balanced_objects(text: str) -> list[str]:
    """Every outermost {...} of the text, braces inside strings left aside. One pass."""
    found: list[str] = []
    depth = start = 0
    in_string = escaped = False
    for at, character in enumerate(text):
        if in_string:
            in_string = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"' and depth:
            in_string = True
        elif character == "{":
            start = at if depth == 0 else start
            depth += 1
        elif character == "}" and depth:
            depth -= 1
            if depth == 0:
                found.append(text[start : at + 1])
    return found


def _strict(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema as strict mode wants it: references in place, every key required, no other key, no limits."""
    if reference := node.get("$ref"):
        node = definitions[reference.removeprefix("#/$defs/")]
    if len(node.get("allOf", ())) == 1:
        node = node["allOf"][0] | {key: value for key, value in node.items() if key != "allOf"}
        return _strict(node, definitions)
    kept = {key: value for key, value in node.items() if key in _KEPT}
    if "items" in kept:
        kept["items"] = _strict(kept["items"], definitions)
    if "anyOf" in kept:
        kept["anyOf"] = [_strict(choice, definitions) for choice in kept["anyOf"]]
    if "properties" in kept:
        kept["properties"] = {name: _strict(part, definitions) for name, part in kept["properties"].items()}
        kept |= {"required": list(kept["properties"]), "additionalProperties": False}
    return kept
