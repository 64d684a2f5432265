"""What an endpoint understands, and how to ask for less when it refuses. Pure.

OpenAI's newer models refuse `max_tokens`; many servers ignore or refuse `max_completion_tokens`; reasoning
models refuse a temperature; templates of some models know no system's part; some servers do not stream; a JSON
schema is obeyed, ignored, or a 400 or 500. The refusal names the parameter more often than not. What is left in the
end is remembered (`models.Learned`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from newsroom.llm.exchange import Message, Request, estimated_tokens
from newsroom.llm.shapes import Shape

TOKEN_PARAMETERS = ("max_tokens", "max_completion_tokens")
DROPPABLE = frozenset({*TOKEN_PARAMETERS, "temperature", "stream_options", "stream"})
# Not a parameter, but refused like one: what the system says then opens the first turn of the user.
SYSTEM = "system"
_ABOUT_SYSTEM = re.compile(
    r"\bsystem\W{1,3}(?:role|messages?|prompts?)\b|\broles?\b[^.]{0,40}\bsystem\b|\broles? must alternate\b",
    re.I,
)
# A limit that is refused for its size is no reason to send none.
_ABOUT_SIZE = re.compile(r"too (?:large|high|big|many|long)|at most|exceed|maximum|less than or equal", re.I)


class SchemaStep(StrEnum):
    """How a form is asked for: the ladder, best first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PROMPT = "prompt"

    @property
    def below(self) -> SchemaStep | None:
        steps = list(SchemaStep)
        at = steps.index(self)
        return steps[at + 1] if at + 1 < len(steps) else None


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """An endpoint's refusal: HTTP status, its text, and the parameter it names, if any."""

    status: int
    text: str = ""
    parameter: str = ""


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How to speak to one model at one endpoint.

    refused: parameters not to send, and SYSTEM. step_is_proven: a form has come back by this step, so that a 500 is the
    server's trouble and not its opinion of the schema. thinks_first: its prose begins inside a thought whose
    opening tag we never see (`thinking`).
    """

    prefers_completion_tokens: bool = False
    refused: frozenset[str] = frozenset()
    schema_step: SchemaStep = SchemaStep.JSON_SCHEMA
    step_is_proven: bool = False
    thinks_first: bool = False

    @property
    def token_parameter(self) -> str:
        """The parameter that limits the answer, or "" when the endpoint takes none."""
        order = reversed(TOKEN_PARAMETERS) if self.prefers_completion_tokens else TOKEN_PARAMETERS
        return next((name for name in order if name not in self.refused), "")

    def arguments(
        self,
        request: Request,
        messages: tuple[Message, ...],
        *,
        model: str,
        shape: Shape[Any] | None,
        streamed: bool,
    ) -> dict[str, Any]:
        """The body of a chat completion."""
        streamed = streamed and "stream" not in self.refused
        body: dict[str, Any] = {"model": model, "stream": streamed}
        if shape is not None:
            if self.schema_step is not SchemaStep.JSON_SCHEMA:
                messages = shape.described_in(messages)
            if self.schema_step is SchemaStep.JSON_SCHEMA:
                form = {"name": shape.name, "strict": True, "schema": shape.strict_schema}
                body["response_format"] = {"type": "json_schema", "json_schema": form}
            elif self.schema_step is SchemaStep.JSON_OBJECT:
                body["response_format"] = {"type": "json_object"}
        turns = [{"role": message.role.value, "content": message.text} for message in messages]
        body["messages"] = _folded(turns) if SYSTEM in self.refused else turns
        if self.token_parameter:
            body[self.token_parameter] = request.max_tokens
        if request.temperature is not None and "temperature" not in self.refused:
            body["temperature"] = request.temperature
        if streamed and "stream_options" not in self.refused:
            body["stream_options"] = {"include_usage": True}
        return body

    def after(self, complaint: Complaint, sent: dict[str, Any]) -> Dialect | None:
        """The dialect to try next, or None when asking for less cannot help."""
        if complaint.status not in (400, 422, 500, 501):
            return None
        if complaint.status in (400, 422):
            disliked = _named(complaint, sent)
            if disliked in TOKEN_PARAMETERS and _ABOUT_SIZE.search(complaint.text):
                return None
            if disliked in DROPPABLE:
                return replace(self, refused=self.refused | {disliked})
            if _ABOUT_SYSTEM.search(complaint.text) and any(
                turn["role"] == SYSTEM for turn in sent["messages"]
            ):
                return replace(self, refused=self.refused | {SYSTEM})
        elif self.step_is_proven:
            return None
        return self.one_step_down() if "response_format" in sent else None

    def one_step_down(self) -> Dialect | None:
        """Ask for forms less cleverly; None at the foot of the ladder."""
        below = self.schema_step.below
        return None if below is None else replace(self, schema_step=below, step_is_proven=False)


def first_dialect(base_url: str) -> Dialect:
    """What to try first: OpenAI itself wants the newer token parameter, all others know the older one."""
    host = urlsplit(base_url).hostname or ""
    return Dialect(prefers_completion_tokens=not base_url or host.endswith("openai.com"))


def prompt_tokens(body: dict[str, Any]) -> int:
    """Tokens that a chat completion's body asks a model to read, the form included: an estimate."""
    form = json.dumps(body["response_format"]) if "response_format" in body else ""
    return estimated_tokens(form, *(message["content"] for message in body["messages"]))


def _named(complaint: Complaint, sent: dict[str, Any]) -> str:
    """The parameter we sent that the refusal is about: the one it names, else the first in its text."""
    asked = {
        name for name, value in sent.items() if value is not False
    }  # of a body that is not streamed, no stream
    named = complaint.parameter.split(".")[0]
    if named in asked:
        return named
    known = asked & {*DROPPABLE, "response_format"}
    return next((word[0] for word in re.finditer(r"[a-z_]+", complaint.text) if word[0] in known), "")


def _folded(turns: list[dict[str, str]]) -> list[dict[str, str]]:
    """The turns with what the system says at the beginning of the first of the user's."""
    said = [turn["content"] for turn in turns if turn["role"] == SYSTEM]
    first, *rest = [turn for turn in turns if turn["role"] != SYSTEM] or [{"role": "user", "content": ""}]
    return [first | {"content": "\n\n".join([*said, first["content"]])}, *rest]
