"""What the rest of the site calls: `complete`, `stream`, `structured`.

Each ends within one total deadline, whatever it takes inside: asking again without a parameter that the
endpoint refuses, a step down the ladder of forms, one repair. It never waits to try again; that is the
queue's business (`Unavailable.after_seconds`). Call it outside any transaction: it may take 30 s.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from pydantic import BaseModel

from newsroom.llm import breaker, ledger
from newsroom.llm.dialect import Dialect, SchemaStep, first_dialect, prompt_tokens
from newsroom.llm.errors import Flaw, LlmError, SwitchedOff, Unavailable, Unusable
from newsroom.llm.exchange import Completion, Message, Request
from newsroom.llm.models import Endpoint, Learned, Switch
from newsroom.llm.shapes import NotAsAsked, Shape, holds_object
from newsroom.llm.thinking import Spoken
from newsroom.llm.wire import Bounds

if TYPE_CHECKING:
    from newsroom.llm.endpoint import Answer

LEARNED_FOR = dt.timedelta(days=1)  # endpoints are upgraded; a 500 that was chance must not last for ever


def is_configured() -> bool:
    """A model is named and there is somewhere to ask."""
    return bool(settings.NEWSROOM_MODEL and (settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL))


def complete(request: Request) -> Completion:
    """A whole text. Raises LlmError."""
    streaming = stream(request)
    for _ in streaming:
        pass
    return streaming.completion


def stream(request: Request) -> Streaming:
    """A text in pieces, as they come. The call is made when iteration begins."""
    return Streaming(request)


def structured[T: BaseModel](request: Request, form: type[T]) -> tuple[T, Completion]:
    """A value of the form, strictly validated, and what it took. Raises LlmError.

    The form must hold plain fields and nested forms, no recursion; say what matters in descriptions.
    An answer that is not in the form is sent back once with its faults.
    """
    conversation = _Conversation(request)
    shape = Shape(form)
    messages = request.messages
    try:
        return conversation.value(messages, shape)
    except Unusable as error:
        if error.flaw is not Flaw.NOT_AS_ASKED or not error.text:
            raise
        if not holds_object(error.text):
            conversation.dialect = (
                conversation.dialect.one_step_down() or conversation.dialect
            )  # it was ignored
        return conversation.value(shape.repair(messages, text=error.text, faults=error.args[0]), shape)


class Streaming:
    """Pieces of a text; iterate once. `completion` is there when the last piece has come.

    A piece is what the endpoint sent: never show one unchecked. Iteration raises LlmError, also after some
    pieces; then they are worth nothing. Leaving the loop early ends the call.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._completion: Completion | None = None

    def __iter__(self) -> Iterator[str]:
        conversation = _Conversation(self._request)
        yield from conversation.pieces(self._request.messages)
        self._completion = conversation.completion()

    @property
    def completion(self) -> Completion:
        if self._completion is None:
            raise RuntimeError("the stream has not been read to its end")
        return self._completion


class _Conversation:
    """The HTTP requests of one call: one deadline, one dialect that only gets simpler, one tally."""

    def __init__(self, request: Request) -> None:
        if not is_configured():
            raise SwitchedOff("no model is configured")
        self.request = request
        _import_openai()
        self.model = request.model or settings.NEWSROOM_MODEL
        self.started = time.monotonic()
        deadline = request.deadline_seconds or settings.LLM_DEADLINE_SECONDS
        self.ends_at = self.started + deadline
        self.answer: Answer | None = None
        self.entries: list[ledger.Entry] = []
        ledger.check_switch(self.model)
        self.endpoint, self.dialect = _endpoint_and_dialect(self.model)
        self._known = self.dialect
        breaker.admit(self.endpoint, model=self.model)

    def pieces(self, messages: tuple[Message, ...], shape: Shape[Any] | None = None) -> Iterator[str]:
        """Ask until the endpoint takes the request; each round asks for less, so it ends."""
        while True:
            try:
                yield from self._ask(messages, shape)
            except LlmError as error:
                simpler = self._simpler_dialect(messages, shape)
                if simpler is None:
                    self._learn_of_thoughts(error, shape)
                    self._tell_breaker(error)
                    raise
                self.dialect = simpler
            else:
                breaker.answered(self.endpoint)
                if shape is not None:
                    self.dialect = replace(self.dialect, step_is_proven=True)
                self._remember()
                return

    def value[T: BaseModel](self, messages: tuple[Message, ...], shape: Shape[T]) -> tuple[T, Completion]:
        text = "".join(self.pieces(messages, shape))
        return shape.read(text), self.completion()

    def completion(self) -> Completion:
        assert self.answer is not None
        calls = [entry.call for entry in self.entries]
        return Completion(
            text=self.answer.text,
            model=self.model,
            served_model=self.answer.served_model,
            prompt_version=self.request.prompt_version,
            tokens_in=sum(call.tokens_in for call in calls),
            tokens_out=sum(call.tokens_out for call in calls),
            tokens_are_estimated=any(call.tokens_are_estimated for call in calls),
            money_micros=sum(call.money_micros for call in calls),
            latency_ms=round((time.monotonic() - self.started) * 1000),
            first_words_ms=round((self.answer.first_words_at - self.started) * 1000),
            request_id=self.answer.request_id,
            calls=len(calls),
        )

    def _ask(self, messages: tuple[Message, ...], shape: Shape[Any] | None) -> Iterator[str]:
        """One HTTP request and its row of the ledger."""
        endpoint = _import_openai()
        bounds = Bounds(ends_at=self.ends_at, connect_seconds=settings.LLM_CONNECT_SECONDS)
        arguments = self._arguments(messages, shape)
        # A form is read whole, so it needs no telling where its thoughts begin.
        spoken = Spoken(inside=self.dialect.thinks_first and shape is None)
        self.answer = answer = endpoint.Answer(spoken=spoken, most_characters=self.request.most_characters)
        form = self.dialect.schema_step.value if shape else "prose"
        tokens_in = prompt_tokens(arguments)
        with ledger.recorded(self.request, tokens_in, model=self.model, form=form) as entry:
            self.entries.append(entry)
            try:
                yield from endpoint.pieces(arguments, answer, bounds, purpose=self.request.purpose)
                entry.is_whole = True
                if shape is not None:
                    shape.read(answer.text)
            except NotAsAsked as fault:
                raise Unusable(
                    str(fault),
                    flaw=Flaw.NOT_AS_ASKED,
                    model=self.model,
                    request_id=answer.request_id,
                    text=answer.text,
                ) from None
            finally:
                entry.text, entry.usage, entry.status = answer.text, answer.usage, answer.status
                entry.unseen_tokens = -(-spoken.thought_bytes // 4)
                entry.was_sent = bounds.was_sent
                entry.call.request_id, entry.call.served_model = answer.request_id, answer.served_model
                entry.first_words_at = answer.first_words_at

    def _arguments(self, messages: tuple[Message, ...], shape: Shape[Any] | None) -> dict[str, Any]:
        return self.dialect.arguments(
            self.request, messages, model=self.model, shape=shape, streamed=shape is None
        )

    def _simpler_dialect(self, messages: tuple[Message, ...], shape: Shape[Any] | None) -> Dialect | None:
        complaint = self.answer.complaint if self.answer else None
        if complaint is None:
            return None
        return self.dialect.after(complaint, self._arguments(messages, shape))

    def _learn_of_thoughts(self, error: LlmError, shape: Shape[Any] | None) -> None:
        """Prose that was a thought without a beginning, or that we took for one: the next call knows."""
        if shape is None and self.answer is not None and getattr(error, "flaw", None) is Flaw.THOUGHT:
            self.dialect = replace(self.dialect, thinks_first=self.answer.spoken.strayed)

    def _tell_breaker(self, error: LlmError) -> None:
        if isinstance(error, Unavailable):
            breaker.unanswered(self.endpoint, error)
        elif isinstance(error, Unusable):
            breaker.answered(self.endpoint)
            self._remember()
        elif self.answer is not None and self.answer.status:
            breaker.answered(self.endpoint)

    def _remember(self) -> None:
        """Keep a dialect that has just been understood, for every worker."""
        if self.dialect != self._known:
            Learned.objects.update_or_create(
                endpoint=self.endpoint,
                model=self.model,
                defaults={
                    "refused": " ".join(sorted(self.dialect.refused)),
                    "schema_step": self.dialect.schema_step.value,
                    "step_is_proven": self.dialect.step_is_proven,
                    "thinks_first": self.dialect.thinks_first,
                },
            )
            self._known = self.dialect


def _import_openai() -> ModuleType:
    """`endpoint`, imported late: openai takes a second and 16 MB, which a site without a model saves."""
    from newsroom.llm import endpoint

    return endpoint


def state() -> str:
    """Whether calls are made: "ok", "not configured", "switched off" or "resting …". Two small queries."""
    if not is_configured():
        return "not configured"
    if Switch.objects.filter(calls_allowed=False).exists():
        return "switched off"
    endpoint = Endpoint.objects.filter(address=address()).first()
    if endpoint is not None and breaker.is_resting(endpoint):
        return f"resting after {endpoint.failures} calls without an answer"
    return "ok"


def dialect_of(model: str) -> Dialect:
    """What is known of how to speak to a model."""
    return _endpoint_and_dialect(model)[1]


def address() -> str:
    """Where calls go, without what may be secret in it: user, password, query."""
    parts = urlsplit(settings.OPENAI_BASE_URL or "https://api.openai.com/v1")
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}".rstrip("/")[:300]


def _endpoint_and_dialect(model: str) -> tuple[Endpoint, Dialect]:
    """The endpoint's row and what is known of the model there. Two queries."""
    endpoint, _ = Endpoint.objects.get_or_create(address=address())
    dialect = first_dialect(settings.OPENAI_BASE_URL)
    learned = endpoint.learned.filter(model=model, learned_at__gt=timezone.now() - LEARNED_FOR).first()
    if learned is None:
        return endpoint, dialect
    return endpoint, Dialect(
        prefers_completion_tokens=dialect.prefers_completion_tokens,
        refused=frozenset(learned.refused.split()),
        schema_step=SchemaStep(learned.schema_step),
        step_is_proven=learned.step_is_proven,
        thinks_first=learned.thinks_first,
    )
