"""Engines by name. `offline` needs nothing but this repository; `llm` any OpenAI-compatible endpoint.

What needs Django is imported late: the offline engine is used without it.
"""

from __future__ import annotations

from collections.abc import Mapping

from debate.engines.base import Engine
from debate.engines.offline import OfflineEngine
from debate.evidence import cards
from debate.evidence.tongue import parts_words, tongue_of
from stories.document import StoryDocument


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


def why_unwritten(document: StoryDocument) -> str:
    """Why nobody here can write about a story in its language, as a sentence; "" if somebody can.

    A model writes in any language in which words can be counted; the offline engine's sentences are English.
    """
    tongue = tongue_of(document)
    if not tongue:
        return ""
    if not parts_words(tongue):
        return cards.NO_BLANKS
    return cards.NOT_IN_ENGLISH if current_engine() == OfflineEngine.name else ""


def closed_motions(document: StoryDocument) -> Mapping[str, str]:
    """As `cards.closed_motions`, with what the engine of this site can write."""
    return cards.closed_motions(document, why_unwritten(document))
