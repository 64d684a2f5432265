"""What can be played of a story, as the apps say that play it: they stand above this one, so they register.

    from stories import playing

    def ready(self) -> None:
        playing.register(motions=cards.closed_motions, voices=services.why_silent)

A page invites to what can be played and to nothing else; where something cannot, it says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from stories.document import StoryDocument
from stories.models import Revision
from stories.page_items import Playable

_quiz: list[Callable[[StoryDocument, Revision | None], int]] = []
_motions: list[Callable[[StoryDocument], Mapping[str, str]]] = []
_voices: list[Callable[[StoryDocument], str]] = []
_personas: list[Callable[[], Iterable[str]]] = []


def register(
    *,
    quiz: Callable[[StoryDocument, Revision | None], int] | None = None,
    motions: Callable[[StoryDocument], Mapping[str, str]] | None = None,
    voices: Callable[[StoryDocument], str] | None = None,
    personas: Callable[[], Iterable[str]] | None = None,
) -> None:
    """Say how to find a part of `Playable`, or who plays; registering it again replaces it."""
    if quiz is not None:
        _quiz[:] = [quiz]
    if motions is not None:
        _motions[:] = [motions]
    if voices is not None:
        _voices[:] = [voices]
    if personas is not None:
        _personas[:] = [personas]


def closed_motions(document: StoryDocument) -> Mapping[str, str]:
    return _motions[0](document) if _motions else {}


def personas() -> Iterable[str]:
    """The names of those who may be chosen to speak: no person of a story has one of them."""
    return _personas[0]() if _personas else ()


def playable(document: StoryDocument, revision: Revision | None = None) -> Playable:
    """What can be played of a document, or of the revision that holds it, which takes less work. 1 query."""
    return Playable(
        quiz_asks=_quiz[0](document, revision) if _quiz else 0,
        closed=closed_motions(document),
        silent=_voices[0](document) if _voices else "",
    )
