"""The index of what is published: a row for each item, made anew with each publication.

`entries_of` is pure and says what the rows are; `refresh` stores them, inside the publication's
transaction, so search, people and categories never know more or less than the story's page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from stories.document import LISTS, StoryDocument
from stories.folding import folded
from stories.models import Entry, Story
from stories.page import category_key, name_of
from stories.text import plain

LONGEST_TEXT = 40_000  # characters of one entry that are searched; PostgreSQL's limit is 1 MB of word list
_FIELDS = {
    "figure": ("explanation",),
    "person": ("office", "part"),
    "organisation": ("abbreviation", "type", "status", "description"),
    "event": ("type", "description"),
    "scenario": ("description", "resolves_when"),
    "precedent": ("period", "what_happened", "short_term", "long_term", "relevance"),
    "quote": ("context",),
    "source": ("publisher", "author", "reliability"),
    "motion": (),
}


@dataclass(frozen=True, kw_only=True)
class EntryText:
    """The columns of one `Entry`, without its story."""

    kind: str
    key: str
    order: int
    title: str
    text: str
    folded_title: str
    folded_text: str


def entries_of(document: StoryDocument) -> Iterator[EntryText]:
    """Everything of a document that can be found, in its order."""
    lead = (
        f"{document.standfirst} {document.status_line or ''} {document.category}. {plain(document.overview)}"
    )
    yield _entry("story", document.slug, 0, document.headline, lead)
    yield _entry("category", category_key(document.category), 1, document.category, "")
    for slug in dict.fromkeys(author.slug for author in document.byline if author.slug):
        yield _entry("author", slug, 1, next(who.name for who in document.byline if who.slug == slug), "")
    order = 1
    for kind, name in LISTS.items():
        for item in getattr(document, name):
            order += 1
            texts = [str(getattr(item, field) or "") for field in _FIELDS[kind]]
            if kind == "quote" and (speaker := document.item(f"person-{item.speaker}")):
                texts.append(name_of(speaker[1]))
            yield _entry(kind, item.key, order, name_of(item), " ".join(filter(None, texts)))


def _entry(kind: str, key: str, order: int, title: str, text: str) -> EntryText:
    title, text = title[:LONGEST_TEXT], text[:LONGEST_TEXT]
    return EntryText(
        kind=kind,
        key=key,
        order=order,
        title=title,
        text=text,
        folded_title=folded(title),
        folded_text=folded(text),
    )


def refresh(story: Story, document: StoryDocument) -> None:
    """Make the story's entries say what the document says. Call within the publication's transaction."""
    Entry.objects.filter(story=story).delete()
    Entry.objects.bulk_create(
        (Entry(story=story, **asdict(entry)) for entry in entries_of(document)), batch_size=500
    )
