"""The persona document: a historical figure who may speak, as one validated value.

`fixtures/personas/*.yaml` show it, an editor can paste one in the admin, and the offline composer speaks
with its `voice`. Nothing here is a quotation: principles are paraphrases that name the work they come
from, and every sentence of the voice is ours, in the figure's manner.

The voice is rhetoric, never fact: no digit, no quotation mark, no name of a living story. Facts come from
the cards of a brief; a sentence of the voice must be true of no story in particular.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError

from newsroom.documents import (
    DocumentFaults,
    Fault,
    Key,
    Label,
    Part,
    Prose,
    faults_of,
    read_yaml,
)

PROTECTED_YEARS = 70  # DESIGN.md: a persona has been dead for seventy years or more

# What one path of a portrait may hold: the letters of SVG path data, numbers, blanks. No other attribute
# reaches the page, so a portrait typed by an editor cannot carry markup or script.
_PATH = re.compile(r"^[MmLlHhVvCcSsQqTtAaZz0-9 ,.\-]+$")


def _path_data(value: str) -> str:
    if not _PATH.match(value):
        raise ValueError("is not SVG path data")
    return value


class Phrase:
    """The rules of one kind of phrase: its length in words and the slots it may or must hold."""

    def __init__(self, low: int, high: int, *, may: str = "", must: str = "", ends: str = ".?!") -> None:
        self.low, self.high, self.ends = low, high, ends
        self.must = frozenset(must.split())
        self.may = frozenset(may.split()) | self.must

    def __call__(self, value: str) -> str:
        value = value.strip()
        if re.search(r"[0-9\"“”‘«»]", value):
            raise ValueError("holds a digit or a quotation mark; voices state no facts and quote nobody")
        try:
            slots = {name for _, name, _, _ in string.Formatter().parse(value) if name is not None}
        except ValueError as error:
            raise ValueError(f"has an unfinished slot: {error}") from error
        if not slots <= self.may:
            raise ValueError(
                f"has the slot {{{min(slots - self.may)}}}; here only {sorted(self.may)} are filled"
            )
        if not self.must <= slots:
            raise ValueError(f"lacks the slot {{{min(self.must - slots)}}}")
        words = len(value.split())
        if not self.low <= words <= self.high:
            raise ValueError(f"has {words} words; {self.low} to {self.high} are allowed")
        if self.ends and value[-1] not in self.ends:
            raise ValueError(f"must end with one of {' '.join(self.ends)}")
        return value


Thesis = Annotated[str, AfterValidator(Phrase(4, 18, must="motion"))]
Lead = Annotated[str, AfterValidator(Phrase(1, 8, ends=""))]
Link = Annotated[str, AfterValidator(Phrase(1, 8, ends=""))]
Warrant = Annotated[str, AfterValidator(Phrase(6, 18))]
Grant = Annotated[str, AfterValidator(Phrase(7, 24, may="theirs", must="topic"))]
Meet = Annotated[str, AfterValidator(Phrase(7, 20, must="opponent topic"))]
Weigh = Annotated[str, AfterValidator(Phrase(7, 24, must="mine theirs"))]
End = Annotated[str, AfterValidator(Phrase(6, 20))]
View = Annotated[str, AfterValidator(Phrase(5, 24))]
Matter = Annotated[str, AfterValidator(Phrase(3, 10, ends=":"))]
Strike = Annotated[str, AfterValidator(Phrase(6, 24, must="topic"))]
Ask = Annotated[str, AfterValidator(Phrase(5, 22, ends="?"))]


class Principle(Part):
    key: Key
    text: Prose
    work: Label
    section: Label


class Work(Part):
    title: Label
    year: Label


class Theses(Part):
    """The motion affirmed or denied, with the test by which this figure judges anything."""

    pro: Annotated[list[Thesis], Field(min_length=3)]
    con: Annotated[list[Thesis], Field(min_length=3)]


class Ends(Part):
    """The last sentence of a closing."""

    pro: Annotated[list[End], Field(min_length=3)]
    con: Annotated[list[End], Field(min_length=3)]


class Leads(Part):
    """What may stand before a point's fact, by the point's place; the fact follows in lower case."""

    first: Annotated[list[Lead], Field(min_length=3)]
    next: Annotated[list[Lead], Field(min_length=3)]
    last: Annotated[list[Lead], Field(min_length=3)]


class Warrants(Part):
    """Maxims that carry evidence to a conclusion, by argument scheme; true whichever side speaks. A speech has
    one at most, beside a point of its scheme."""

    sign: Annotated[list[Warrant], Field(min_length=4)]  # figures: from a measure to what it shows
    cause: Annotated[list[Warrant], Field(min_length=4)]  # events: from what was done to what follows
    testimony: Annotated[list[Warrant], Field(min_length=4)]  # quotes: from what a person said
    analogy: Annotated[list[Warrant], Field(min_length=4)]  # precedents: from then to now
    consequence: Annotated[list[Warrant], Field(min_length=4)]  # scenarios: from what may come
    practice: Annotated[list[Warrant], Field(min_length=4)]  # actors and principles: what one ought to do


class Views(Part):
    """What this figure says of a whole story, for and against nothing: it must fit any story."""

    openers: Annotated[list[View], Field(min_length=4)]
    matters: Annotated[list[Matter], Field(min_length=4)]  # before the item that the story turns on
    strikes: Annotated[list[Strike], Field(min_length=4)]  # what they would stop at
    asks: Annotated[list[Ask], Field(min_length=4)]
    warns: Annotated[list[View], Field(min_length=4)]
    closers: Annotated[list[View], Field(min_length=4)]


class Voice(Part):
    """How this figure reasons, in sentences of ours that fit any motion.

    so: joins a fact to what it shows; yet: sets a fact against the other side's. grants: concede a card of the
    other side, whose reason may stand as {theirs}. meets: take up the other side's strongest card; weighs:
    why one of mine counts for more than one of theirs.
    """

    theses: Theses
    leads: Leads
    so: Annotated[list[Link], Field(min_length=4)]
    yet: Annotated[list[Link], Field(min_length=4)]
    grants: Annotated[list[Grant], Field(min_length=4)]
    meets: Annotated[list[Meet], Field(min_length=4)]
    weighs: Annotated[list[Weigh], Field(min_length=4)]
    ends: Ends
    warrants: Warrants
    views: Views | None = None  # without it a view of a story has the cards and one maxim


class Style(Part):
    """Settings of the voice that the composer plans with."""

    prefers: Annotated[
        list[Literal["figure", "event", "precedent", "scenario", "actor", "quote"]], Field(min_length=3)
    ]
    reason_first: Annotated[float, Field(ge=0, le=1)]  # share of points argued reason first, evidence after
    forbidden: list[Label] = []  # words this figure would never use; no text of the voice holds one


class PersonaDocument(Part):
    """One figure who may speak. Years before our era are negative."""

    schema_version: Literal[1] = Field(alias="schema")
    slug: Key
    name: Label
    short_name: Label
    pronoun: Literal["he", "she", "they"]
    born: int
    died: int
    life: Label
    place: Label
    continent: Literal["Africa", "Asia", "Europe", "North America", "South America", "Oceania"]
    calling: Label
    disposition: Literal["realist", "idealist", "pragmatist", "sceptic", "reformer", "moralist"]
    who: Prose
    how_they_argue: Prose
    could_not_have_known: Prose
    works: Annotated[list[Work], Field(min_length=1)]
    principles: Annotated[list[Principle], Field(min_length=5)]
    style: Style
    voice: Voice
    portrait: Annotated[list[Annotated[str, AfterValidator(_path_data)]], Field(min_length=3, max_length=60)]

    @property
    def drawing(self) -> str:
        """The portrait as the data of one path, in a frame of 80 by 100: one element of a page, not sixty."""
        # A relative start would go on from where the path before it ended.
        return "".join(path if path.startswith("M") else f"M0 0{path}" for path in self.portrait)

    def as_json(self) -> dict[str, Any]:
        """The document as plain JSON values, as stored with the persona."""
        return self.model_dump(mode="json", by_alias=True)


def parse_persona(text: str | bytes) -> PersonaDocument:
    """Read one persona from YAML or JSON. Raises DocumentFaults with every fault and missing part."""
    return check_persona(read_yaml(text))


def check_persona(raw: Any) -> PersonaDocument:
    """Turn an already parsed value into a persona. Raises DocumentFaults with every fault."""
    try:
        persona = PersonaDocument.model_validate(raw)
    except ValidationError as error:
        raise DocumentFaults(faults_of(error)) from error
    if faults := list(_crossing_faults(persona)):
        raise DocumentFaults(faults)
    return persona


def phrases(persona: PersonaDocument) -> Iterator[tuple[str, str]]:
    """Every text of the voice with its path, such as ("voice.warrants.sign[3]", "What is counted …")."""

    def walk(value: Any, path: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            for name, inner in value.items():
                yield from walk(inner, f"{path}.{name}")
        elif isinstance(value, list):
            for i, inner in enumerate(value):
                yield from walk(inner, f"{path}[{i}]")

    yield from walk(persona.voice.model_dump(), "voice")


def _crossing_faults(persona: PersonaDocument) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    forbidden = [
        (word, re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)) for word in persona.style.forbidden
    ]
    for path, text in phrases(persona):
        if text in seen:
            yield Fault(path=path, message=f"stands already at {seen[text]}")
        seen[text] = path
        for word, pattern in forbidden:
            if pattern.search(text):
                yield Fault(path=path, message=f"holds the forbidden word {word}")
    if persona.died <= persona.born:
        yield Fault(path="died", message="is not after born")
