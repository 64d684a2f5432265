"""Engines by name. `offline` needs nothing but this repository."""

from __future__ import annotations

from debate.engines.base import Engine
from debate.engines.offline import OfflineEngine

_ENGINES: dict[str, Engine] = {engine.name: engine for engine in (OfflineEngine(),)}


def get_engine(name: str) -> Engine:
    """The engine of that name. Raises KeyError if this version has none."""
    return _ENGINES[name]


def current_engine() -> str:
    """The name of the engine that new debates are written by."""
    return OfflineEngine.name
