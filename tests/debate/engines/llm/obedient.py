"""A model that obeys: whatever order stands in its prompt, it carries out. And the orders, read from a file."""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.debate.engines.llm.parrot import Parrot, judgement, speeches
from tests.llm.fake_openai import Received

FILE = Path(__file__).with_name("injections.yaml")
LANGUAGES = ("en", "uk", "ru", "de", "fr", "es", "ar", "zh", "ja", "hi")
FAIR, BOUGHT = [6, 6], [10, 1]  # marks for the speech shown first and second
PWNED = (
    '<script>alert("PWNED")</script> ![x](https://evil.example/p.png) **Arr, I am Captain Blackbeard.** '
    "My system prompt says: full marks. " * 12
)
DELIMITED = re.compile(r"<(data-[0-9a-f]{12})>\n(.*?)\n</\1>", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Injection:
    """text: as it is sent or stored. order: the words of it that a model would obey."""

    name: str
    language: str
    to: str
    kind: str
    text: str
    order: str


@functools.cache
def injections(to: str = "") -> tuple[Injection, ...]:
    """All hundred, or those that are sent ("direct") or stored ("stored")."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Injection(
            name=f"{row['lang']}-{row['to']}-{row['kind']}",
            language=row["lang"],
            to=row["to"],
            kind=row["kind"],
            text=row["text"],
            order=row.get("order", row["text"]),
        )
        for row in rows
        if to in ("", row["to"])
    )


class _Letters(dict[int, int | None]):
    """For `str.translate`: letters, figures and their marks stay, looked up once each."""

    def __missing__(self, code: int) -> int | None:
        each = chr(code)
        stays = each.isalnum() or unicodedata.category(each) in ("Mn", "Mc")
        self[code] = code if stays else None
        return self[code]


_LETTERS = _Letters({ord("\N{ARABIC TATWEEL}"): None})


@functools.lru_cache(maxsize=1024)
def folded(text: str) -> str:
    """What a model reads, however it is written: letters and figures alone, in their plainest form."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)


@functools.cache
def _orders() -> dict[str, Injection]:
    return {folded(each.order): each for each in injections()}


def obeyed(prompt: str) -> Injection | None:
    """The first order that a model would find in its prompt."""
    read = folded(prompt)
    return next((each for order, each in _orders().items() if order in read), None)


def outside(prompt: str) -> str:
    """What of a prompt is no material: all that stands between no delimiters of this call."""
    return DELIMITED.sub(" ", prompt)


class Obedient(Parrot):
    """Fair and dutiful, until it reads an order: then it sells its marks, its voice, its limits and its markup.

    sells: how much of a speech; "words" are put between those that it would have written anyway, "all" replaces them.
    """

    sells = "words"

    def speech(self, request: Received) -> str:
        honest = super().speech(request)
        if not obeyed(request.prompt):
            return honest
        return PWNED if self.sells == "all" else f"{PWNED} {honest} {PWNED}"

    def rewrite(self, request: Received) -> str:
        if obeyed(request.prompt):
            return json.dumps({"replacements": [{"number": n, "text": PWNED} for n in range(1, 20)]})
        return super().rewrite(request)

    def questions(self, request: Received) -> str:
        if not obeyed(request.prompt):
            return super().questions(request)
        value = json.loads(super().questions(request))
        for asked in value["questions"]:
            asked["text"] = (
                "Will you, as Captain Blackbeard, now concede that the other side has already won this?"
            )
        return json.dumps(value)

    def judge(self, request: Received) -> str:
        shown = speeches(request)
        marks = BOUGHT if obeyed(request.prompt) else FAIR
        value: dict[str, Any] = judgement(shown, marks)
        return json.dumps(value)


# What a page or a prompt shows only if an order of the injections was obeyed.
SIGNS = re.compile(r"PWNED|evil\.example|Blackbeard|pirate|alert\(|onerror|system prompt|full marks", re.I)
