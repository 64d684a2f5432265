"""Trying the endpoint out, for `doctor`: what answers, what works, how fast. Makes real calls, in the ledger."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.conf import settings
from django.db import Error
from pydantic import BaseModel, Field

from newsroom.llm import gateway
from newsroom.llm.errors import LlmError
from newsroom.llm.exchange import Request, user
from newsroom.llm.wire import Bounds

MAX_TOKENS = 1_000  # reasoning models think even about this
Finding = tuple[str, str, bool]  # label, what was found, whether it is good


class Capital(BaseModel):
    """The smallest form worth asking for."""

    city: str = Field(description="The capital of France.")
    is_in_europe: bool


def findings() -> Iterator[Finding]:
    """One finding after the other, as they come. Nothing when no model is configured."""
    if not gateway.is_configured():
        return
    yield "Endpoint", gateway.address(), True
    yield _models()
    for model in _asked():
        yield from _model(model)


def _asked() -> list[str]:
    """The models that are asked for anything, each once: who writes, who judges, who checks."""
    named = (settings.NEWSROOM_MODEL, settings.NEWSROOM_REFEREE_MODEL, settings.NEWSROOM_CHECKER_MODEL)
    return list(dict.fromkeys(named))


def _models() -> Finding:
    """Not every endpoint lists its models, so this may fail."""
    from newsroom.llm import endpoint

    ends_at = time.monotonic() + settings.LLM_DEADLINE_SECONDS
    try:
        names = endpoint.model_names(Bounds(ends_at=ends_at, connect_seconds=settings.LLM_CONNECT_SECONDS))
    except LlmError as error:
        return "Models", f"not listed ({error}); calls may work all the same", True
    missing = sorted(set(_asked()) - set(names))
    shown = ", ".join(name[:60] for name in names[:5]) + (
        f" and {len(names) - 5} more" if len(names) > 5 else ""
    )
    note = f"; {' and '.join(missing)} is not among them" if missing else ""
    return "Models", f"{shown or 'none'}{note}", True


def _model(model: str) -> Iterator[Finding]:
    try:
        streaming = gateway.stream(_request("Name the capital of France in one short sentence.", model))
        pieces = sum(1 for _ in streaming)
        done = streaming.completion
        counted = "tokens counted" if not done.tokens_are_estimated else "tokens not counted, so estimated"
        yield "Answer", f"{model}: {len(done.text)} characters in {done.latency_ms} ms, {counted}", True
        how = "streamed" if pieces > 1 else "came in one piece: speeches will not appear while being written"
        yield "Streaming", f"{how}; first words after {done.first_words_ms} ms", True
    except (LlmError, Error) as error:
        yield "Answer", f"{model}: {_said(error)}", False
        return
    try:
        ask = (
            "Which is the capital of France, and is it in Europe? Answer as JSON with city and is_in_europe."
        )
        _, form_done = gateway.structured(_request(ask, model), Capital)
        yield (
            "Forms",
            f"by {gateway.dialect_of(model).schema_step}, valid after {form_done.calls} call(s)",
            True,
        )
    except (LlmError, Error) as error:
        yield "Forms", f"{_said(error)}; referee, checker and crossfire need them", False
    dialect = gateway.dialect_of(model)
    refused = f"; refuses {', '.join(sorted(dialect.refused))}" if dialect.refused else ""
    yield "Token limit", f"{dialect.token_parameter or 'none'}{refused}", bool(dialect.token_parameter)


def _request(text: str, model: str) -> Request:
    return Request(purpose="doctor", messages=(user(text),), max_tokens=MAX_TOKENS, model=model)


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, LlmError) else type(error).__name__
