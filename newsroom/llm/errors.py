"""How a call of a model fails: a few errors, each with a sentence for readers and a line for operators.

All of them are errors of `newsroom.generation` too: Unavailable and Unusable are TryAgain; Refused,
OverBudget and SwitchedOff are GiveUp. A generated row's `write` may let them pass, or catch LlmError to
fall back. `reader_message` never holds a word that an endpoint sent.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import ClassVar

from newsroom.generation.errors import GenerationError, GiveUp, TryAgain


class LlmError(GenerationError):
    """A call that brought nothing usable. request_id: the endpoint's own, "" when it sent none."""

    READER: ClassVar[str] = "The model could not write this."

    def __init__(
        self, operator_message: str, *, reader_message: str = "", model: str = "", request_id: str = ""
    ) -> None:
        super().__init__(operator_message, reader_message=reader_message or self.READER)
        self.model = model
        self.request_id = request_id

    def __str__(self) -> str:
        details = [
            f"model {self.model}" if self.model else "",
            self.request_id and f"request {self.request_id}",
        ]
        named = ", ".join(detail for detail in details if detail)
        return f"{super().__str__()} ({named})" if named else super().__str__()


class Unavailable(LlmError, TryAgain):
    """The endpoint did not answer, or not in its protocol. after_seconds: how long it asks us to wait."""

    READER = "The model is not answering at the moment."

    def __init__(
        self,
        operator_message: str,
        *,
        reader_message: str = "",
        model: str = "",
        request_id: str = "",
        after_seconds: float = 1.0,
    ) -> None:
        super().__init__(operator_message, reader_message=reader_message, model=model, request_id=request_id)
        self.after_seconds = after_seconds


class Flaw(StrEnum):
    """What is wrong with an answer that did arrive."""

    EMPTY = "empty"
    CUT_BY_LENGTH = "cut by the token limit"
    CUT_SHORT = "ended without a finish reason"
    FILTERED = "stopped by a content filter"
    DECLINED = "declined by the model"
    TOO_LONG = "longer than we read"
    THOUGHT = "a thought without its end or its beginning"
    NOT_AS_ASKED = "not in the form asked for"


class Unusable(LlmError, TryAgain):
    """An answer arrived and is no good. flaw says why; text is what there was, never shown to readers."""

    READER = "The model’s answer could not be used."

    def __init__(
        self, operator_message: str, *, flaw: Flaw, model: str = "", request_id: str = "", text: str = ""
    ) -> None:
        super().__init__(operator_message, model=model, request_id=request_id)
        self.flaw = flaw
        self.text = text


class Refused(LlmError, GiveUp):
    """The endpoint will not take this request, however often it is sent: key, model name, quota, size."""

    READER = "The model’s endpoint refused the request."


class OverBudget(LlmError, GiveUp):
    """A budget is spent. Final until resets_at (UTC midnight), or for good when that is None."""

    READER = "The budget for model-written text is used up."

    def __init__(
        self, operator_message: str, *, reader_message: str, model: str, resets_at: dt.datetime | None
    ) -> None:
        super().__init__(operator_message, reader_message=reader_message, model=model)
        self.resets_at = resets_at


class SwitchedOff(LlmError, GiveUp):
    """Nobody may call: the editors' switch is off, or no model is configured."""

    READER = "Writing by a model is switched off at the moment."
