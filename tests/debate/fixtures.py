"""What ships, read once a process: documents, personas and briefs of the fixtures."""

from __future__ import annotations

import functools
from pathlib import Path

from debate.evidence.brief import Brief
from debate.evidence.cards import make_brief
from debate.personas.document import PersonaDocument, parse_persona
from stories.document import StoryDocument, parse_story

FIXTURES = Path(__file__).resolve().parent.parent.parent / "fixtures"
FLAGSHIP = "miami-track-ukraine"


@functools.cache
def documents() -> dict[str, StoryDocument]:
    return {
        path.stem: parse_story(path.read_bytes()) for path in sorted((FIXTURES / "stories").glob("*.yaml"))
    }


@functools.cache
def personas() -> dict[str, PersonaDocument]:
    return {
        path.stem: parse_persona(path.read_bytes()) for path in sorted((FIXTURES / "personas").glob("*.yaml"))
    }


@functools.cache
def briefs() -> tuple[Brief, ...]:
    """One for every motion of every shipped story."""
    return tuple(
        make_brief(document, motion) for document in documents().values() for motion in document.motions
    )


@functools.cache
def brief(slug: str = FLAGSHIP, motion: int = 0) -> Brief:
    document = documents()[slug]
    return make_brief(document, document.motions[motion])


@functools.cache
def tides() -> StoryDocument:
    """A small story in Ukrainian."""
    return parse_story(Path(__file__).with_name("tides.yaml").read_bytes())
