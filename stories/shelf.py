"""What a process keeps in memory: bounded by bytes, emptied by a restart. See `stories.middleware` for pages."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from django.http.response import ResponseHeaders


class Bounded[Key, Value]:
    """A map that forgets what was used longest ago once it holds too many bytes. Safe between threads."""

    def __init__(self, limit: int) -> None:
        self._limit, self._size = limit, 0
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._generation = 0

    @property
    def generation(self) -> int:
        """How often it has been emptied."""
        return self._generation

    def get(self, key: Key) -> Value | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: Value, size: int, *, generation: int | None = None) -> None:
        """Keep a value of so many bytes, unless it alone is more than the limit.

        generation: as it was before the value was read; one that was read before `clear` is not kept.
        """
        with self._lock:
            if generation not in (None, self._generation):
                return
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
            self._generation += 1

    def __len__(self) -> int:
        return len(self._kept)

    def _drop(self, key: Key) -> None:
        if found := self._kept.pop(key, None):
            self._size -= found[1]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A page as it was sent, and until when (epoch seconds) it is given again without a look."""

    body: bytes
    headers: ResponseHeaders
    until: float


# By path, origin and encoding; some fifteen hundred compressed pages.
pages: Bounded[tuple[str, str, str], Answer] = Bounded(32 * 2**20)

# What apps hang under a story's address that may be kept as its page is: such as "portraits/". Filled when they are ready.
parts: set[str] = set()
