"""What a browser would make of a page, and text that hopes it makes more of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from justhtml import JustHTML

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) \"'&{{ 1|add:1 }}"


def poisoned(value: Any, name: str = "", text: str = HOSTILE) -> Any:
    """The document with every free text replaced by one, as much of it as fits; keys, dates and choices stay."""
    fixed = ("key", "slug", "date", "end_date", "as_of", "precision", "kind", "speaker", "source", "sources")
    fixed += ("people", "organisations", "item", "side", "schema", "url", "resolution", "language", "file")
    if name in fixed and not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return value
    if isinstance(value, dict):
        return {key: poisoned(entry, key, text) for key, entry in value.items()}
    if isinstance(value, list):
        return [poisoned(entry, "", text) for entry in value]
    room = {"abbreviation": 12, "unit": 80, "by": 80, "mention": 80}.get(name, len(text))
    return text[:room].strip() if isinstance(value, str) else value


class Tags(HTMLParser):
    """Every start tag with its attributes, as a browser would read them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_valid(html: str) -> None:
    """Strict HTML, no id twice, nothing inline that the content security policy would block."""
    JustHTML(html, strict=True, fragment="<!doctype" not in html[:200].lower())
    assert not re.search("[\x80-\x9f]", html), "what Windows-1252 has there is written as what it means"
    tags = Tags(html).found
    found = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(found) == len(set(found))
    for tag, attributes in tags:
        assert tag != "style"
        assert tag != "svg" or "hidden" not in attributes
        assert not re.search(r"\.[0-9]{4}", attributes.get("datetime") or ""), (
            "a time has thousandths at most"
        )
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        is_data = tag == "script" and attributes.get("type") == "application/ld+json"
        assert tag != "script" or is_data or (attributes["src"] or "").startswith("/static/")
        assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:"))
