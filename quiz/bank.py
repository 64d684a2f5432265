"""What a published revision has to ask, read once a process: a revision never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quiz import choosing
from quiz.choosing import Question
from quiz.models import Report
from stories.document import Person, Quote, Source, StoryDocument
from stories.models import Revision, Story
from stories.shelf import Bounded


@dataclass(frozen=True, kw_only=True)
class Bank:
    """A document as the quiz reads it. `questions` are all that can be asked, reported ones included."""

    document: StoryDocument
    questions: tuple[Question, ...]
    quotes: Mapping[str, Quote]
    people: Mapping[str, Person]
    sources: Mapping[str, Source]
    fingerprints: frozenset[str]  # of every quotation, usable or not


_BANKS: Bounded[tuple[int, str], Bank] = Bounded(128)  # each counts as one


def bank(revision: Revision) -> Bank:
    """The bank of a revision, which may come without its document. 1 query the first time, then none."""
    key = (revision.pk, revision.sha256)
    found = _BANKS.get(key)
    if found is None:
        found = _bank(revision.as_document())
        _BANKS.put(key, found, 1)
    return found


def _bank(document: StoryDocument) -> Bank:
    return Bank(
        document=document,
        questions=choosing.questions(document),
        quotes={quote.key: quote for quote in document.quotes},
        people={person.key: person for person in document.people},
        sources={source.key: source for source in document.sources},
        fingerprints=frozenset(choosing.fingerprint(quote) for quote in document.quotes),
    )


def upheld() -> set[str]:
    """Fingerprints of quotations that a report has taken out of the quiz: 1 query."""
    return set(Report.objects.filter(state=Report.State.UPHELD).values_list("fingerprint", flat=True))


def askable(story: Story, out: set[str]) -> tuple[Question, ...]:
    """What a published story can ask now; nothing if that is too little for a quiz. `out` is `upheld()`."""
    assert story.live is not None
    found = tuple(question for question in bank(story.live).questions if question.fingerprint not in out)
    return found if len(found) >= choosing.QUESTIONS_LEAST else ()


def asked_of(document: StoryDocument, revision: Revision | None) -> int:
    """How many quotations of a document, or of its revision, the quiz asks; 0 if they are too few for one. 1 query."""
    known = bank(revision).questions if revision else choosing.questions(document)
    out = upheld() if len(known) >= choosing.QUESTIONS_LEAST else set()
    found = [question for question in known if question.fingerprint not in out]
    return len(found) if len(found) >= choosing.QUESTIONS_LEAST else 0


def standing(story: Story, out: set[str]) -> set[str]:
    """Fingerprints that the story still says: those of its published document, less the upheld reports."""
    if story.live is None or story.withdrawn_at is not None:
        return set()
    return set(bank(story.live).fingerprints) - out
