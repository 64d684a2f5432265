"""One write's dealings with the gateway: its share of the round's time, who pays, and what it all took."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from pydantic import BaseModel

from debate.engines.base import Occasion, Provenance, Review
from debate.engines.llm.prompts import Prompt
from newsroom.llm import gateway
from newsroom.llm.errors import LlmError, Unavailable
from newsroom.llm.exchange import Completion, Request

MOST_SECONDS = 40.0  # of one write, all its calls together; the lease is 45 s
SPARE_SECONDS = 4.0  # of a round, for what is no model call: queue, checks, the offline engine
LEAST_SECONDS = 3.0  # below this no call is begun
ANOTHER_NEEDS_SECONDS = 15.0  # an attempt that would have less than this is not waited for
LONGEST_WAIT_SECONDS = 10.0  # a reader would rather have the offline engine than wait longer


def share(occasion: Occasion) -> float:
    """Seconds that this piece may take, so that as much is left for each piece that follows in its round."""
    return min(MOST_SECONDS, (occasion.seconds_left - SPARE_SECONDS) / occasion.pieces_left)


def new_marker() -> str:
    """The delimiter of one call: nobody who wrote a card can have known it."""
    return f"data-{secrets.token_hex(6)}"


def _subject(occasion: Occasion) -> dict[str, Any]:
    """Whose budget a call counts against, as a request names it."""
    for label, pk in (("debate.debate", occasion.debate_id), ("debate.voice", occasion.voice_id)):
        if pk is not None:
            return {"subject": label, "subject_id": pk}
    return {"subject": "", "subject_id": ""}


class Sitting:
    """The calls of one write. Sums what they took, also of those that failed afterwards."""

    def __init__(self, occasion: Occasion) -> None:
        self.occasion = occasion
        self.began = time.monotonic()
        self.ends_at = self.began + share(occasion)
        self.model = self.stamp = ""
        self.tokens_in = self.tokens_out = self.calls = 0
        self.said: list[str] = []
        self.review = Review()

    @property
    def seconds_left(self) -> float:
        return self.ends_at - time.monotonic()

    def may_try_again(self, after_seconds: float) -> bool:
        """Whether failing now and coming back leaves a useful share."""
        gone = time.monotonic() - self.began
        left = self.occasion.seconds_left - gone - after_seconds - SPARE_SECONDS
        return (
            not self.occasion.is_last_attempt
            and after_seconds <= LONGEST_WAIT_SECONDS
            and left / self.occasion.pieces_left >= ANOTHER_NEEDS_SECONDS
        )

    def prose(self, request: Request) -> Iterator[str]:
        """The pieces of a text as they come. Raises LlmError."""
        streaming = gateway.stream(request)
        yield from streaming
        self._count(streaming.completion)

    def form[T: BaseModel](self, request: Request, form: type[T]) -> T:
        """A value that has passed the form and its validators; one repair. Raises LlmError."""
        try:
            value, done = gateway.structured(request, form)
        except LlmError as error:
            self.said.append(getattr(error, "text", ""))
            raise
        self._count(done)
        return value

    def request(
        self,
        purpose: str,
        prompt: Prompt,
        blanks: dict[str, str],
        *,
        max_tokens: int,
        temperature: float,
        model: str = "",
        parts: int = 1,
    ) -> Request:
        """A request that may take one of `parts` equal shares of the time left. Raises Unavailable without time."""
        seconds = min(settings.LLM_DEADLINE_SECONDS, self.seconds_left / parts)
        if seconds < LEAST_SECONDS:
            raise Unavailable(
                f"no time left for {purpose}",
                reader_message="There was no time left for the model to write this.",
            )
        self.stamp = self.stamp or prompt.stamp
        return Request(
            purpose=purpose,
            messages=prompt.filled(**blanks),
            max_tokens=max_tokens,
            prompt_version=prompt.stamp,
            model=model,
            temperature=temperature,
            player_id=self.occasion.player_id,
            **_subject(self.occasion),
            deadline_seconds=seconds,
        )

    def provenance(self) -> Provenance:
        return Provenance(
            engine="llm",
            model=self.model[:120],
            prompt_version=self.stamp,
            tokens_in=self.tokens_in,
            tokens_out=self.tokens_out,
            raw_output="\n\n".join(self.said),
            review=self.review,
        )

    def _count(self, done: Completion) -> None:
        self.model = self.model or done.model
        self.tokens_in += done.tokens_in
        self.tokens_out += done.tokens_out
        self.calls += done.calls
        self.said.append(done.text)
