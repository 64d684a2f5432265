"""What goes to the gateway and what comes back. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """The roles that every endpoint knows (`developer` is a 500 at some)."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, kw_only=True)
class Message:
    role: Role
    text: str = field(repr=False)


def system(text: str) -> Message:
    return Message(role=Role.SYSTEM, text=text)


def user(text: str) -> Message:
    return Message(role=Role.USER, text=text)


def assistant(text: str) -> Message:
    """What the model said earlier in the conversation."""
    return Message(role=Role.ASSISTANT, text=text)


@dataclass(frozen=True, kw_only=True)
class Request:
    """One thing asked of a model.

    purpose: a word for the ledger, such as "opening"; also sent as a header, for the endpoint's own logs.
    max_tokens: the most the answer may take, thinking included; what the budget reserves.
    model: empty means NEWSROOM_MODEL. temperature: None leaves it to the endpoint, as some models demand.
    player_id: whose daily budget pays besides the site's. subject and subject_id: what it is for, such as
    "debate.debate" and its primary key; each subject has a budget.
    deadline_seconds: total, with all repairs; None means LLM_DEADLINE_SECONDS. most_characters: of the text,
    thoughts aside; a longer one is unusable and is not read to its end.
    """

    purpose: str
    messages: tuple[Message, ...]
    max_tokens: int
    prompt_version: str = ""
    model: str = ""
    temperature: float | None = None
    player_id: int | None = None
    subject: str = ""
    subject_id: str | int = ""
    deadline_seconds: float | None = None
    most_characters: int = 40_000


@dataclass(frozen=True, kw_only=True)
class Completion:
    """A whole answer, and what it took. Tokens, money and calls include refused parameters and repairs.

    latency_ms: from asking to the last word. first_words_ms: to the first (streamed prose; else the same).
    served_model: as the endpoint names it; local servers echo anything. money_micros: millionths of the
    price table's currency. tokens_are_estimated: the endpoint did not say, so they are characters / 4.
    """

    text: str
    model: str
    served_model: str
    prompt_version: str
    tokens_in: int
    tokens_out: int
    tokens_are_estimated: bool
    money_micros: int
    latency_ms: int
    first_words_ms: int
    request_id: str
    calls: int


def estimated_tokens(*texts: str) -> int:
    """Tokens in the texts, for reserving and for endpoints that do not count: UTF-8 bytes / 4, rounded up.

    For English that is characters / 4; for scripts with a token per character or so it errs upwards less.
    """
    return sum(-(-len(text.encode("utf-8", "replace")) // 4) for text in texts)
