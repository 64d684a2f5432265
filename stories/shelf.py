"""Finished pages in this process's memory: the bytes of a page, compressed once for everyone.

Two things are kept, both bounded. `encoded` keeps the compressed forms of a body by the body's own hash,
so the same bytes are compressed once whoever asks for them. `Shelf` keeps whole answers of story pages by
the revision they show, for `stories.middleware` to hand out before anything else runs.

Nothing here reads the database; a restart empties it.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

import brotli

Encoding = Literal["br", "gzip", "identity"]

KEPT_BYTES = 48 * 2**20  # of compressed and plain bodies together; about a thousand story pages
BEST_UP_TO = 400_000  # bytes; brotli 11 takes 1 to 2 ms per KB, so a larger body gets a quicker setting
AT_ONCE_UP_TO = 16_000  # bytes that are compressed as well as can be while a visitor waits
_TOKEN = re.compile(r"\s*([\w!#$%&'*+.^`|~-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?$", re.I)


class Bounded[Key, Value]:
    """A map that forgets what was used longest ago once it holds too many bytes. Safe between threads."""

    def __init__(self, limit: int) -> None:
        self._limit, self._size = limit, 0
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keep a value of so many bytes, unless it alone is more than the limit."""
        with self._lock:
            self._drop(key)
            if size > self._limit:
                return
            self._kept[key] = (value, size)
            self._size += size
            while self._size > self._limit:
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._size = 0

    def __len__(self) -> int:
        return len(self._kept)

    def _drop(self, key: Key) -> None:
        if found := self._kept.pop(key, None):
            self._size -= found[1]


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """One form of a body: its bytes and the strong ETag of exactly these bytes."""

    encoding: Encoding
    body: bytes
    etag: str
    is_best: bool = True  # False: quickly compressed, while a better form is being made


_encoded: Bounded[tuple[str, Encoding], Encoded] = Bounded(KEPT_BYTES)
_background = ThreadPoolExecutor(
    max_workers=1, thread_name_prefix="compress"
)  # its thread starts when needed


@lru_cache(maxsize=512)
def chosen_encoding(accepted: str) -> Encoding:
    """The best form for an Accept-Encoding header: brotli, then gzip, unless the visitor weighs otherwise.

    A header that cannot be read, or that refuses everything, gets the plain bytes: better than nothing.
    """
    weights: dict[str, float] = {}
    for part in accepted[:500].split(","):
        if match := _TOKEN.match(part):
            weights[match[1].lower()] = float(match[2] or 1)
    anything = weights.get("*", 0.0)
    best: Encoding = "identity"
    weight = weights.get("identity", 0.0)
    for name in ("gzip", "br"):
        offered = weights.get(name, anything)
        if offered and offered >= weight:
            best, weight = ("br" if name == "br" else "gzip"), offered
    return best


def encoded(body: bytes, encoding: Encoding, *, is_lasting: bool) -> Encoded:
    """A body in one form. What is lasting is compressed as well as can be, once; the rest quickly.

    Nobody waits for the best form of a large body: the first who ask get a quick one, and a thread makes
    the better one meanwhile.
    """
    digest = hashlib.sha256(body).hexdigest()
    if not is_lasting or encoding == "identity":
        return _made(body, encoding, digest, is_best=False)
    found = _encoded.get((digest, encoding))
    if found is None:
        found = _made(body, encoding, digest, is_best=len(body) <= AT_ONCE_UP_TO)
        if len(body) > BEST_UP_TO:
            found = replace(found, is_best=True)  # as good as it gets
        _encoded.put((digest, encoding), found, len(found.body))
        if not found.is_best:
            _background.submit(_improve, body, encoding, digest)
    return found


def known_form(body: bytes, encoding: Encoding) -> Encoded:
    """Bytes that are in their form already."""
    return Encoded(encoding=encoding, body=body, etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def _improve(body: bytes, encoding: Encoding, digest: str) -> None:
    best = _made(body, encoding, digest, is_best=True)
    _encoded.put((digest, encoding), best, len(best.body))


def _made(body: bytes, encoding: Encoding, digest: str, *, is_best: bool) -> Encoded:
    if encoding == "br":
        body = brotli.compress(body, quality=11 if is_best else 6)
    elif encoding == "gzip":
        body = gzip.compress(body, 9 if is_best else 5, mtime=0)
    if encoding != "identity":
        digest = hashlib.sha256(body).hexdigest()
    else:
        is_best = True
    return Encoded(encoding=encoding, body=body, etag=f'"{digest[:32]}"', is_best=is_best)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A whole answer, ready to send: its headers as the full stack of middleware left them."""

    body: bytes
    etag: str
    headers: dict[str, tuple[str, str]]  # as django.http.ResponseHeaders stores them
    headers_304: dict[str, tuple[str, str]]
    expires_at: float  # epoch seconds from which the page would say something else


type Host = tuple[bool, str]  # over TLS or not, and the Host header: both stand in the page's addresses


@dataclass
class Shelf:
    """Answers by the state of a story, and when each story's state was last read from the database."""

    answers: Bounded[tuple[str, str, Host, Encoding], Answer] = field(
        default_factory=lambda: Bounded(KEPT_BYTES)
    )
    _states: dict[str, tuple[float, str]] = field(default_factory=dict)
    _generation: int = 0

    @property
    def generation(self) -> int:
        """Grows with every publication in this process."""
        return self._generation

    def state(self, slug: str, read: Callable[[str], str], *, now: float, for_seconds: float) -> str:
        """The state of a story that has been noted, read again once it is so old; "" for any other."""
        known = self._states.get(slug)
        if known is None:
            return ""
        if now < known[0]:
            return known[1]
        generation, state = self._generation, read(slug)
        self.note(slug, state, until=now + for_seconds, generation=generation)
        return state

    def note(self, slug: str, state: str, *, until: float, generation: int) -> None:
        """Remember a state, unless something was published since `generation` was asked for."""
        if len(self._states) > 1000:
            self._states.clear()
        if state and generation == self._generation:
            self._states[slug] = (until, state)

    def forget(self) -> None:
        """Something was published or withdrawn in this process: read every state again."""
        self._generation += 1
        self._states.clear()

    def clear(self) -> None:
        self.forget()
        self.answers.clear()


shelf = Shelf()
