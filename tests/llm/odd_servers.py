"""Endpoints that call themselves compatible and send a whole answer in a dress of their own.

Each is a behaviour of the fake endpoint; what it says is always TEXT, or FORM where a form is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.llm.fake_openai import MODEL, Behaviour, Connection, Received, chunk, whole

TEXT = "The tram is late, and nobody minds. Tomorrow it is on time."
FORM = json.dumps({"points": 7, "why": "The tram is late."})
USAGE = {"prompt_tokens": 30, "completion_tokens": 20, "total_tokens": 50}


def said(request: Received) -> str:
    return FORM if request.form else TEXT


def words(text: str) -> list[str]:
    return [f"{word} " for word in text.split(" ")]


def pieces(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def choice(fields: dict[str, Any], *, index: int | None = 0, finish: str | None = None) -> dict[str, Any]:
    """A chunk whose one choice holds these fields."""
    return chunk({}) | {"choices": [{"index": index, "finish_reason": finish, **fields}]}


def sends(
    make: Callable[[str], list[Any]],
    *,
    done: bool = True,
    write: Callable[[Any], bytes] = lambda value: f"data: {json.dumps(value)}\n\n".encode(),
    content_type: str = "text/event-stream",
) -> Behaviour:
    """Sends what `make` makes of the text, streamed, whatever was asked for: a value a write, bytes as they are."""

    def behave(connection: Connection, request: Received) -> None:
        connection.head(content_type=content_type)
        for value in make(said(request)):
            connection.wfile.write(value if isinstance(value, bytes) else write(value))
            connection.wfile.flush()
        if done:
            connection.wfile.write(b"data: [DONE]\n\n")

    return behave


def body(
    make: Callable[[str], Any], *, content_type: str = "application/json", indent: int | None = None
) -> Behaviour:
    """Answers with one JSON body, whatever was asked for."""

    def behave(connection: Connection, request: Received) -> None:
        data = json.dumps(make(said(request)), indent=indent).encode()
        connection.head(content_type=content_type, Content_Length=str(len(data)))
        connection.wfile.write(data)

    return behave


def plain(text: str, finish: str | None = "stop") -> list[Any]:
    """An ordinary stream's chunks."""
    return [
        chunk({"role": "assistant", "content": ""}),
        *(chunk({"content": w}) for w in words(text)),
        chunk({}, finish),
    ]


def ends_with(finish: str | None, **how: Any) -> Behaviour:
    """An ordinary stream with this finish reason, in the chunk after the last word."""
    return sends(lambda text: plain(text, finish), **how)


def cumulative(text: str, size: int) -> list[Any]:
    """Each chunk holds the text so far."""
    so_far = [text[: at + size] for at in range(0, len(text), size)]
    return [*(chunk({"content": each}) for each in so_far), chunk({"content": text}, "stop")]


def leaking(text: str, before: str, after: str, size: int = 3) -> list[Any]:
    return [*(chunk({"content": each}) for each in pieces(f"{before}{text}{after}", size)), chunk({}, "stop")]


def jsonl(value: Any) -> bytes:
    return f"{json.dumps(value)}\n".encode()


def ollama(text: str) -> list[Any]:
    """A local server's own dialect, as lines."""
    lines = [
        {"model": MODEL, "message": {"role": "assistant", "content": each}, "done": False}
        for each in words(text)
    ]
    return [*lines, {"model": MODEL, "message": {"role": "assistant", "content": ""}, "done": True}]


_PAGE = [{"type": "thinking", "thinking": [{"type": "text", "text": "A thought."}]}]

WHOLE: dict[str, Behaviour] = {
    # how it ends
    **{
        f"ends with {reason}": ends_with(reason)
        for reason in "stop eos eos_token end end_turn stop_sequence STOP complete completed finished".split()
    },
    "[DONE] without a finish reason": ends_with(None),
    "[DONE] and an empty finish reason": ends_with(""),
    "[DONE] and the word null": ends_with("null"),
    "[DONE] without a blank": sends(lambda text: [*plain(text, None), b"data:[DONE]\n\n"], done=False),
    "tokens counted at the end, then closed": sends(
        lambda text: [*plain(text, None), chunk({}) | {"choices": [], "usage": USAGE}], done=False
    ),
    "stop in every chunk": sends(lambda text: [chunk({"content": w}, "stop") for w in words(text)]),
    "stop, and nothing more": ends_with("stop", done=False),
    # what it sends for a stream, and for none
    "a body": body(lambda text: whole({"content": text}, "stop", USAGE)),
    "an indented body": body(lambda text: whole({"content": text}, "stop", USAGE), indent=2),
    "a body that says it is events": body(
        lambda text: whole({"content": text}, "stop", USAGE), content_type="text/event-stream"
    ),
    "a body without a finish reason": body(lambda text: whole({"content": text}, None, USAGE)),
    "events that say they are JSON": ends_with("stop", content_type="application/json"),
    "lines of JSON": sends(
        lambda text: plain(text), done=False, write=jsonl, content_type="application/x-ndjson"
    ),
    "lines of JSON, then [DONE]": sends(
        lambda text: [*plain(text, None), b"[DONE]\n"], done=False, write=jsonl
    ),
    "lines of a local server": sends(ollama, done=False, write=jsonl, content_type="application/x-ndjson"),
    # what stands between the events
    "how soon to come back": sends(lambda text: [b"retry: 3000\n\n", *plain(text)]),
    "numbers, and a sign of life": sends(
        lambda text: [b"id: 1\n: keep-alive\n\n", *plain(text), b"id: 2\n\n"]
    ),
    "data of nothing": sends(lambda text: [b"data:\n\n", *plain(text), b"data: \n\n"]),
    # where it puts the text
    "message for delta": sends(
        lambda text: [*(choice({"message": {"content": w}}) for w in words(text)), chunk({}, "stop")]
    ),
    "text for delta": sends(lambda text: [*(choice({"text": w}) for w in words(text)), chunk({}, "stop")]),
    "the whole message after the deltas": sends(
        lambda text: [*plain(text, None), choice({"delta": {}, "message": {"content": text}}, finish="stop")]
    ),
    "the whole text again at the end": sends(
        lambda text: [
            *(chunk({"content": each}) for each in pieces(text, 5)),
            chunk({"content": text}, "stop"),
        ]
    ),
    "a list of parts": sends(
        lambda text: [
            chunk({"content": _PAGE}),
            *(chunk({"content": [{"type": "text", "text": w}]}) for w in words(text)),
            chunk({"content": []}, "stop"),
        ]
    ),
    "a list of texts": sends(
        lambda text: [*(chunk({"content": [w]}) for w in words(text)), chunk({}, "stop")]
    ),
    "a body with a list of parts": body(
        lambda text: whole({"content": [*_PAGE, {"type": "text", "text": text}]}, "stop", USAGE)
    ),
    "null deltas": sends(
        lambda text: [
            chunk({"content": None}),
            choice({"delta": None}),
            *(chunk({"content": w}) for w in words(text)),
            choice({"delta": None}, finish="stop"),
        ]
    ),
    "reasoning_content": sends(
        lambda text: [chunk({"content": None, "reasoning_content": "A thought."}), *plain(text)]
    ),
    # whose text it is
    "choice 1 before choice 0": sends(
        lambda text: [
            choice({"delta": {"content": "Another answer altogether."}}, index=1, finish="stop"),
            *plain(text),
        ]
    ),
    "choice 1 before choice 0 in one body": body(
        lambda text: (
            whole({"content": text}, "stop", USAGE)
            | {
                "choices": [
                    {"index": 1, "message": {"content": "Another answer."}, "finish_reason": "length"},
                    {"index": 0, "message": {"content": text}, "finish_reason": "stop"},
                ]
            }
        )
    ),
    "choices without an index": sends(
        lambda text: [
            *(choice({"delta": {"content": w}}, index=None) for w in words(text)),
            chunk({}, "stop"),
        ]
    ),
    "no choice at first": sends(lambda text: [chunk({}) | {"choices": []}, *plain(text)]),
    # what it puts around it
    "a byte order mark first": sends(lambda text: [b"\xef\xbb\xbf", *plain(text)]),
    "a byte order mark before each event": sends(
        lambda text: plain(text),
        write=lambda value: b"\xef\xbb\xbfdata: " + json.dumps(value).encode() + b"\n\n",
    ),
    "a byte order mark in the text": sends(lambda text: [chunk({"content": "\ufeff"}), *plain(text)]),
    "a byte order mark before a body": sends(
        lambda text: [b"\xef\xbb\xbf", jsonl(whole({"content": text}, "stop", USAGE))], done=False
    ),
    "heartbeats": sends(
        lambda text: [b"data:\n\n", *(part for value in plain(text) for part in (value, b"data: \n\n"))]
    ),
    "comments": sends(
        lambda text: [b": hello\n\n", *(part for value in plain(text) for part in (value, b": ping\n\n"))]
    ),
    "names of events": sends(
        lambda text: plain(text),
        write=lambda value: b"event: message\nid: 7\nretry: 5\ndata: " + json.dumps(value).encode() + b"\n\n",
    ),
    "CRLF": sends(
        lambda text: plain(text), write=lambda value: b"data: " + json.dumps(value).encode() + b"\r\n\r\n"
    ),
    "CR": sends(
        lambda text: plain(text), write=lambda value: b"data: " + json.dumps(value).encode() + b"\r\r"
    ),
    "no blank line between events": sends(
        lambda text: plain(text), write=lambda value: b"data: " + json.dumps(value).encode() + b"\n"
    ),
    "an event over many lines": sends(
        lambda text: plain(text),
        write=lambda value: (
            b"".join(b"data: " + line + b"\n" for line in json.dumps(value, indent=1).encode().split(b"\n"))
            + b"\n"
        ),
    ),
    "a byte at a time": sends(
        lambda text: [
            bytes([byte])
            for value in plain(text)
            for byte in b"data: " + json.dumps(value).encode() + b"\n\n"
        ]
    ),
    # what leaks into it
    "<|im_end|>": sends(lambda text: leaking(text, "", "<|im_end|>")),
    "<|im_end|> and a turn that it makes up": sends(
        lambda text: leaking(text, "<|im_start|>assistant\n", "<|im_end|>\n<|im_start|>user\nAnd the bus?")
    ),
    "<|eot_id|>": sends(
        lambda text: leaking(text, "<|start_header_id|>assistant<|end_header_id|>\n\n", "<|eot_id|>\n\nmore")
    ),
    "an end before the beginning": sends(lambda text: leaking(text, "<|eot_id|>\n", "")),
    "</s>": sends(lambda text: leaking(text, "", "</s>")),
    "<answer>": sends(lambda text: leaking(text, "<think>A thought.</think><answer>\n", "</answer>", 4)),
    "<details>": sends(
        lambda text: leaking(
            text,
            '<details type="reasoning" done="true" duration="3">\n<summary>Thought for 3 s</summary>\n> A.\n</details>\n',
            "",
        )
    ),
    # what it says again
    "the text so far, a character more each": sends(lambda text: cumulative(text, 1)),
    "the text so far, a word more each": sends(lambda text: cumulative(text, 4)),
    "the text so far, a sentence more each": sends(lambda text: cumulative(text, 40)),
}

# name, what it does, what it is taken for: a flaw, or no answer
NOT_WHOLE: dict[str, tuple[Behaviour, str]] = {
    **{
        f"cut: {reason}": (ends_with(reason), "CUT_BY_LENGTH")
        for reason in "length max_tokens MAX_TOKENS model_length".split()
    },
    **{f"filtered: {reason}": (ends_with(reason), "FILTERED") for reason in "content_filter SAFETY".split()},
    **{f"failed: {reason}": (ends_with(reason), "") for reason in "error network_error".split()},
    "a reason nobody knows": (ends_with("tool_calls"), "NOT_AS_ASKED"),
    "closed without a word": (ends_with(None, done=False), "CUT_SHORT"),
    "tokens counted in every chunk, then closed": (
        sends(lambda text: [chunk({"content": w}) | {"usage": USAGE} for w in words(text)], done=False),
        "CUT_SHORT",
    ),
    "full without a finish reason": (
        sends(
            lambda text: [
                *plain(text, None),
                chunk({}) | {"choices": [], "usage": {"prompt_tokens": 30, "completion_tokens": 100}},
            ]
        ),
        "CUT_BY_LENGTH",
    ),
    "an error after some text": (
        sends(lambda text: [*plain(text, None), b'event: error\ndata: {"message": "out of memory"}\n\n']),
        "",
    ),
    "an error beside a choice": (
        sends(
            lambda text: [
                *plain(text, None),
                chunk({}, "error") | {"error": {"message": "gone", "code": 502}},
            ]
        ),
        "",
    ),
    "only another choice": (
        sends(lambda text: [choice({"delta": {"content": text}}, index=1, finish="stop")]),
        "",
    ),
    "a text so far that is taken back": (
        sends(lambda text: [*cumulative(text, 4)[:-2], chunk({"content": f"No. {text}"})]),
        "",
    ),
    "lines of JSON that break off": (
        sends(lambda text: [*plain(text, None), b'{"choices": [{"del'], done=False, write=jsonl),
        "",
    ),
}
