"""Every address of the site, found from the resolver and not listed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from debate.models import Persona, Play
from stories.models import Story

FILLED = {
    "slug": "miami-track-ukraine",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "str": "2026-01-08",
    "int": "1",
    "path": "1",
}


def patterns(resolver: Any = None, names: str = "", route: str = "/") -> Iterator[tuple[str, str]]:
    """Name and route of each address, the admin's among them."""
    for each in (resolver or get_resolver()).url_patterns:
        at = route + str(each.pattern).lstrip("^")
        if isinstance(each, URLResolver):
            yield from patterns(each, f"{names}{each.namespace}:" if each.namespace else names, at)
        elif isinstance(each, URLPattern):
            yield f"{names}{each.name or ''}", at


def public(story: Story | None = None, persona: Persona | None = None, play: Play | None = None) -> list[str]:
    """Every address outside the desk, once filled in with what there is, or with what there might be."""
    known = {
        "slug:slug": story.slug if story else FILLED["slug"],
        "slug:persona": persona.slug if persona else "nobody",
        "uuid:play_id": str(play.pk) if play else FILLED["uuid"],
    }

    def fill(match: re.Match[str]) -> str:
        kind = match[1] if ":" in match[1] else f"str:{match[1]}"
        return known.get(kind, FILLED[kind.partition(":")[0]])

    return [
        re.sub(r"<([^>]+)>", fill, route)
        for name, route in patterns()
        if not name.startswith("admin:") and "(?P" not in route
    ]
