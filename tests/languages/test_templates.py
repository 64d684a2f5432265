"""Templates: every word in them can be translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
UNSPOKEN = ("styleguide",)
# Words that are the same in every language, and what is no word.
SAME = {
    "seen",
    "sessionid",
    "csrftoken",
    "abc",
    "XP",
    "JSON",
    "YAML",
    "UTC",
    "CON",
    "PRO",
    "AI",
    "API",
    "Atom",
    "h",
    "s",
    "x",
    *"Kqyp²",  # of a formula
    *("event", "its", "key"),  # a key, as it is typed
}
# Pages of the desk that are partly English in every language as yet. A page that has become whole leaves the list.
PARTLY_ENGLISH = {
    f"admin/{page}.html"
    for page in (
        "accounts/reset",
        "debate/persona/change_form",
        "debate/rehearsal",
        "debate/review",
        "llm/spend",
        "machinery/again",
        "stories/directory/chooser",
        "stories/directory/directory",
        "stories/directory/merge",
        "stories/origin",
        "stories/rename",
        "stories/source/text",
        "stories/story/changes",
        "stories/story/import",
        "stories/story/rollback",
    )
}
SPOKEN = re.compile(
    r'\b(?:title|aria-label|aria-description|alt|placeholder|name="description"\s+content|data-say)="([^"]*)"'
)
CODE = re.compile(
    r"{#.*?#}|{%\s*block (?:body_?class|nav_\w+)\s*%}.*?{%\s*endblock\s*%}|{%-?\s*comment.*?endcomment\s*-?%}"
    r"|{%-?\s*blocktrans.*?{%-?\s*endblocktrans\w*\s*-?%}|{%-?\s*trans\b.*?{%-?\s*endtrans\s*-?%}"
    r"|<(script|style|code)\b(?![^>]*/>).*?</\1>|<!doctype[^>]*>|&\w+;",
    re.S,
)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.S)
WORD = re.compile(r"[^\W\d_]{2,}")


def templates() -> list[Path]:
    return sorted(
        file
        for file in TEMPLATES.rglob("*")
        if file.suffix in (".html", ".jinja", ".txt")
        and file.name != "robots.txt"
        and file.relative_to(TEMPLATES).parts[0] not in UNSPOKEN
    )


def untranslatable(text: str) -> Iterator[str]:
    """What anybody would see of a template that no catalogue can say."""
    text = CODE.sub("", text)
    if (
        "jinja" in text or "{% macro" in text or "{%- macro" in text
    ):  # literals as arguments of macros and filters
        for tag in re.findall(r"{{.*?}}", text, re.S):
            for literal in re.findall(r'(?<!_\()"([A-Z][^"]*|[^"]* [^"]*)"', tag):
                yield from said(literal)
    text = TAG.sub("", text)
    for words in SPOKEN.findall(text):
        yield from said(words)
    for words in re.split(r"<[^>]*>", text):
        yield from said(words)


def said(words: str) -> Iterator[str]:
    if set(WORD.findall(re.sub(r"#[a-z]+", "", words))) - SAME:
        yield " ".join(words.split())


@pytest.mark.parametrize("file", templates(), ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_every_word_of_a_template_can_be_translated(file: Path) -> None:
    found = list(untranslatable(file.read_text(encoding="utf-8")))
    if str(file.relative_to(TEMPLATES)) in PARTLY_ENGLISH:
        assert found, "it is whole: take it off the list"
    else:
        assert found == []
