"""Engines by name. `offline` needs nothing but this repository; `llm` any OpenAI-compatible endpoint.

What needs Django is imported late: the offline engine is used without it.
"""

from __future__ import annotations

from debate.engines.base import Engine
from debate.engines.offline import OfflineEngine


def get_engine(name: str) -> Engine:
    """The engine of that name. Raises KeyError if this version has none."""
    if name == "llm":
        from debate.engines.llm import LlmEngine

        return LlmEngine()
    return {OfflineEngine.name: OfflineEngine()}[name]


def current_engine() -> str:
    """The name of the engine that new debates are written by: the model's, once one is configured."""
    from newsroom.llm import gateway

    return "llm" if gateway.is_configured() else OfflineEngine.name
