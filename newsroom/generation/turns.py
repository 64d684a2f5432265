"""Whose turn it is when more waits than can be worked on.

A row says for whom it is written and how urgent that is. Nobody hands this down: it is what the request, or the row
whose completion starts another, has said of itself (`taking`). A network that asks for much waits behind those that
ask for little, and whoever is in the middle of a game goes before those who begin one.
"""

from __future__ import annotations

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


def in_order[R: Any](unfinished: Iterable[R]) -> list[R]:
    """Rows with owner, urgency, queued_at: the most deserving first, among equals who has least under way."""
    rows = list(unfinished)
    load = Counter(row.owner for row in rows)
    return sorted(rows, key=lambda row: (row.urgency, load[row.owner] if row.owner else 0, row.queued_at))
