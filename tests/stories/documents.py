"""Documents that tests of the stories app start from."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from newsroom.documents import read_yaml
from stories import publishing
from stories.document import StoryDocument, check_story
from stories.models import Revision, Story
from stories.schema2 import newer_fields

HERE = Path(__file__).resolve().parent
FIXTURES = HERE.parent.parent / "fixtures" / "stories"


def raw(**fields: Any) -> dict[str, Any]:
    """The smallest complete document as plain values, some of them replaced."""
    return read_yaml((HERE / "example.yaml").read_text()) | fields


def example(**fields: Any) -> StoryDocument:
    return check_story(raw(**fields))


def shipped(slug: str) -> StoryDocument:
    return check_story(read_yaml((FIXTURES / f"{slug}.yaml").read_text()))


def event(key: str, date: str, **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "date": date,
        "precision": "day",
        "title": f"Title of {key}",
        "type": "Decision",
        "description": f"What happened at {key}.",
        "sources": ["survey"],
    } | fields


def many_events(count: int) -> StoryDocument:
    """A document with so many events, three a day, under a hundred years."""
    start = dt.date(1990, 1, 1)
    events = [
        event(f"e{n}", (start + dt.timedelta(days=n // 3)).isoformat(), people=["mara-lind"])
        for n in range(count)
    ]
    return example(timeline=events, overview="Much has happened.")


def published(document: StoryDocument) -> Story:
    story, _ = publishing.load(document)
    publishing.publish(story)
    story.refresh_from_db()
    return story


def revise(kind: str = Revision.Kind.SUBSTANTIVE, note: str = "", **fields: Any) -> None:
    """Publish the smallest document with some of its fields replaced."""
    story, _ = publishing.load(check_story(raw(**fields)))
    publishing.publish(story, kind=kind, note=note)


def renamed(title: str) -> list[dict[str, Any]]:
    """Its timeline, the first event under another title."""
    first, *rest = raw()["timeline"]
    return [first | {"title": title}, *rest]


def in_schema_1() -> dict[str, Any]:
    """The example without what schema 2 brought."""
    document = raw(schema=1)
    for path in newer_fields(raw()):
        at: Any = document
        *steps, last = re.findall(r"[a-z]+|(?<=\[)\d+", path)
        for step in steps:
            at = at[int(step) if step.isdigit() else step]
        del at[last]
    return document
