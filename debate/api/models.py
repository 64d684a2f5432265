"""The answers about debates."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from stories.api.models import Answer, StoryName


class Persona(Answer):
    slug: str
    name: str


class DebateBrief(Answer):
    id: int
    story: StoryName
    motion: str
    pro: Persona
    con: Persona
    engine: str = Field(description="offline or llm; a speech may differ, see its own")
    reviewed: bool = Field(description="Whether a person read it before anyone saw it.")
    play: str = Field(description="Where it can be played.")
    api: str


class DebateList(Answer):
    items: list[DebateBrief]
    next: str | None


class Card(Answer):
    n: int
    claim: str
    url: str = Field(description="The item of the story.")


class Sentence(Answer):
    text: str = Field(description="With its citations as [n].")
    cites: list[int]


class Speech(Answer):
    side: Literal["pro", "con"]
    part: str
    sentences: list[Sentence]
    hidden: str = Field(description="Why a moderator took it down, or “”; then it has no sentences.")
    engine: str
    digital_source_type: str = Field(description="A term of IPTC: by what it was made.")
    credit: str = Field(description="What must stand beside it: it is not the persona’s own words.")


class Mark(Answer):
    criterion: str
    weight: int
    mark: str
    reason: str


class Score(Answer):
    overall: str
    marks: list[Mark]


class Verdict(Answer):
    outcome: str
    pro: Score
    con: Score
    nonce: str
    record: str = Field(
        description="What the seal is of, with the nonce before it; “” if it quotes what was taken down."
    )


class Round(Answer):
    number: int
    question: str = Field(description="Of round 2: what both were asked.")
    speeches: list[Speech]
    seal: str
    verdict: Verdict | None = Field(description="null while nobody has called the round.")


class DebateAnswer(DebateBrief):
    rounds: list[Round] = Field(description="Round 1, then round 2 once for each question that was called.")
    cards: list[Card] = Field(description="The evidence that is cited.")
    language: str
