"""Every public page: what is not in a catalogue, no reader of another language can read.

A catalogue that brackets whatever it is asked for takes the place of Ukrainian; the story is Greek. A Latin word outside
brackets, and outside what says that it is in a language of its own, was never asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import trans_real

from newsroom import afresh
from newsroom.languages import saying
from stories.document import check_story
from tests.addresses import public
from tests.stories.documents import published, raw, revise

LATIN = "abcdefghijklmnopqrstuvwxyz"
GREEK = str.maketrans(LATIN + LATIN.upper(), "αβγδεζηθικλμνξοπρστυφχψωϊϋ" + "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫ")
ATTRIBUTES = ("title", "aria-label", "aria-description", "alt", "placeholder", "data-say")
SAME = {"Newsroom", "seen", "seen-", "sessionid", "csrftoken", "abc", "XP", "UTC", "JSON", "Atom", "English"}
VOID = {"meta", "link", "img", "input", "br", "hr", "source"}


class Bracketing:
    """What Django asks for a catalogue, and a string that shows that it was asked."""

    domain = "django"

    def to_language(self) -> str:
        return "uk"

    language = to_language

    def gettext(self, message: str) -> str:
        context, _, words = message.rpartition("\x04")
        return words if context.startswith("date pattern") else f"⟦{words}⟧"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)

    def __getitem__(self, key: str) -> str:
        return f"⟦{key}⟧"


class Words(HTMLParser):
    """The words of a page in its own language, with those of the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []  # tag, and whether its words are another language's or none

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        is_other = tag in ("script", "style", "code", "textarea") or (tag != "html" and "lang" in given)
        is_other = is_other or bool(self._open and self._open[-1][1])
        if not is_other:
            self.found += [given[name] or "" for name in ATTRIBUTES if given.get(name)]
        if tag not in VOID:
            self._open.append((tag, is_other))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and not self._open[-1][1]:
            self.found.append(data)


def unasked(html: str) -> set[str]:
    """Latin words outside brackets."""
    page = Words()
    page.feed(html)
    text = "\n".join(page.found)
    while "⟦" in text:  # brackets may stand in brackets
        text, before = re.sub(r"⟦[^⟦⟧]*⟧", " ", text), text
        if text == before:
            break
    text = re.sub(r"https?://\S+|\S+@\S+|/\S+/\S+", " ", text)
    return {word for word in re.findall(r"[A-Za-z][A-Za-z’'-]{2,}", text) if word not in SAME}


def in_greek(value: Any, field: str = "") -> Any:
    """A document's words in letters that no word of ours has; keys, dates and addresses as they are."""
    if isinstance(value, dict):
        return {name: in_greek(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [in_greek(part, field) for part in value]
    if not isinstance(value, str) or field not in WRITTEN:
        return value
    parts = re.split(r"(\[\[.*?\]\])", value)
    return "".join(part if part.startswith("[[") else part.translate(GREEK) for part in parts)


WRITTEN = set(
    "headline category standfirst status_line overview label explanation value unit name office part type status"
    " description abbreviation title discussed_by resolves_when period what_happened short_term long_term relevance"
    " role caption alt credit text context publisher author reliability reason mention by against not_debatable_reason".split()
)


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(trans_real._translations, "uk", Bracketing())
    for said_before in (saying._calendar_of, afresh._told):  # in real Ukrainian, by a test before
        said_before.cache_clear()
    yield
    for said_here in (saying._calendar_of, afresh._told):
        said_here.cache_clear()


@pytest.mark.django_db
def test_every_word_of_a_page_was_asked_of_the_catalogue(bracketed: None, client: Client) -> None:
    story = published(check_story(in_greek(raw())))
    revise(
        note="Σημείωμα.", **{k: v for k, v in in_greek(raw(standfirst="Another one.")).items() if k != "slug"}
    )
    found: dict[str, set[str]] = {}
    for path in public(story):
        if re.search(r"^/(admin|styleguide|livez|readyz|metrics)|\.\w+$|^/embed", path):
            continue
        page = f"/uk{path}"
        response = client.get(page)
        if "html" in response.get("Content-Type", "") and (words := unasked(response.content.decode())):
            found[f"{response.status_code} {page}"] = words
    assert found == {}
