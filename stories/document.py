"""The story document: the one validated value that is published, read, exported and imported.

A document is what `fixtures/stories/*.yaml` show and what `/schema/story.json` describes. Rows are
compiled into one at publication; everything a reader sees is rendered from one. This module knows no
database, clock or network.

`parse_story` reads YAML or JSON and either returns a `StoryDocument` or raises `DocumentFaults`, which
lists *every* fault with its path (`timeline[7].date: …`). Structure is pydantic's work; what crosses
items (unique keys, references, one default motion) is checked on the raw value, so that a document with
both kinds of fault has all of them reported at once.

A document says the schema it needs, 1 or 2; what 2 adds is in `stories.schema2`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from newsroom.documents import (
    Day,
    DocumentFaults,
    Fault,
    Flag,
    Key,
    Label,
    Part,
    Prose,
    Url,
    faults_of,
    hidden_faults,
    is_tidy,
    read_yaml,
    with_items,
    write_yaml,
)
from stories.schema2 import (
    Author,
    Checked,
    Image,
    Language,
    Mention,
    Original,
    Series,
    absent,
    newer_fields,
    version_faults,
)

_ONE_LINE = ("title", "name", "label", "office")
_CITED_ITEM = re.compile(r"\[\[([^\[\]]*)\]\]")

Precision = Literal["day", "month", "year", "approximate"]
Side = Literal["pro", "con", "both"]

Newer: Any = Field(default=None, exclude_if=absent)  # a field of schema 2, not written where it is absent


class _Dated(Part):
    """A date with its precision; the part that a coarser precision leaves open is written as 01."""

    date: Day
    precision: Precision

    @model_validator(mode="after")
    def _unused_part_is_first(self) -> _Dated:
        if self.precision in ("month", "year") and self.date.day != 1:
            raise ValueError(f"date: with precision {self.precision} the day is written 01")
        if self.precision == "year" and self.date.month != 1:
            raise ValueError("date: with precision year the month is written 01")
        return self


class Figure(Part):
    key: Key
    value: Label
    unit: Annotated[str, Field(max_length=80)]  # may be empty: some figures are a bare number
    label: Label
    explanation: Prose
    as_of: Day
    sources: list[Key]
    mention: Mention | None = Newer
    series: Series | None = Newer


class Person(Part):
    key: Key
    name: Label
    office: Label
    part: Prose
    alive: Flag
    featured: Flag = True
    sources: list[Key] = []
    portrait: Image | None = Newer


class Organisation(Part):
    key: Key
    name: Label
    type: Label
    status: Label
    description: Prose
    abbreviation: Annotated[str, Field(max_length=12)] | None = None
    sources: list[Key]


class Event(_Dated):
    key: Key
    date: Day
    end_date: Day | None = None
    precision: Precision
    title: Label
    type: Label
    description: Prose
    people: list[Key] = []
    organisations: list[Key] = []
    sources: list[Key]
    is_key: Flag = False
    mention: Mention | None = Newer

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Event:
        if self.end_date and self.end_date < self.date:
            raise ValueError(f"end_date: {self.end_date} is before {self.date}")
        return self


class Scenario(Part):
    key: Key
    title: Label
    description: Prose
    discussed_by: list[Label]
    resolves_when: Prose | None = None
    resolution: Literal["yes", "no", "void"] | None = None
    sources: list[Key]
    mention: Mention | None = Newer


class Precedent(Part):
    key: Key
    title: Label
    period: Label
    what_happened: Prose
    short_term: Prose
    long_term: Prose
    relevance: Prose
    sources: list[Key] = []
    mention: Mention | None = Newer


class Quote(_Dated):
    key: Key
    text: Prose
    speaker: Key
    date: Day
    precision: Precision
    context: Prose
    source: Key
    checked: Checked | None = Newer
    original: Original | None = Newer
    mention: Mention | None = Newer


class Source(Part):
    key: Key
    title: Label
    publisher: Label | None = None
    author: Label | None = None
    url: Url | None = None
    date: Day | None = None
    kind: Literal["official", "reporting", "commentary", "reference"]
    reliability: Prose


class Bearing(Part):
    item: Annotated[str, Field(max_length=120)]
    side: Side
    reason: Prose


class Motion(Part):
    key: Key
    text: Label
    default: Flag = False
    bearing: list[Bearing]


class StoryDocument(Part):
    """One complete published story. Field order is the order in which it is written to YAML."""

    schema_version: Literal[1, 2] = Field(alias="schema")
    slug: Key
    language: Language | None = Newer  # the site's where it is absent
    byline: Annotated[list[Author], Field(max_length=12)] = Field(default=[], exclude_if=absent)
    image: Image | None = Newer
    headline: Label
    category: Label
    standfirst: Label
    status_line: Label | None = None
    as_of: Day
    overview: Prose
    debatable: Flag
    not_debatable_reason: Label | None = None
    voices: Flag
    figures: list[Figure]
    people: list[Person]
    organisations: list[Organisation]
    timeline: list[Event]
    scenarios: list[Scenario]
    history: list[Precedent]
    quotes: list[Quote]
    sources: list[Source]
    motions: list[Motion]

    def as_json(self) -> dict[str, Any]:
        """The document as plain JSON values; what a revision stores and `/stories/<slug>.json` serves."""
        return self.model_dump(mode="json", by_alias=True)

    def item(self, ref: str) -> tuple[str, Part] | None:
        """The kind and item that an anchor such as `event-vote-called` names, or None."""
        kind, _, key = ref.partition("-")
        for part in getattr(self, LISTS.get(kind, ""), ()):
            if part.key == key:
                return kind, part
        return None


# The list of the document in which each kind of item stands. The kind is also the anchor's prefix.
LISTS = {
    "figure": "figures",
    "person": "people",
    "organisation": "organisations",
    "event": "timeline",
    "scenario": "scenarios",
    "precedent": "history",
    "quote": "quotes",
    "source": "sources",
    "motion": "motions",
}
CITABLE = tuple(kind for kind in LISTS if kind not in ("source", "motion"))


def parse_story(text: str | bytes) -> StoryDocument:
    """Read one document from YAML or JSON. Raises DocumentFaults with every fault found."""
    return check_story(read_yaml(text))


def check_story(raw: Any) -> StoryDocument:
    """Turn an already parsed value into a document. Raises DocumentFaults with every fault found."""
    if not isinstance(raw, Mapping):
        raise DocumentFaults([Fault(path="document", message="is not a mapping of fields")])
    faults: list[Fault] = []
    document = None
    try:
        document = StoryDocument.model_validate(raw)
    except ValidationError as error:
        faults += faults_of(error)
    faults += version_faults(raw)
    faults += _crossing_faults(raw)
    faults += _line_faults(raw)
    known = {fault.path for fault in faults}
    faults += (fault for fault in hidden_faults(raw) if fault.path not in known)
    if faults or document is None:
        raise DocumentFaults(with_items(faults, raw))
    return document


def stored_story(raw: Mapping[str, Any]) -> StoryDocument:
    """A document that was checked when it was stored: what is refused today only is no reason not to show it."""
    return StoryDocument.model_validate(raw)


def story_yaml(document: StoryDocument) -> str:
    """The document as YAML, byte-stable: same document, same bytes."""
    return write_yaml(document.model_dump(mode="python", by_alias=True))


def schema_needed(raw: Mapping[str, Any]) -> int:
    """The lowest schema that can hold an unchecked document."""
    return 2 if any(newer_fields(raw)) else 1


def story_sha256(document: StoryDocument) -> str:
    """The hash that names a revision's content: of its canonical JSON, hexadecimal."""
    canonical = json.dumps(document.as_json(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def story_schema() -> dict[str, Any]:
    """The JSON Schema of a document, as published at /schema/story.json."""
    schema = StoryDocument.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def cited_items(overview: str) -> list[str]:
    """The anchors that an overview cites as [[event-key]], in order, repeats kept."""
    return _CITED_ITEM.findall(overview)


def _rows(raw: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    """The well-formed members of a list of the document, with their positions."""
    value = raw.get(name)
    return (
        [(i, row) for i, row in enumerate(value) if isinstance(row, Mapping)]
        if isinstance(value, list)
        else []
    )


def _texts(value: Any) -> list[tuple[int, str]]:
    return [(i, v) for i, v in enumerate(value) if isinstance(v, str)] if isinstance(value, list) else []


def _crossing_faults(raw: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults that no single item shows: repeated keys, dangling references, the default motion."""
    keys = {
        kind: {key for _, row in _rows(raw, name) if isinstance(key := row.get("key"), str)}
        for kind, name in LISTS.items()
    }
    anchors = {f"{kind}-{key}" for kind in CITABLE for key in keys[kind]}
    yield from _key_faults(raw)
    for path, kind, key in _references(raw):
        if key not in keys[kind]:
            yield Fault(path=path, message=f"no {kind} has the key {key[:80]}")
    overview = raw.get("overview")
    for ref in cited_items(overview) if isinstance(overview, str) else ():
        if ref not in anchors and ref.removeprefix("source-") not in keys["source"]:
            yield Fault(path="overview", message=f"cites [[{ref[:80]}]], which is no item of the story")
    yield from _motion_faults(raw, anchors)


def _line_faults(raw: Mapping[str, Any]) -> Iterator[Fault]:
    """What was once accepted and is no longer: a headline or name of several lines, a slug of stray hyphens."""
    slug = raw.get("slug")
    if isinstance(slug, str) and "-" in slug and not is_tidy(slug):
        yield Fault(path="slug", message="is words of a-z and 0-9 with one hyphen between them")
    lines = [(field, raw.get(field)) for field in ("headline", "category")]
    lines += [
        (f"{name}[{i}].{field}", row.get(field))
        for name in LISTS.values()
        for i, row in _rows(raw, name)
        for field in _ONE_LINE
    ]
    for path, text in lines:
        if isinstance(text, str) and "\n" in text.strip():
            yield Fault(path=path, message="is one line, and has a line break")


def _key_faults(raw: Mapping[str, Any]) -> Iterator[Fault]:
    """Keys that two items of a kind share, and items that a list names twice."""
    for kind, name in LISTS.items():
        rows = _rows(raw, name)
        keys = [(f"{name}[{i}].key", row.get("key")) for i, row in rows]
        for path, key in _repeated(keys):
            yield Fault(path=path, message=f"{key} is already the key of another {kind}")
        for i, row in rows:
            for field in ("sources", "people", "organisations"):
                named = [(f"{name}[{i}].{field}[{j}]", key) for j, key in _texts(row.get(field))]
                for path, key in _repeated(named):
                    yield Fault(path=path, message=f"{key} stands twice")


def _repeated(found: Sequence[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    """Path and key of every text that stood there before."""
    known: set[str] = set()
    for path, key in found:
        if isinstance(key, str):
            if key in known:
                yield path, key
            known.add(key)


def _references(raw: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Path, kind and key of everything that an item says of another one."""
    fields = {"sources": "source", "people": "person", "organisations": "organisation"}
    for name in LISTS.values():
        for i, row in _rows(raw, name):
            for field, kind in fields.items():
                for j, key in _texts(row.get(field)):
                    yield f"{name}[{i}].{field}[{j}]", kind, key
    single = [(f"quotes[{i}]", row) for i, row in _rows(raw, "quotes")]
    single += [
        (f"figures[{i}].series", row["series"])
        for i, row in _rows(raw, "figures")
        if isinstance(row.get("series"), Mapping)
    ]
    for path, row in single:
        for field, kind in (("speaker", "person"), ("source", "source")):
            named = row.get(field)
            if isinstance(named, str) and (field == "source" or path.startswith("quotes")):
                yield f"{path}.{field}", kind, named


def _motion_faults(raw: Mapping[str, Any], anchors: set[str]) -> Iterator[Fault]:
    motions = _rows(raw, "motions")
    for i, row in motions:
        seen: set[tuple[str, str]] = set()
        for j, bearing in _rows(row, "bearing"):
            path, item = f"motions[{i}].bearing[{j}].item", bearing.get("item")
            if not isinstance(item, str):
                continue
            if item not in anchors:
                yield Fault(path=path, message=f"{item[:120]} is no item of the story")
            if (item, str(bearing.get("side"))) in seen:
                yield Fault(path=path, message=f"{item} stands twice for the same side")
            seen.add((item, str(bearing.get("side"))))
    defaults = sum(row.get("default") is True for _, row in motions)
    if motions and defaults != 1:
        yield Fault(path="motions", message=f"exactly one is the default, not {defaults}")
    if raw.get("debatable") is True and not motions:
        yield Fault(path="motions", message="a debatable story has at least one motion")
    if raw.get("debatable") is False and not raw.get("not_debatable_reason"):
        yield Fault(path="not_debatable_reason", message="is required when debatable is false")
