"""The network under a call, bounded: a total deadline and a byte limit on the socket itself.

The SDK's timeouts are per read, so a server that drips a byte a second holds a worker for ever, in the
headers as well as in the body. Here each socket operation gets what is left of the one deadline, and the
bytes are counted before anything parses them; a watchdog thread is not needed. A call has a connection of
its own: a stale one never fails it, and closing one ends that call only.
"""

from __future__ import annotations

import functools
import socket
import ssl
import threading
import time
import typing
import urllib.request
from collections.abc import Iterable, Iterator

import httpcore2
import httpx2

MAX_BYTES = 4_000_000  # of one response; 200,000 characters come as some 3 MB of stream events
SLICE_BYTES = 16_384  # a write is split, so that a reader that dawdles cannot stretch one timeout


class TooManyBytes(Exception):
    """The response is larger than MAX_BYTES."""


class OutOfTime(Exception):
    """The call's deadline has passed."""


class Compressed(Exception):
    """The response is compressed although we asked for none: unfolded it could pass any limit."""


class Bounds:
    """The limits of one call and how much of them is used. One thread at a time.

    was_sent: at least part of the request has left; before that nothing can have been charged.
    """

    def __init__(self, *, ends_at: float, connect_seconds: float) -> None:
        self.ends_at = ends_at  # time.monotonic()
        self.connect_seconds = connect_seconds
        self.bytes_read = 0
        self.was_sent = False

    @property
    def seconds_left(self) -> float:
        return self.ends_at - time.monotonic()

    @property
    def is_out_of_time(self) -> bool:
        return self.seconds_left <= 0

    @property
    def is_oversized(self) -> bool:
        return self.bytes_read > MAX_BYTES

    def patience(self, at_most: float | None = None) -> float:
        """Seconds the next socket operation may take. Raises OutOfTime when none are left."""
        left = self.seconds_left
        if left <= 0:
            raise OutOfTime
        return left if at_most is None else min(left, at_most)

    def count(self, size: int) -> None:
        self.bytes_read += size
        if self.is_oversized:
            raise TooManyBytes


class BoundedStream(httpcore2.NetworkStream):
    """A connection whose every operation is bounded. The timeouts it is given are ours already."""

    def __init__(self, inner: httpcore2.NetworkStream, bounds: Bounds) -> None:
        self._inner = inner
        self._bounds = bounds

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, self._bounds.patience())
        self._bounds.count(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), SLICE_BYTES):
            self._inner.write(buffer[start : start + SLICE_BYTES], self._bounds.patience())
            self._bounds.was_sent = True

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        patience = self._bounds.patience(self._bounds.connect_seconds)
        return BoundedStream(self._inner.start_tls(ssl_context, server_hostname, patience), self._bounds)

    def get_extra_info(self, info: str) -> typing.Any:
        return self._inner.get_extra_info(info)


class BoundedBackend(httpcore2.NetworkBackend):
    """Opens bounded connections. The name is resolved in a thread: getaddrinfo knows no timeout."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[typing.Any] | None = None,
    ) -> httpcore2.NetworkStream:
        failure: Exception | None = None
        for address in _addresses(host, port, self._bounds.patience(self._bounds.connect_seconds)):
            try:
                patience = self._bounds.patience(self._bounds.connect_seconds)
                stream = self._inner.connect_tcp(address, port, patience, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return BoundedStream(stream, self._bounds)
        raise failure or httpcore2.ConnectError(f"{host} has no address")


def _addresses(host: str, port: int, seconds: float) -> list[str]:
    found: list[str] = []
    failures: list[OSError] = []

    def resolve() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))
        except OSError as error:
            failures.append(error)

    resolver = threading.Thread(target=resolve, name="resolve", daemon=True)
    resolver.start()
    resolver.join(seconds)
    if failures:
        raise httpcore2.ConnectError(str(failures[0])) from failures[0]
    if resolver.is_alive():
        raise httpcore2.ConnectTimeout(f"{host} could not be resolved in {seconds:.1f} s")
    return found


class _Body(httpx2.SyncByteStream):
    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts

    def close(self) -> None:
        close = getattr(self._parts, "close", None)
        if close is not None:
            close()


class BoundedTransport(httpx2.BaseTransport):
    """One call's transport: no keep-alive, no redirects, proxies as the environment says."""

    def __init__(self, bounds: Bounds, url: str) -> None:
        backend = BoundedBackend(bounds)
        proxy = _proxy_for(url)
        self._pool: httpcore2.ConnectionPool = (
            httpcore2.HTTPProxy(proxy, ssl_context=_tls(), network_backend=backend, max_connections=1)
            if proxy
            else httpcore2.ConnectionPool(ssl_context=_tls(), network_backend=backend, max_connections=1)
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=target,
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        assert isinstance(answer.stream, Iterable)
        if any(
            name.lower() == b"content-encoding" and value != b"identity" for name, value in answer.headers
        ):
            answer.close()
            raise Compressed
        return httpx2.Response(status_code=answer.status, headers=answer.headers, stream=_Body(answer.stream))

    def close(self) -> None:
        self._pool.close()


def http_client(bounds: Bounds, url: str) -> httpx2.Client:
    """A client for one call of `url`. Close it to end the call, from this or any other thread."""
    return httpx2.Client(
        transport=BoundedTransport(bounds, url),
        follow_redirects=False,  # a redirect would carry the prompt elsewhere
        headers={"Accept-Encoding": "identity"},  # a compressed body could unfold past MAX_BYTES
    )


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context()


def _proxy_for(url: str) -> str:
    """The HTTP proxy that the environment sets for this address, or ""."""
    host = httpx2.URL(url).host
    if host in ("localhost", "127.0.0.1", "::1") or urllib.request.proxy_bypass(host):
        return ""
    proxies = urllib.request.getproxies()
    proxy = proxies.get(httpx2.URL(url).scheme) or proxies.get("all", "")
    return proxy if proxy.startswith(("http://", "https://")) else ""
