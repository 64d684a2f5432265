"""What an endpoint sends, in whatever dress, as parts of one shape. Pure.

    bytes ──`values`──▶ JSON values ──`part_of`──▶ Part ──`Repeats`──▶ text that is new

Servers that call themselves compatible stream events, bare JSON lines, or one body whatever was asked for; put
the text into `delta`, `message` or `text`, as a string or as a list; end in words of their own; and some send
the whole text so far again and again. All of that ends here: what follows sees one kind of part.
"""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

DONE: Final = "[DONE]"  # as a value: the endpoint says that the stream has ended
_BOM: Final = "\ufeff"
_HALF: Final = "\N{REPLACEMENT CHARACTER}"  # of a character that is whole in the next piece
_TEXTS: Final = (None, "text", "output_text")  # kinds of a content's items that are said aloud
SURE_CHARACTERS: Final = 12  # of a text's beginning: a piece that begins with it again is the text so far


class Ending(Enum):
    """What a finish reason means."""

    UNSAID = auto()
    WHOLE = auto()
    CUT = auto()
    FILTERED = auto()
    FAILED = auto()
    OTHER = auto()  # a tool call, or a word nobody knows


_ENDINGS: Final = {
    word: ending
    for ending, words in {
        Ending.UNSAID: "null none",
        Ending.WHOLE: "stop eos eos_token end end_turn stop_sequence complete completed finished done",
        Ending.CUT: "length max_tokens max_output_tokens max_length model_length model_context_window_exceeded",
        Ending.FILTERED: "content_filter content_filtered safety recitation blocklist prohibited_content spii refusal",
        Ending.FAILED: "error network_error failed abort aborted cancelled insufficient_system_resource",
    }.items()
    for word in words.split()
}


def ending_of(reason: str) -> Ending:
    """The meaning of a finish reason, whatever dialect it is in. "" is unsaid."""
    return _ENDINGS.get(reason.strip().casefold(), Ending.OTHER) if reason.strip() else Ending.UNSAID


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of an answer. finish: the endpoint's word. usage: (tokens in, tokens out). is_end: no more follows.

    source: the field that the text stood in. An endpoint speaks through one; another repeats what it said.
    """

    text: str = ""
    source: str = ""
    refusal: str = ""
    finish: str = ""
    usage: tuple[int, int] | None = None
    model: str = ""
    error: Any = None
    has_choice: bool = False
    is_end: bool = False


def values(chunks: Iterable[bytes]) -> Iterator[Any]:
    """The JSON values of a response as they come: of its events, its lines or its body; DONE ends them.

    Comments, heartbeats and names of events are left out; what comes under the name "error" is an error.
    Raises ValueError for what is no JSON. Linear in the bytes, however they are cut.
    """
    pending: list[str] = []  # lines of a value that is not whole yet
    event, are_events = "", False
    for line in _lines(chunks):
        name, colon, rest = line.partition(":")
        is_field = bool(colon) and name in ("", "data", "event", "id", "retry")
        are_events |= is_field
        if is_field and name != "data":
            event = rest.strip() if name == "event" else event
            continue
        text = rest.strip() if is_field else line
        if text.strip('"').startswith(DONE):
            yield DONE
            return
        if text:
            pending.append(text)
        # A line by itself is a value as a rule; what is not is whole at a blank line, or at the end of a body.
        is_due = len(pending) == 1 if text else bool(pending) and are_events
        found = _value(pending, event, must_be_whole=not text) if is_due else None
        if found is not None:
            yield found[0]
            pending, event = [], ""
        event = event if line else ""
    if pending and (found := _value(pending, event, must_be_whole=True)):
        yield found[0]


def part_of(value: Any) -> Part:
    """A value's part in the first choice. No shape is taken for granted; other choices are not ours."""
    if value == DONE:
        return Part(is_end=True)
    if not isinstance(value, dict):
        return Part()
    choice = _choice(value)
    source = next((key for key in ("delta", "message") if _says(choice.get(key))), "text")
    said = choice[source] if source != "text" else {"content": choice.get("text")}
    text, refusal = _content(said.get("content"))
    own_refusal = said.get("refusal")
    finish = choice.get("finish_reason") or choice.get("done_reason")
    return Part(
        text=text.replace(_BOM, ""),
        source=source,
        refusal=own_refusal if isinstance(own_refusal, str) else refusal,
        finish=finish if isinstance(finish, str) and ending_of(finish) is not Ending.UNSAID else "",
        usage=_usage(value.get("usage")),
        model=model if isinstance(model := value.get("model"), str) else "",
        error=value.get("error") or None,
        has_choice=any(isinstance(choice.get(key), dict | str) for key in ("delta", "message", "text")),
        is_end=value.get("done") is True,
    )


class Repeats:
    """Text in pieces, without what is said again: some endpoints send the whole text so far each time.

    Where the text is too short to be sure ("1", then "10"), the piece is held back until the next one tells.
    Raises ValueError when such an endpoint takes back what it has said.
    """

    def __init__(self) -> None:
        self._said: list[str] = []
        self._length = 0
        self._held: list[str] = []  # pieces that may be the text so far
        self._is_cumulative = False

    def feed(self, piece: str) -> str:
        """What of the text is new."""
        if self._is_cumulative:
            piece = piece.rstrip(_HALF)
        # In an ordinary stream no piece is as long as all before it, and nothing is compared.
        so_far = self._held[-1].rstrip(_HALF) if self._held else self._so_far(len(piece))
        if piece and so_far and piece.startswith(so_far):
            is_longer = len(piece) > len(so_far)
            if self._is_cumulative or len(so_far) >= SURE_CHARACTERS:
                self._is_cumulative |= is_longer
                self._held = []
                return self._new(piece.rstrip(_HALF)[self._length :])
            if is_longer:
                self._held.append(piece)
                return ""
        if self._is_cumulative and piece:
            if "".join(self._said).startswith(piece):
                return ""
            raise ValueError("a text that is sent whole each time does not go on from what it was")
        return self._new("".join([*self._drop_held(), piece]))

    def finish(self) -> str:
        """What was held back: three pieces, each the beginning of the next, are one text; two are two."""
        held = self._drop_held()
        return self._new(held[-1][self._length :] if len(held) > 1 else "".join(held))

    def _drop_held(self) -> list[str]:
        held, self._held = self._held, []
        return held

    def _so_far(self, length: int) -> str:
        """The text so far, or "" if a piece of this length cannot hold it. In ordinary streams it is never joined."""
        return "".join(self._said) if 0 < self._length <= length else ""

    def _new(self, text: str) -> str:
        self._said.append(text)
        self._length += len(text)
        return text


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Lines without blanks at their ends and without byte order marks, whatever ends them."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")(), translate=True)
    rest: list[str] = []
    for chunk in chunks:
        *lines, last = decoder.decode(chunk).replace(_BOM, "").split("\n")
        for line in lines:
            yield "".join([*rest, line]).strip()
            rest.clear()
        rest.append(last)
    rest.append(decoder.decode(b"", final=True))
    yield "".join(rest).strip()


def _value(lines: list[str], event: str, *, must_be_whole: bool) -> tuple[Any] | None:
    """The value in these lines; None if there is more of it to come."""
    try:
        value = json.loads("\n".join(lines))
    except ValueError:
        if must_be_whole:
            raise
        return None
    if event == "error":
        value = {"error": value.get("error", value) if isinstance(value, dict) else value}
    return (value,)


def _choice(value: dict[str, Any]) -> dict[str, Any]:
    """The first choice by its index, which is not always the first sent; or the value itself where there are none."""
    choices = value.get("choices")
    if choices is None:
        return value if isinstance(value.get("message"), dict) else {}
    found = choices if isinstance(choices, list) else []
    return next(
        (each for each in found if isinstance(each, dict) and each.get("index") in (0, None, "0")), {}
    )


def _says(message: Any) -> bool:
    return isinstance(message, dict) and bool(message.get("content") or message.get("refusal"))


def _content(content: Any) -> tuple[str, str]:
    """Text and refusal of a content: a string, or a list of parts of which thoughts and pictures are not text."""
    if isinstance(content, str):
        return content, ""
    texts, refusals = [], []
    for item in content if isinstance(content, list) else []:
        if isinstance(item, str):
            texts.append(item)
        elif isinstance(item, dict):
            if item.get("type") in _TEXTS and isinstance(item.get("text"), str):
                texts.append(item["text"])
            if isinstance(item.get("refusal"), str):
                refusals.append(item["refusal"])
    return "".join(texts), "".join(refusals)


def _usage(usage: Any) -> tuple[int, int] | None:
    counts = [
        usage.get(name, usage.get(other)) if isinstance(usage, dict) else None
        for name, other in (("prompt_tokens", "input_tokens"), ("completion_tokens", "output_tokens"))
    ]
    if all(isinstance(count, int) and 0 <= count < 10**9 for count in counts):
        return counts[0], counts[1]  # type: ignore[return-value]  # both are whole numbers
    return None
