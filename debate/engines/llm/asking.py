"""One write's dealings with the gateway: its share of the round's time, who pays, and what it all took."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from pydantic import BaseModel

from debate.engines.base import Occasion, Provenance, Review
from newsroom.llm import gateway, ledger
from newsroom.llm.errors import LlmError, Unavailable
from newsroom.llm.exchange import Completion, Request
from newsroom.llm.prompts import Prompt

SPARE_SECONDS = 4.0  # of a round, for what is no model call: queue, checks, the offline engine
KEPT_SECONDS = 30.0  # for each piece that follows, when this one is slow
LEAST_SECONDS = 3.0  # below this no call is begun
ANOTHER_NEEDS_SECONDS = 15.0  # an attempt that would have less than this is not waited for
LONGEST_WAIT_SECONDS = 10.0  # a reader would rather have the offline engine than wait longer
PROSE_CHARACTERS = 10_000  # of a speech or a view, which has 180 words at most; nothing longer is looked at


def share(occasion: Occasion) -> float:
    """Seconds that this piece may take: an equal part of what its round has left, or more, for readers wait for the
    text first, as long as each piece that follows keeps enough for a quick answer."""
    left = occasion.seconds_left - SPARE_SECONDS
    return max(left / occasion.pieces_left, left - KEPT_SECONDS * (occasion.pieces_left - 1))


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
        self.is_too_slow = False

    @property
    def seconds_left(self) -> float:
        return self.ends_at - time.monotonic()

    def may_try_again(self, after_seconds: float) -> bool:
        """Whether failing now and coming back leaves a useful share."""
        gone = time.monotonic() - self.began
        left = self.occasion.seconds_left - gone - after_seconds - SPARE_SECONDS
        return (
            not self.occasion.is_last_attempt
            and not self.is_too_slow
            and after_seconds <= LONGEST_WAIT_SECONDS
            and left / self.occasion.pieces_left >= ANOTHER_NEEDS_SECONDS
        )

    def prose(self, request: Request) -> Iterator[str]:
        """The pieces of a text as they come. Raises LlmError."""
        streaming = gateway.stream(replace(request, most_characters=PROSE_CHARACTERS))
        yield from streaming
        self._count(streaming.completion)

    def form[T: BaseModel](self, request: Request, form: type[T]) -> T:
        """A value that has passed the form and its validators; one repair. Raises LlmError."""
        (found,) = self.forms([(request, form)])
        if isinstance(found, LlmError):
            raise found
        return found

    def forms[T: BaseModel](self, asked: Sequence[tuple[Request, type[T]]]) -> list[T | LlmError]:
        """As `form`, for several side by side: what each brought, or how it failed."""
        values: list[T | LlmError] = []
        for found in gateway.together(asked):
            if isinstance(found, LlmError):
                self.said.append(getattr(found, "text", ""))
                values.append(found)
            else:
                self._count(found[1])
                values.append(found[0])
        return values

    def request(
        self,
        purpose: str,
        prompt: Prompt,
        blanks: dict[str, str],
        *,
        max_tokens: int,
        temperature: float,
        model: str = "",
        most_seconds: float = math.inf,
    ) -> Request:
        """A request that may take what is left of this write, or most_seconds of it.

        Raises Unavailable when no time is left, or less than such calls have taken of late: whoever waits is told
        at once, and not when it has run out.
        """
        setting = "LLM_DEADLINE_SECONDS" if self.occasion.is_awaited else "LLM_AHEAD_DEADLINE_SECONDS"
        seconds = min(getattr(settings, setting), self.seconds_left, most_seconds)
        if seconds < LEAST_SECONDS:
            raise Unavailable(
                f"no time left for {purpose}",
                reader_message="There was no time left for the model to write this.",
            )
        took = ledger.least_seconds(purpose, model or settings.NEWSROOM_MODEL)
        if seconds < took:
            self.is_too_slow = True
            raise Unavailable(
                f"{purpose} has {seconds:.0f} s, and of late took {took:.0f} s or more",
                reader_message="The model is too slow at the moment to write this in time.",
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
