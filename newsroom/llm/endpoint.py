"""One HTTP request to the endpoint: sent, read within its bounds, and judged. Imports openai.

`pieces` yields text as it comes and returns only when the answer is whole: a finish reason of "stop" and
some text. Anything else is an error of `errors`. What came back, whole or not, is in the `Answer`.
"""

from __future__ import annotations

import contextlib
import email.utils
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import openai
from django.conf import settings

from newsroom.llm.dialect import Complaint
from newsroom.llm.errors import Flaw, LlmError, Refused, Unavailable, Unusable
from newsroom.llm.thinking import Spoken
from newsroom.llm.wire import Bounds, TooManyBytes, http_client

MAX_CHARACTERS = 200_000  # of one answer; a speech has a thousand
RETRY_AFTER_CAP_SECONDS = 60.0  # a round has 120 s of patience; a longer wait ends in its failure anyway
USAGE_GRACE_SECONDS = 2.0  # after the last word, for the usage and the end of the stream
OPENAI_URL = "https://api.openai.com/v1"


@dataclass(kw_only=True)
class Answer:
    """What one request brought, filled while it is read.

    status: 0 until headers came. usage: (tokens in, tokens out) when the endpoint counted them.
    parts hold no thoughts (`thinking`); characters count everything that came.
    """

    status: int = 0
    parts: list[str] = field(default_factory=list, repr=False)
    characters: int = 0
    refusal: str = ""
    finish_reason: str = ""
    has_choice: bool = False
    usage: tuple[int, int] | None = None
    request_id: str = ""
    served_model: str = ""
    first_words_at: float = 0.0
    complaint: Complaint | None = None
    spoken: Spoken = field(default_factory=Spoken, repr=False)

    @property
    def text(self) -> str:
        return "".join(self.parts)


def base_url() -> str:
    return settings.OPENAI_BASE_URL or OPENAI_URL


def pieces(arguments: dict[str, Any], answer: Answer, bounds: Bounds, *, purpose: str) -> Iterator[str]:
    """Send one chat completion and yield its text as it comes (all at once when it is not streamed)."""
    model = str(arguments["model"])
    with _client(bounds) as client:
        try:
            raw = client.chat.completions.with_raw_response.create(
                **arguments, extra_headers={"X-Newsroom-Purpose": purpose}
            )
            answer.status = raw.http_response.status_code
            answer.request_id = _plain(raw.headers.get("x-request-id", ""), 100)
            reply: Any = raw.parse()
            for part in reply if arguments["stream"] else [reply]:
                text = _read(part, answer, bounds)
                if text:
                    yield text
        except LlmError as error:
            error.model, error.request_id = model, answer.request_id
            raise
        except Exception as error:
            # Anything: the SDK passes on errors of json, pydantic, httpx2 and httpcore2, and a reply of the
            # wrong shape breaks it in ways of its own. No cause is chained, it may quote what was sent.
            if not answer.finish_reason:  # else only the tail was lost: the text is whole
                raise _failure(error, answer, bounds, model) from None
    if text := _take(answer, answer.spoken.finish()):
        yield text
    _must_be_whole(answer, model)


def model_names(bounds: Bounds) -> list[str]:
    """The names the endpoint lists. Raises LlmError."""
    with _client(bounds) as client:
        try:
            return [str(model.id) for model in client.models.list().data]
        except Exception as error:  # as above
            raise _failure(error, Answer(), bounds, "") from None


@contextlib.contextmanager
def _client(bounds: Bounds) -> Iterator[openai.OpenAI]:
    url = base_url()
    with http_client(bounds, url) as http:
        yield openai.OpenAI(
            api_key=settings.OPENAI_API_KEY or "none",  # local servers need none; the SDK insists on a text
            base_url=url,
            max_retries=0,
            http_client=http,
        )


def _read(part: Any, answer: Answer, bounds: Bounds) -> str:
    """Take over what a chunk or a whole reply holds and return its text. No shape is taken for granted."""
    if (error := getattr(part, "error", None)) and not getattr(part, "choices", None):
        raise _error_in_body(error, answer)
    usage = getattr(part, "usage", None)
    counts = (getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None))
    if all(isinstance(count, int) and 0 <= count < 10**9 for count in counts):
        answer.usage = counts  # type: ignore[assignment]  # both are whole numbers
    answer.served_model = answer.served_model or _plain(getattr(part, "model", ""), 120)
    choices = getattr(part, "choices", None)
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = getattr(choice, "delta", None) or getattr(choice, "message", None)
    answer.has_choice |= message is not None
    if isinstance(refusal := getattr(message, "refusal", None), str):
        answer.refusal = (answer.refusal + refusal)[:1_000]
    text = getattr(message, "content", None)
    text = _storable(text) if isinstance(text, str) else ""
    answer.characters += len(text)
    if answer.characters > MAX_CHARACTERS:
        raise Unusable(f"more than {MAX_CHARACTERS} characters", flaw=Flaw.TOO_LONG, text="")
    had_strayed = answer.spoken.strayed
    text = answer.spoken.feed(text)
    if answer.parts and answer.spoken.strayed and not had_strayed:
        answer.parts.clear()  # they have been yielded, and turn out to be a thought
        raise Unusable("a thought without a beginning", flaw=Flaw.THOUGHT, text="")
    text = _take(answer, text)
    if isinstance(reason := getattr(choice, "finish_reason", None), str) and reason:
        answer.finish_reason = reason
        bounds.ends_at = min(bounds.ends_at, time.monotonic() + USAGE_GRACE_SECONDS)
    return text


def _take(answer: Answer, text: str) -> str:
    if text:
        answer.first_words_at = answer.first_words_at or time.monotonic()
        answer.parts.append(text)
    return text


def _must_be_whole(answer: Answer, model: str) -> None:
    """Raise unless the answer ended with "stop" and says something."""
    if not answer.has_choice:
        raise Unavailable(
            "the endpoint answered without a choice",
            model=model,
            request_id=answer.request_id,
            after_seconds=_jitter(),
        )
    flaw: Flaw | None = None
    if answer.refusal:
        flaw = Flaw.DECLINED
    elif answer.finish_reason == "":
        flaw = Flaw.CUT_SHORT
    elif answer.finish_reason == "length":
        flaw = Flaw.CUT_BY_LENGTH
    elif answer.finish_reason == "content_filter":
        flaw = Flaw.FILTERED
    elif answer.finish_reason != "stop":
        flaw = Flaw.NOT_AS_ASKED
    elif answer.spoken.is_open:
        flaw = Flaw.THOUGHT
    elif not answer.text.strip():
        flaw = Flaw.EMPTY
    if flaw is not None:
        raise Unusable(
            f"the answer is {flaw}", flaw=flaw, model=model, request_id=answer.request_id, text=answer.text
        )


def _failure(error: Exception, answer: Answer, bounds: Bounds, model: str) -> LlmError:
    """What went wrong, as one of our errors, in this order: our own bounds, a status, the network, the form."""
    about: dict[str, Any] = {"model": model, "request_id": answer.request_id}
    if bounds.is_oversized or isinstance(error, TooManyBytes):
        return Unusable("the response is larger than we read", flaw=Flaw.TOO_LONG, **about)
    if bounds.is_out_of_time:
        return Unavailable("no whole answer within the deadline", after_seconds=_jitter(), **about)
    if isinstance(error, openai.APIStatusError):
        return _failure_by_status(error, answer, model)
    if isinstance(error, openai.APIConnectionError):
        cause = type(error.__cause__).__name__
        return Unavailable(f"the connection failed: {cause}", after_seconds=_jitter(), **about)
    if isinstance(error, openai.APIError) and error.body is not None:
        failure = _error_in_body(error.body, answer)
        failure.model, failure.request_id = model, answer.request_id
        return failure
    return Unavailable(f"not an answer we can read: {type(error).__name__}", after_seconds=_jitter(), **about)


def _failure_by_status(error: openai.APIStatusError, answer: Answer, model: str) -> LlmError:
    status = answer.status = error.status_code
    answer.request_id = _plain(error.response.headers.get("x-request-id", ""), 100)
    said = _plain(error.message, 300)
    parameter = error.param if isinstance(error.param, str) else ""
    answer.complaint = Complaint(status=status, text=error.message[:2_000], parameter=parameter)
    about: dict[str, Any] = {"model": model, "request_id": answer.request_id}
    if (status == 429 and error.code != "insufficient_quota") or status in (408, 409, 425) or status >= 500:
        wait = _retry_after(error.response.headers.get("retry-after", ""))
        return Unavailable(f"status {status}: {said}", after_seconds=wait, **about)
    return Refused(f"status {status}: {said}", **about)


def _error_in_body(error: Any, answer: Answer) -> LlmError:
    """A 200 whose body is an error: gateways do it, with the status as `code`."""
    details = error if isinstance(error, dict) else {"message": error}
    code, said = details.get("code"), _plain(details.get("message", ""), 300)
    if code in (400, 401, 402, 403, 404, 422, "insufficient_quota", "invalid_api_key"):
        return Refused(f"a 200 with error {code}: {said}")
    return Unavailable(f"a 200 with an error: {said}", after_seconds=_jitter())


def _retry_after(header: str) -> float:
    """Seconds to wait, from seconds or an HTTP date, never more than the cap."""
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(header).timestamp() - time.time()
        except (TypeError, ValueError):
            return _jitter()
    return min(max(seconds, 0.5), RETRY_AFTER_CAP_SECONDS) if seconds == seconds else _jitter()


def _jitter() -> float:
    """A second or two, spread, so that many workers do not come back as one."""
    return random.uniform(1.0, 3.0)  # noqa: S311 - not a secret


def _storable(text: str) -> str:
    """Without what no database takes: NUL and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _plain(value: Any, limit: int) -> str:
    """Text of the endpoint for the operator: one printable line, short, without our key."""
    text = value if isinstance(value, str) else ""
    if settings.OPENAI_API_KEY:
        text = text.replace(settings.OPENAI_API_KEY, "[key]")
    return "".join(character if character.isprintable() else " " for character in text)[:limit]
