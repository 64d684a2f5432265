"""What the rest of the site calls: `complete`, `stream`, `structured`.

Each ends within one total deadline, whatever it takes inside: asking again without a parameter that the
endpoint refuses, a step down the ladder of forms, one repair. It never waits to try again; that is the
queue's business (`Unavailable.after_seconds`). Call it outside any transaction: it may take minutes.

Several forms may be asked for side by side (`together`). Threads carry them over the wire and nothing else: budgets,
ledger and breaker are kept by the thread that asks, in its own connection to the database.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from pydantic import BaseModel

from newsroom.generation.errors import GiveUp
from newsroom.llm import breaker, ledger
from newsroom.llm.dialect import Dialect, SchemaStep, first_dialect, prompt_tokens
from newsroom.llm.errors import Flaw, LlmError, SwitchedOff, Unavailable, Unusable
from newsroom.llm.exchange import Completion, Message, Request
from newsroom.llm.models import Endpoint, Learned, Switch
from newsroom.llm.shapes import NotAsAsked, Shape, follows_form
from newsroom.llm.thinking import Spoken
from newsroom.llm.wire import Bounds

if TYPE_CHECKING:
    from newsroom.llm.endpoint import Answer

type Job = Callable[[], object]  # one HTTP request; touches no database, so any thread may do it
type Talk[R] = Generator[
    Job, None, R
]  # yields what is to be sent, goes on when it has been, returns what came of it

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
    return _alone(_Conversation(request).formed(Shape(form)))


def together[T: BaseModel](asked: Sequence[tuple[Request, type[T]]]) -> list[tuple[T, Completion] | LlmError]:
    """As `structured`, for several at once: for each, in this order, what it brought or how it failed.

    Nothing is sent unless the budgets cover all of them. An endpoint that is being tried after a rest gets one
    first. Takes as long as the longest.
    """
    results: dict[int, tuple[T, Completion] | LlmError] = {}
    talks: dict[int, Talk[tuple[T, Completion]]] = {}
    jobs: dict[int, Job] = {}
    began = time.monotonic()
    for at, (request, form) in enumerate(asked):
        try:
            talks[at] = _Conversation(request).formed(Shape(form))
            jobs[at] = next(talks[at])  # which reserves what it may cost
        except LlmError as error:
            results[at] = error
    if final := next((error for error in results.values() if isinstance(error, GiveUp)), None):
        for talk in talks.values():
            talk.close()
        return [final for _ in asked]
    results |= _side_by_side(talks, jobs)
    for at, (request, form) in enumerate(asked):
        if at not in jobs and any(isinstance(results[other], tuple) for other in jobs):
            left = (request.deadline_seconds or settings.LLM_DEADLINE_SECONDS) - (time.monotonic() - began)
            try:
                results[at] = structured(replace(request, deadline_seconds=max(left, 0.1)), form)
            except LlmError as error:
                results[at] = error
    return [results[at] for at in range(len(asked))]


def _alone[R](talk: Talk[R]) -> R:
    try:
        job = next(talk)
        while True:
            try:
                job()
            except BaseException as error:
                job = talk.throw(error)
            else:
                job = next(talk)
    except StopIteration as ended:
        return ended.value  # type: ignore[no-any-return]  # what the generator returns


def _side_by_side[R](talks: Mapping[int, Talk[R]], jobs: Mapping[int, Job]) -> dict[int, R | LlmError]:
    """Each talk to its end; only their jobs run in other threads. An error that is none of ours ends them all."""
    results: dict[int, R | LlmError] = {}
    if not jobs:
        return results
    with ThreadPoolExecutor(max_workers=len(jobs), thread_name_prefix="ask") as threads:
        waiting: dict[Future[object], int] = {threads.submit(job): at for at, job in jobs.items()}
        try:
            while waiting:
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    at = waiting.pop(future)
                    try:
                        error = future.exception()
                        job = talks[at].throw(error) if error else next(talks[at])
                        waiting[threads.submit(job)] = at
                    except StopIteration as ended:
                        results[at] = ended.value
                    except LlmError as failed:
                        results[at] = failed
        finally:
            for at in waiting.values():
                talks[at].close()
    return results


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

    def pieces(self, messages: tuple[Message, ...]) -> Iterator[str]:
        """A text. Asks until the endpoint takes the request; each round asks for less, so it ends."""
        while True:
            try:
                with self._exchange(messages, None) as source:
                    yield from source
            except LlmError as error:
                self._ask_for_less(error, messages, None)
            else:
                self._understood(None)
                return

    def formed[T: BaseModel](self, shape: Shape[T]) -> Talk[tuple[T, Completion]]:
        """A value, after one repair if need be."""
        messages = self.request.messages
        try:
            return (yield from self._value(messages, shape))
        except Unusable as error:
            if error.flaw is not Flaw.NOT_AS_ASKED or not error.text:
                raise
            if not follows_form(error.text):  # the form was ignored
                self.dialect = self.dialect.one_step_down() or self.dialect
            repair = shape.repair(messages, text=error.text, faults=error.args[0])
        return (yield from self._value(repair, shape))

    def _value[T: BaseModel](
        self, messages: tuple[Message, ...], shape: Shape[T]
    ) -> Talk[tuple[T, Completion]]:
        """As `pieces`, read whole."""
        while True:
            try:
                with self._exchange(messages, shape) as source:
                    yield partial(deque, source, 0)
            except LlmError as error:
                self._ask_for_less(error, messages, shape)
            else:
                self._understood(shape)
                assert self.answer is not None
                return shape.read(self.answer.text), self.completion()

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

    @contextmanager
    def _exchange(self, messages: tuple[Message, ...], shape: Shape[Any] | None) -> Iterator[Iterator[str]]:
        """One HTTP request and its row of the ledger. The request is made by going through what is given."""
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
                yield endpoint.pieces(arguments, answer, bounds, purpose=self.request.purpose)
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

    def _ask_for_less(self, error: LlmError, messages: tuple[Message, ...], shape: Shape[Any] | None) -> None:
        """Make do with a simpler dialect, or raise the error where there is none."""
        simpler = self._simpler_dialect(messages, shape)
        if simpler is None:
            self._learn_of_thoughts(error, shape)
            self._tell_breaker(error)
            raise error
        self.dialect = simpler

    def _understood(self, shape: Shape[Any] | None) -> None:
        breaker.answered(self.endpoint)
        if shape is not None:
            self.dialect = replace(self.dialect, step_is_proven=True)
        self._remember()

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
