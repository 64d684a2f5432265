"""Whose turn it is when more waits than can be worked on.

A row says for whom it is written and how urgent that is. Nobody hands this down: it is what the request, or the row
whose completion starts another, has said of itself (`taking`). A network that asks for much waits behind those that
ask for little, and whoever is in the middle of a game goes before those who begin one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

MIDDLE, START, AHEAD = 0, 1, 2  # in play; begun just now; nobody waits


@dataclass(frozen=True, kw_only=True)
class Turn:
    """owner: whose network, sealed; "" for the site's own."""

    owner: str = ""
    urgency: int = AHEAD


_now: ContextVar[Turn] = ContextVar("turn", default=Turn())  # noqa: B039 - frozen


@contextmanager
def taking(turn: Turn) -> Iterator[None]:
    """What is begun within is of this turn."""
    token = _now.set(turn)
    try:
        yield
    finally:
        _now.reset(token)


def owner_now() -> str:
    return _now.get().owner


def urgency_now() -> int:
    return _now.get().urgency


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What one network waits for, of one kind and urgency. load: how much, what is being written among it.

    oldest: since when the first that could be worked on waits; None: there is none.
    """

    model: Any
    owner: str
    urgency: int
    load: int
    oldest: dt.datetime | None


def in_order(queues: Iterable[Queue]) -> list[Queue]:
    """Those that have work, the most deserving first, among equals who has least under way of any kind."""
    every = list(queues)
    load: Counter[str] = Counter()
    for queue in every:
        load[queue.owner] += queue.load
    waiting = [
        (queue.urgency, load[queue.owner], queue.oldest, at) for at, queue in enumerate(every) if queue.oldest
    ]
    return [every[at] for *_, at in sorted(waiting)]
