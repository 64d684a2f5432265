"""A model's endpoint on loopback: a real HTTP server that answers as told, and fails on command.

    with FakeOpenAI() as fake:
        settings.OPENAI_BASE_URL = fake.url
        fake.answer("opening", "To begin, …")           # by purpose; a function gets the request
        fake.then(status(429, retry_after="2"), hang())  # the next requests, in order
        fake.dislikes = {"max_tokens"}                   # a 400 naming it, until it is not sent

Every request is kept in `fake.requests`. Tests of other apps use it through the fixture `fake`.
"""

from __future__ import annotations

import collections
import contextlib
import itertools
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

MODEL = "parrot-1"
KEY = "sk-test-0123456789-never-shown"
WORDS_A_PIECE = 5


@dataclass(frozen=True, kw_only=True)
class Received:
    """One request as the server saw it."""

    path: str
    headers: dict[str, str] = field(repr=False)
    body: dict[str, Any]

    @property
    def purpose(self) -> str:
        return self.headers.get("x-newsroom-purpose", "")

    @property
    def is_streamed(self) -> bool:
        return bool(self.body.get("stream"))

    @property
    def form(self) -> str:
        """How a form was asked for: "json_schema", "json_object" or ""."""
        return str(self.body.get("response_format", {}).get("type", ""))

    @property
    def prompt(self) -> str:
        return "\n".join(message["content"] for message in self.body["messages"])


Behaviour = Callable[["Connection", Received], None]


class FakeOpenAI:
    """The server. `always` is what it does when nothing else applies."""

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self.dislikes: set[str] = set()
        self.dislikes_with = 400
        self.forms = {"json_schema", "json_object"}
        self.models: list[str] | None = [MODEL]
        self.always: Behaviour = reply("A plain answer.")
        self.stopping = threading.Event()
        self._next: collections.deque[Behaviour] = collections.deque()
        self._by_purpose: dict[str, Behaviour] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Connection)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._server.fake = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def then(self, *behaviours: Behaviour) -> None:
        """What to do with the next chat requests, in order."""
        self._next.extend(behaviours)

    def answer(self, purpose: str, text: str | Callable[[Received], str]) -> None:
        """What to say whenever this purpose asks."""
        self._by_purpose[purpose] = reply(text)

    def chats(self, purpose: str = "") -> list[Received]:
        """The chat requests so far."""
        with self._lock:
            found = [request for request in self.requests if request.path.endswith("/chat/completions")]
        return [request for request in found if purpose in ("", request.purpose)]

    def receive(self, request: Received) -> Behaviour:
        with self._lock:
            self.requests.append(request)
            for name in sorted(self.dislikes & request.body.keys()):
                return status(self.dislikes_with, f"Unsupported parameter: '{name}'.", param=name)
            if request.form and request.form not in self.forms:
                return status(self.dislikes_with, f"response_format.type {request.form} is not supported")
            if self._next:
                return self._next.popleft()
            return self._by_purpose.get(request.purpose, self.always)


class Connection(BaseHTTPRequestHandler):
    """One connection, one request; the stock handler reads the HTTP."""

    protocol_version = "HTTP/1.1"
    server: Any

    @property
    def fake(self) -> FakeOpenAI:
        found: FakeOpenAI = self.server.fake
        return found

    def do_GET(self) -> None:
        self.close_connection = True
        models = self.fake.models
        if not self.path.endswith("/models") or models is None:
            status(404, "no such page")(self, _received(self, {}))
            return
        data = [{"object": "model"} | ({"id": name} if name else {}) for name in models]
        self.send_json({"object": "list", "data": data})

    def do_POST(self) -> None:
        self.close_connection = True
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        request = _received(self, body)
        with contextlib.suppress(OSError):  # the client has had enough: the test looks at what it did
            self.fake.receive(request)(self, request)

    def head(self, code: int = 200, content_type: str = "application/json", **headers: str) -> None:
        self.send_response(code)
        self.send_header("Content-Type", content_type)
        self.send_header("Connection", "close")
        self.send_header("x-request-id", f"req-{len(self.fake.requests)}")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send_json(self, value: Any, code: int = 200, **headers: str) -> None:
        data = json.dumps(value).encode()
        self.head(code, Content_Length=str(len(data)), **headers)
        self.wfile.write(data)

    def event(self, *values: Any) -> None:
        """Events of a stream, sent together."""
        data = [value if isinstance(value, str) else json.dumps(value) for value in values]
        self.wfile.write("".join(f"data: {each}\n\n" for each in data).encode())
        self.wfile.flush()

    def send_slowly(self, data: bytes, seconds: float) -> None:
        for byte in data:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.fake.stopping.wait(seconds):
                return

    def log_message(self, format: str, *args: Any) -> None:
        pass


def _received(connection: Connection, body: dict[str, Any]) -> Received:
    headers = {name.lower(): value for name, value in connection.headers.items()}
    return Received(path=connection.path, headers=headers, body=body)


# --- Answers ----------------------------------------------------------------------------------------


def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": [choice]}


def whole(message: dict[str, Any], finish: str | None, usage: dict[str, int] | None) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
    value = {"id": "c", "object": "chat.completion", "created": 1, "model": MODEL, "choices": [choice]}
    return value | ({"usage": usage} if usage else {})


def pieces(text: str, words: int) -> list[str]:
    """The text: its first word, then so many at a time."""
    split = [f"{word} " for word in text.split(" ")] if text else []
    return ["".join(part) for part in (split[:1], *itertools.batched(split[1:], words, strict=False)) if part]


def reply(
    text: str | Callable[[Received], str],
    *,
    finish: str | None = "stop",
    usage: tuple[int, int] | None = (30, 20),
    refusal: str | None = None,
    pause_seconds: float = 0.0,
) -> Behaviour:
    """A chat completion, streamed when asked so: a few words a piece, or word by word with pauses."""

    def behave(connection: Connection, request: Received) -> None:
        said = text if isinstance(text, str) else text(request)
        counts = usage and {
            "prompt_tokens": usage[0],
            "completion_tokens": usage[1],
            "total_tokens": sum(usage),
        }
        if not request.is_streamed:
            connection.fake.stopping.wait(pause_seconds)
            message = {"content": said} | ({"refusal": refusal} if refusal else {})
            connection.send_json(whole(message, finish, counts or None))
            return
        connection.head(content_type="text/event-stream")
        connection.event(chunk({"role": "assistant", "content": ""}))
        if pause_seconds:
            for piece in pieces(said, 1):
                connection.event(chunk({"content": piece}))
                connection.fake.stopping.wait(pause_seconds)
        else:
            connection.event(*(chunk({"content": piece}) for piece in pieces(said, WORDS_A_PIECE)))
        if refusal:
            connection.event(chunk({"refusal": refusal}))
        if finish is None:
            return
        connection.event(chunk({}, finish))
        if counts and request.body.get("stream_options", {}).get("include_usage"):
            connection.event(chunk({}) | {"choices": [], "usage": counts})
        connection.event("[DONE]")

    return behave


# --- Failures ---------------------------------------------------------------------------------------


def status(
    code: int,
    message: str = "it went wrong <b>here</b>",
    *,
    param: str | None = None,
    error_code: str | None = None,
    retry_after: str | None = None,
) -> Behaviour:
    """An HTTP error in OpenAI's form."""

    def behave(connection: Connection, request: Received) -> None:
        error = {"message": message, "type": "error", "param": param, "code": error_code}
        headers = {"Retry_After": retry_after} if retry_after is not None else {}
        connection.send_json({"error": error}, code, **headers)

    return behave


def raw_json(value: Any, *, code: int = 200) -> Behaviour:
    """A body of this JSON, whatever was asked for; streamed requests get it as their only event."""

    def behave(connection: Connection, request: Received) -> None:
        if request.is_streamed:
            connection.head(code, content_type="text/event-stream")
            connection.event(value)
            connection.event("[DONE]")
        else:
            connection.send_json(value, code)

    return behave


def error_in_200(code: int | str | None = None) -> Behaviour:
    return raw_json({"error": {"message": "upstream <i>fell over</i>", "code": code}})


def no_choices() -> Behaviour:
    return raw_json({"id": "c", "object": "chat.completion", "model": MODEL, "choices": []})


def reset(connection: Connection, request: Received) -> None:
    """The connection is reset before a byte of the answer."""
    linger = struct.pack("ii", 1, 0)
    connection.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.connection.close()
    connection.rfile.close()


def hang(connection: Connection, request: Received) -> None:
    """Nothing at all."""
    connection.fake.stopping.wait(30)


def drip_headers(connection: Connection, request: Received) -> None:
    """A byte of the headers now and then."""
    connection.send_slowly(b"HTTP/1.1 200 OK\r\nX-Padding: " + b"x" * 10_000, 0.02)


def drip(connection: Connection, request: Received) -> None:
    """A byte of a good answer now and then, without end."""
    connection.head(content_type="text/event-stream" if request.is_streamed else "application/json")
    word = json.dumps(chunk({"content": "word "}))
    connection.send_slowly(
        (f"data: {word}\n\n" * 100 if request.is_streamed else " " * 10_000).encode(), 0.005
    )


def stall(connection: Connection, request: Received) -> None:
    """A good beginning, then silence."""
    if request.is_streamed:
        connection.head(content_type="text/event-stream")
        connection.event(chunk({"content": "It began "}))
    else:
        connection.head(Content_Length="1000")
        connection.wfile.write(b'{"id": "c", "choices": [')
    connection.fake.stopping.wait(30)


def truncate(connection: Connection, request: Received) -> None:
    """A stream that ends early and cleanly; a body that ends before its length."""
    if request.is_streamed:
        reply("It began well and", finish=None)(connection, request)
    else:
        connection.head(Content_Length="1000")
        connection.wfile.write(b'{"id": "c", "choices": [')


def drop(connection: Connection, request: Received) -> None:
    """The socket breaks in the middle of an answer (a chunked body without its last chunk)."""
    connection.head(
        content_type="text/event-stream" if request.is_streamed else "application/json",
        Transfer_Encoding="chunked",
    )
    data = f"data: {json.dumps(chunk({'content': 'It began '}))}\n\n".encode()
    connection.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))


def broken_chunk(connection: Connection, request: Received) -> None:
    """Half a JSON value as an event; half a JSON value as the body."""
    if request.is_streamed:
        connection.head(content_type="text/event-stream")
        connection.event(chunk({"content": "It began "}))
        connection.event('{"id": "c", "choices": [{"delta"')
    else:
        connection.head()
        connection.wfile.write(b'{"id": "c", "choices": [{"message"')


def garbage(content_type: str = "text/html") -> Behaviour:
    """A page of a proxy, or bytes that are nothing."""

    def behave(connection: Connection, request: Received) -> None:
        connection.head(content_type=content_type)
        connection.wfile.write(b"<html><script>alert(1)</script>\xff\xfe\x00 502 upstream</html>")

    return behave


def compressed(connection: Connection, request: Received) -> None:
    """Says it is compressed, though nobody asked for that."""
    connection.head(Content_Encoding="gzip")
    connection.wfile.write(b"\x1f\x8b\x08\x00 not even that")


def huge(connection: Connection, request: Received) -> None:
    """Ten megabytes of text in one answer."""
    reply("spam " * 2_000_000)(connection, Received(path="", headers={}, body={"stream": False}))


def huge_line(connection: Connection, request: Received) -> None:
    """Ten megabytes of one event that never ends its line."""
    connection.head(content_type="text/event-stream")
    for _ in range(160):
        connection.wfile.write(b"x" * 65_536)


def endless(connection: Connection, request: Received) -> None:
    """Words for ever, as fast as they are read."""
    connection.head(content_type="text/event-stream" if request.is_streamed else "application/json")
    while not connection.fake.stopping.is_set():
        connection.event(chunk({"content": "and so on " * 50}))


def comments(connection: Connection, request: Received) -> None:
    """A stream that only ever says it is alive."""
    connection.head(content_type="text/event-stream")
    while not connection.fake.stopping.wait(0.02):
        connection.wfile.write(b": still here\n\n")
        connection.wfile.flush()


def unused_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def running() -> Iterator[FakeOpenAI]:
    """The body of a fixture."""
    with FakeOpenAI() as fake:
        yield fake
