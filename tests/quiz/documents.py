"""Stories to quiz about, small enough to reason about by hand."""

from __future__ import annotations

from typing import Any

from stories.document import StoryDocument, check_story
from tests.stories.documents import raw

NAMES = {
    "ada": "Ada Voss",
    "ben": "Ben Arlo",
    "cid": "Cid Marsh",
    "dot": "Dot Quill",
    "eve": "Eve Stone",
}
TEXTS = {
    "q1": ("ada", "The ferry never once ran on time"),
    "q2": ("ben", "Nobody asked the herons for permission"),
    "q3": ("cid", "Steel is cheaper than another study"),
    "q4": ("dot", "My grandmother swam it every summer"),
    "q5": ("eve", "Count the cars before you count the money"),
    "q6": ("ada", "A toll is only a tax with a view"),
}


def person(key: str, **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "name": NAMES[key],
        "office": f"Member for ward {key}",
        "part": "Spoke at the hearing.",
        "alive": True,
    } | fields


def quote(key: str, **fields: Any) -> dict[str, Any]:
    speaker, text = TEXTS[key]
    return {
        "key": f"{speaker}-on-{key}",
        "text": text,
        "speaker": speaker,
        "date": "2026-05-12",
        "precision": "day",
        "context": f"In the second hearing, item {key}.",
        "source": "survey",
        "checked": {"date": "2026-05-30", "by": "desk", "against": "the minutes"},
    } | fields


def quotable(**fields: Any) -> StoryDocument:
    """Five people, six quotations, every one of them usable."""
    values: dict[str, Any] = {
        "people": [person(key) for key in NAMES],
        "quotes": [quote(key) for key in TEXTS],
        "timeline": [],
        "overview": "A hearing was held.",
        "motions": [],
        "debatable": False,
        "not_debatable_reason": "It is settled.",
    }
    return check_story(raw(**(values | fields)))


def another(slug: str = "second-story", **fields: Any) -> StoryDocument:
    """The same people at another time, saying other things."""
    quotes = [
        quote(key) | {"key": f"again-{key}", "text": f"{text}, I said again in {slug}"}
        for key, (_, text) in TEXTS.items()
    ]
    return quotable(slug=slug, headline=f"What was said in {slug}", quotes=quotes, **fields)
