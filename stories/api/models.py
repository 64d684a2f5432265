"""The answers of the API. A field that says nothing is null or "", never left out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StoryName(Answer):
    slug: str
    headline: str
    url: str = Field(description="Its page.")


class StoryBrief(StoryName):
    category: str
    standfirst: str
    status: str = Field(description="Where it stands, in a sentence, or “”.")
    language: str = Field(description="A tag such as en-GB.")
    as_of: dt.date = Field(description="The day on which it was true.")
    revision: int
    published_at: dt.datetime = Field(description="When this revision was.")
    api: str


class StoryAnswer(StoryBrief):
    first_published_at: dt.datetime
    modified_at: dt.datetime = Field(description="The last revision that changed more than wording.")
    debatable: bool
    counts: dict[str, int] = Field(description="Items by kind.")
    items: str
    document: str = Field(description="The whole story as one document; its schema is /schema/story.json.")
    linked_data: str = Field(description="The same as schema.org’s linked data.")


class StoryList(Answer):
    items: list[StoryBrief]
    next: str | None


class ItemAnswer(Answer):
    kind: str
    key: str
    url: str
    item: dict[str, Any] = Field(description="As the story’s document has it: see /schema/story.json.")


class ItemList(Answer):
    items: list[ItemAnswer]
    next: str | None


class PersonName(Answer):
    key: str
    name: str
    url: str


class SourceName(Answer):
    title: str
    publisher: str
    url: str


class Quotation(Answer):
    text: str = Field(description="Word for word, without quotation marks.")
    language: str
    speaker: PersonName
    date: dt.date = Field(description="As exact as `precision` says; the unused part is 01.")
    precision: str = Field(description="day, month, year or approximate")
    context: str
    source: SourceName
    story: StoryName
    url: str


class QuotationList(Answer):
    items: list[Quotation]
    next: str | None


class PersonBrief(PersonName):
    api: str


class PersonList(Answer):
    items: list[PersonBrief]
    next: str | None


class PersonAnswer(PersonName):
    office: str = Field(description="As the latest story has it.")
    stories: list[StoryName] = Field(description="The latest forty that name them.")
    quotations: list[Quotation]
