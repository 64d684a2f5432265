"""One HTTP request to the endpoint: sent, read within its bounds, and judged. Imports openai.

`pieces` yields text as it comes and returns only when the answer is whole: the endpoint says in its words that
it has ended (`reading`), and there is some text. Anything else is an error of `errors`. What came back, whole or
not, is in the `Answer`. The SDK sends; what comes back we read from the bytes, since what it drops tells (`[DONE]`)
and what it demands not everybody sends.
"""

from __future__ import annotations

import contextlib
import email.utils
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import openai
from django.conf import settings

from newsroom.llm.dialect import TOKEN_PARAMETERS, Complaint
from newsroom.llm.errors import Flaw, LlmError, Refused, Unavailable, Unusable
from newsroom.llm.reading import Ending, Part, Repeats, ending_of, part_of, values
from newsroom.llm.thinking import Spoken
from newsroom.llm.wire import Bounds, TooManyBytes, http_client

MAX_CHARACTERS = 200_000  # of one answer with its thoughts; a request says how many may be spoken
RETRY_AFTER_CAP_SECONDS = 60.0  # a round has 120 s of patience; a longer wait ends in its failure anyway
USAGE_GRACE_SECONDS = 2.0  # after the last word, for the usage and the end of the stream
OPENAI_URL = "https://api.openai.com/v1"
_FLAWS = {
    Ending.UNSAID: Flaw.CUT_SHORT,
    Ending.CUT: Flaw.CUT_BY_LENGTH,
    Ending.FILTERED: Flaw.FILTERED,
    Ending.OTHER: Flaw.NOT_AS_ASKED,
}


@dataclass(kw_only=True)
class Answer:
    """What one request brought, filled while it is read.

    status: 0 until headers came. usage: (tokens in, tokens out) when the endpoint counted them.
    parts hold no thoughts (`thinking`); characters count everything that is new, heard_characters without
    thoughts; most_characters may be heard.
    source: the field in which the endpoint puts its text. has_ended: it said so, or counted tokens after the last word.
    """

    status: int = 0
    parts: list[str] = field(default_factory=list, repr=False)
    characters: int = 0
    heard_characters: int = 0
    refusal: str = ""
    finish_reason: str = ""
    source: str = ""
    has_choice: bool = False
    has_ended: bool = False
    usage: tuple[int, int] | None = None
    request_id: str = ""
    served_model: str = ""
    first_words_at: float = 0.0
    complaint: Complaint | None = None
    most_characters: int = MAX_CHARACTERS
    half: str = ""  # of a character whose other half is in the next piece
    repeats: Repeats = field(default_factory=Repeats, repr=False)
    spoken: Spoken = field(default_factory=Spoken, repr=False)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def whole_characters(self, piece: str) -> str:
        """The piece with the half of a character that it goes on from, without one it ends with, fit to be stored.

        JSON writes what lies above U+FFFF as two escapes, and some endpoints cut between them. A half whose other
        half does not follow is left out: an endpoint that sends the whole text so far begins it anew.
        """
        text = self.half + piece if "\udc00" <= piece[:1] <= "\udfff" else piece
        self.half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        return _storable(text[: len(text) - len(self.half)])


def base_url() -> str:
    return settings.OPENAI_BASE_URL or OPENAI_URL


def pieces(arguments: dict[str, Any], answer: Answer, bounds: Bounds, *, purpose: str) -> Iterator[str]:
    """Send one chat completion and yield its text as it comes (all at once when it is not streamed)."""
    model, ends_at = str(arguments["model"]), bounds.ends_at
    with _client(bounds) as client:
        try:
            raw = client.chat.completions.with_raw_response.create(
                **arguments, extra_headers={"X-Newsroom-Purpose": purpose}
            )
            answer.status = raw.http_response.status_code
            answer.request_id = _plain(raw.headers.get("x-request-id", ""), 100)
            for value in values(raw.http_response.iter_bytes()):
                bounds.patience()  # what is done with the pieces takes time too
                if text := _take_over(part_of(value), answer, bounds, ends_at):
                    yield text
        except LlmError as error:
            error.model, error.request_id = model, answer.request_id
            raise
        except Exception as error:
            # Anything: the SDK passes on errors of json, pydantic, httpx2 and httpcore2, and a reply of the
            # wrong shape breaks it in ways of its own. No cause is chained, it may quote what was sent.
            if not answer.finish_reason:  # else only the tail was lost: the text is whole
                raise _failure(error, answer, bounds, model) from None
    if text := _take(answer, _heard(answer, answer.repeats.finish()) + answer.spoken.finish()):
        yield text
    limit = next((int(arguments[name]) for name in TOKEN_PARAMETERS if name in arguments), 0)
    _must_be_whole(answer, model, limit=limit)


def model_names(bounds: Bounds) -> list[str]:
    """The names the endpoint lists. Raises LlmError."""
    with _client(bounds) as client:
        try:
            listed = client.models.list().data or []
            return [name for model in listed if isinstance(name := getattr(model, "id", None), str)]
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


def _take_over(part: Part, answer: Answer, bounds: Bounds, ends_at: float) -> str:
    """Take over what a part holds and return the text that is new. ends_at: the deadline while it goes on."""
    if part.error is not None:
        raise _error_in_body(part.error, answer)
    answer.served_model = answer.served_model or _plain(part.model, 120)
    answer.has_choice |= part.has_choice
    answer.refusal = (answer.refusal + _storable(part.refusal))[:1_000]
    if part.text:
        answer.source = answer.source or part.source
    text = answer.whole_characters(part.text) if part.source == answer.source else ""
    _note_the_end(part, text, answer, bounds, ends_at)
    return _take(answer, _heard(answer, answer.repeats.feed(text)))


def _note_the_end(part: Part, text: str, answer: Answer, bounds: Bounds, ends_at: float) -> None:
    """Whether the endpoint has said that it has ended. A word that comes after takes that back."""
    if text:
        bounds.ends_at = ends_at
        # Tokens counted in every part tell nothing; counted with the whole text, or after its last word, they do.
        answer.has_ended = part.usage is not None and not answer.characters
    answer.has_ended |= part.is_end or (part.usage is not None and not text)
    answer.usage = part.usage or answer.usage
    if part.finish:
        answer.finish_reason = part.finish
        bounds.ends_at = min(ends_at, time.monotonic() + USAGE_GRACE_SECONDS)


def _heard(answer: Answer, text: str) -> str:
    """What of new text is said aloud. Raises Unusable for more than anyone reads, and for a thought that was taken for text."""
    answer.characters += len(text)
    _must_be_short(answer.characters, MAX_CHARACTERS)
    had_strayed = answer.spoken.strayed
    said = answer.spoken.feed(text)
    answer.heard_characters += len(said)
    _must_be_short(answer.heard_characters, answer.most_characters)
    if answer.parts and answer.spoken.strayed and not had_strayed:
        answer.parts.clear()  # they have been yielded, and turn out to be a thought
        raise Unusable("a thought without a beginning", flaw=Flaw.THOUGHT, text="")
    return said


def _must_be_short(characters: int, most: int) -> None:
    if characters > most:
        raise Unusable(f"more than {most} characters", flaw=Flaw.TOO_LONG, text="")


def _take(answer: Answer, text: str) -> str:
    if text:
        answer.first_words_at = answer.first_words_at or time.monotonic()
        answer.parts.append(text)
    return text


def _must_be_whole(answer: Answer, model: str, *, limit: int) -> None:
    """Raise unless the endpoint says that the text has ended, and there is one. limit: of tokens, as asked for."""
    about: dict[str, Any] = {"model": model, "request_id": answer.request_id}
    if not answer.has_choice:
        raise Unavailable("the endpoint answered without a choice", after_seconds=_jitter(), **about)
    ending = ending_of(answer.finish_reason)
    if ending is Ending.FAILED:
        raise Unavailable("the endpoint says that it failed", after_seconds=_jitter(), **about)
    if ending is Ending.UNSAID and answer.has_ended:
        is_full = answer.usage is not None and 0 < limit <= answer.usage[1]
        ending = Ending.CUT if is_full else Ending.WHOLE
    flaw = Flaw.DECLINED if answer.refusal else _FLAWS.get(ending)
    if flaw is None and answer.spoken.is_open:
        flaw = Flaw.THOUGHT
    elif flaw is None and not answer.text.strip():
        flaw = Flaw.EMPTY
    if flaw is not None:
        raise Unusable(f"the answer is {flaw}", flaw=flaw, text=answer.text, **about)


def _failure(error: Exception, answer: Answer, bounds: Bounds, model: str) -> LlmError:
    """What went wrong, as one of our errors, in this order: our own bounds, a status, the network, the form."""
    about: dict[str, Any] = {"model": model, "request_id": answer.request_id}
    if bounds.is_oversized or isinstance(error, TooManyBytes):
        return Unusable("the response is larger than we read", flaw=Flaw.TOO_LONG, **about)
    if bounds.is_out_of_time:
        return Unavailable("no whole answer within the deadline", after_seconds=_jitter(), **about)
    if isinstance(error, openai.APIStatusError):
        return _failure_by_status(error, answer, model)
    if isinstance(error, openai.APIConnectionError | httpx2.TransportError):
        cause = type(error.__cause__ or error).__name__
        return Unavailable(f"the connection failed: {cause}", after_seconds=_jitter(), **about)
    return Unavailable(f"not an answer we can read: {type(error).__name__}", after_seconds=_jitter(), **about)


def _failure_by_status(error: openai.APIStatusError, answer: Answer, model: str) -> LlmError:
    status = answer.status = error.status_code
    answer.request_id = _plain(error.response.headers.get("x-request-id", ""), 100)
    blamed, reason = _reason(error.body)
    words = error.message if not reason or reason in error.message else f"{error.message} - {reason}"
    said = _plain(words, 300)
    parameter = error.param if isinstance(error.param, str) else blamed
    answer.complaint = Complaint(status=status, text=words[:2_000], parameter=parameter)
    about: dict[str, Any] = {"model": model, "request_id": answer.request_id}
    if (status == 429 and error.code != "insufficient_quota") or status in (408, 409, 425) or status >= 500:
        wait = _retry_after(error.response.headers.get("retry-after", ""))
        return Unavailable(f"status {status}: {said}", after_seconds=wait, **about)
    return Refused(f"status {status}: {said}", **about)


def _reason(body: Any) -> tuple[str, str]:
    """The parameter an error names and its reason, where the SDK reads neither: plain text, or a validator's `detail`.

    {"detail": [{"loc": ["body", "temperature"], "msg": "…", "input": what was sent, which tells nothing}]}
    """
    detail = body.get("detail") if isinstance(body, dict) else body
    if isinstance(detail, str):
        return "", detail
    blamed, reasons = "", []
    for fault in detail if isinstance(detail, list) else []:
        place, said = (fault.get("loc"), fault.get("msg")) if isinstance(fault, dict) else (None, None)
        names = (
            [name for name in place if isinstance(name, str) and name != "body"]
            if isinstance(place, list)
            else []
        )
        blamed = blamed or "".join(names[:1])
        reasons.append(": ".join([*names[:1], said if isinstance(said, str) else "not accepted"]))
    return blamed, "; ".join(reasons)


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
    """Without what no database takes: NUL and halves of surrogate pairs. Two halves that belong together are joined."""
    joined = (
        text.replace("\x00", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    )
    return joined.encode("utf-8", "replace").decode("utf-8")


def _plain(value: Any, limit: int) -> str:
    """Text of the endpoint for the operator: one printable line, short, without our key."""
    text = value if isinstance(value, str) else ""
    if settings.OPENAI_API_KEY:
        text = text.replace(settings.OPENAI_API_KEY, "[key]")
    return "".join(character if character.isprintable() else " " for character in text)[:limit]
