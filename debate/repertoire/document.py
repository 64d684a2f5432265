"""The documents of the repertoire: a whole debate, or a voice, as one validated value.

`fixtures/debates/<story>/<motion>.<pro>.<con>.yaml` and `fixtures/voices/<story>/<persona>.yaml` show them. They cite
items by their anchors, `[event-paris-summit]`, so they do not depend on how a brief numbers its cards; `items` holds a
fingerprint of each item that they rest on, as the story had it when they were written. Pure: what a text may say is
for `loading` to check, against the live story.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError

from debate.engines.base import BUDGETS, VOICE_WORDS
from newsroom.documents import (
    Day,
    DocumentFaults,
    Fault,
    Flag,
    Key,
    Label,
    Part,
    Prose,
    faults_of,
    read_yaml,
    write_yaml,
)
from stories.document import CITABLE, StoryDocument

SIDE_PARTS = ("answer", "closing")  # of a round two
Anchor = Annotated[str, Field(pattern=rf"^({'|'.join(CITABLE)})-[a-z0-9-]+$", max_length=100)]
Mark = Annotated[int, Field(ge=1, le=10, strict=True)]
Count = Annotated[int, Field(ge=0, le=100, strict=True)]
Note = Annotated[str, Field(max_length=400)]
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
Stamp = Annotated[str, Field(pattern=r"^[a-z0-9.-]+$", max_length=40)]  # a prompt's version and hash
Model = Annotated[str, Field(min_length=1, max_length=120)]


class Sentence(Part):
    """checked: how it was read; bears: words of the items that bear it out, as the checker named them."""

    text: Prose
    checked: Literal["borne-out", "reasoning", "rule"]
    bears: dict[Anchor, Annotated[list[Prose], Field(min_length=1, max_length=10)]] = Field(
        default={}, exclude_if=lambda bears: not bears
    )


class Text(Part):
    """taken_out: sentences of its draft that were cut without a replacement; corrected: by a reviewer, after it was
    judged."""

    sentences: Annotated[list[Sentence], Field(min_length=1, max_length=40)]
    taken_out: Count = Field(default=0, exclude_if=lambda n: not n)
    corrected: Count = Field(default=0, exclude_if=lambda n: not n)


class Marks(Part):
    evidence: Mark
    logic: Mark
    detail: Mark
    style: Mark


class Finding(Part):
    criterion: Literal["evidence", "logic", "detail", "style"]
    effect: Literal["plus", "minus"]
    note: Label
    quote: Note = ""


class Doubt(Part):
    item: Anchor
    why: Label
    quote: Note = ""


class Clash(Part):
    point: Label
    answered_by: Literal["pro", "con", "both", "neither"]


class Judged(Part):
    """One side in one call. capped: its Evidence was limited to what the check of its sentences bears."""

    marks: Marks
    capped: Flag = Field(default=False, exclude_if=lambda capped: not capped)
    findings: Annotated[list[Finding], Field(min_length=4, max_length=20)]
    doubts: list[Doubt] = Field(default=[], exclude_if=lambda doubts: not doubts)


class Call(Part):
    """One call of the referee. order: whose speech it saw first."""

    order: Label
    better: Literal["pro", "con", "even"]
    pro: Judged
    con: Judged
    clash: list[Clash] = []
    saw_orders: Flag = Field(default=False, exclude_if=lambda saw: not saw)


Calls = Annotated[list[Call], Field(min_length=2, max_length=4)]


class Openings(Part):
    pro: Text
    con: Text
    calls: Calls


class Reply(Part):
    answer: Text
    closing: Text


class Crossfire(Part):
    question: Prose
    kind: Annotated[str, Field(max_length=20)]
    presses: Literal["pro", "con", "both"]
    weakness: Label
    items: list[Anchor]
    pro: Reply
    con: Reply
    calls: Calls


class Written(Part):
    """Who wrote, checked and judged it, as the endpoint names its models, and by which version of each prompt.

    referee: "" for a voice, which is not judged. checker: "" if it was checked by rule only.
    """

    on: Day
    writer: Model
    checker: Annotated[str, Field(max_length=120)] = ""
    referee: Annotated[str, Field(max_length=120)] = Field(default="", exclude_if=lambda name: not name)
    prompts: dict[Key, Stamp]


class Reviewed(Part):
    by: Label
    on: Day


class _About(Part):
    """revision: of the story, on the site that wrote it."""

    schema_version: Literal[1] = Field(alias="schema")
    story: Key
    revision: Annotated[int, Field(ge=1, strict=True)]
    written: Written
    reviewed: Reviewed | None = None
    items: dict[Anchor, Fingerprint]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, in the order of the fields; absent is what says nothing."""
        return self.model_dump(mode="json", by_alias=True)


class DebateDocument(_About):
    """A debate with its three crossfires."""

    motion: Key
    pro: Key
    con: Key
    openings: Openings
    crossfires: Annotated[list[Crossfire], Field(min_length=3, max_length=3)]

    def texts(self) -> Iterator[tuple[str, str, Text]]:
        """Every speech: its path in the document, its part, its text."""
        for side in ("pro", "con"):
            yield f"openings.{side}", "opening", getattr(self.openings, side)
        for n, crossfire in enumerate(self.crossfires):
            for side in ("pro", "con"):
                for part in SIDE_PARTS:
                    yield f"crossfires[{n}].{side}.{part}", part, getattr(getattr(crossfire, side), part)

    @property
    def name(self) -> str:
        return f"{self.story}/{self.motion}.{self.pro}.{self.con}"


class VoiceDocument(_About):
    """A persona's view of a story."""

    persona: Key
    text: Text

    @property
    def name(self) -> str:
        return f"{self.story}/{self.persona}"


def fingerprint(story: StoryDocument, anchor: str) -> str:
    """Twelve hexadecimal digits of what the story says in this item; "" if it has none of that name."""
    found = story.item(anchor)
    if found is None:
        return ""
    said = found[1].model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def parse[Document: BaseModel](kind: type[Document], text: str | bytes) -> Document:
    """Read one document from YAML or JSON. Raises DocumentFaults with every fault found."""
    raw = read_yaml(text)
    if not isinstance(raw, Mapping):
        raise DocumentFaults([Fault(path="document", message="is not a mapping of fields")])
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        raise DocumentFaults(faults_of(error)) from error


def as_yaml(document: DebateDocument | VoiceDocument) -> str:
    """The document as YAML; the same value, the same bytes."""
    return write_yaml(document.as_json())


def schema(kind: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a document, as published at /schema/debate.json and /schema/voice.json."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **kind.model_json_schema(by_alias=True),
    }


def budget(part: str) -> int:
    """The most words of a part: "opening", "answer", "closing" or "voice"."""
    return VOICE_WORDS[1] if part == "voice" else BUDGETS[part]
