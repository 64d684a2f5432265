"""One document into the draft: first what it would change, then that, if the draft is still what was looked at."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from newsroom.documents import DocumentFaults
from newsroom.errors import Conflict
from stories import publishing
from stories.comparison import SectionChange, compare
from stories.document import StoryDocument, story_sha256
from stories.models import Story
from stories.truth import checking


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What importing a document would do. `digest` names the draft that it would replace; "" if there is none."""

    document: StoryDocument
    story: Story | None
    digest: str
    holds_work: bool  # the draft holds what somebody wrote by hand and no revision has
    is_broken: bool  # the draft is not a whole story: `changes` are those to what readers see
    changes: tuple[SectionChange, ...]
    claims: tuple[
        str, ...
    ] = ()  # quotations by key whose check the draft does not have: only the document says so

    @property
    def changes_nothing(self) -> bool:
        return self.story is not None and not self.changes and not self.is_broken


def plan(document: StoryDocument, *, lock: bool = False) -> Plan:
    """Writes nothing. lock: hold the story until the transaction ends. About 50 queries at any size."""
    stories = Story.objects.select_for_update(of=("self",)) if lock else Story.objects.all()
    story = stories.select_related("live").filter(slug=document.slug).first()
    if story is None:
        return Plan(
            document=document,
            story=None,
            digest="",
            holds_work=False,
            is_broken=False,
            changes=(),
            claims=_claims(document, None),
        )
    live = story.live.as_document() if story.live else None
    try:
        draft: StoryDocument | None = publishing.compile_document(story)
    except DocumentFaults:
        draft = None
    digest = publishing.draft_digest(story)
    base = draft or live
    return Plan(
        document=document,
        story=story,
        digest=digest,
        holds_work=digest != story.loaded_sha256 and draft != document and not _is_published(story, draft),
        is_broken=draft is None,
        changes=compare(base, document) if base else (),
        claims=_claims(document, draft),
    )


def _claims(document: StoryDocument, draft: StoryDocument | None) -> tuple[str, ...]:
    held = {quote.key: quote for quote in draft.quotes} if draft else {}
    return tuple(
        f"{quote.key}: {quote.checked.by}, {quote.checked.date}, with {quote.checked.against}"
        for quote in document.quotes
        if quote.checked and held.get(quote.key) != quote
    )


def _is_published(story: Story, draft: StoryDocument | None) -> bool:
    """Whether a revision says what the draft says, so that nothing is lost with it. At most 1 query."""
    return draft is not None and story.revisions.filter(sha256=story_sha256(draft)).exists()


def carry_out(
    document: StoryDocument, *, seen: str, give_up: bool = False, by: User | None = None
) -> tuple[Story, bool]:
    """Make the draft say what the document says; publishes nothing. Returns the story, and whether any row changed.

    seen: the digest of the plan that was looked at. give_up: what the draft holds may go. by: who imports it at the desk,
    and answers for the checks of quotations that it brings. Raises Conflict if the draft is
    not the one that was looked at, or holds work that nobody gave up; then nothing has happened.
    """
    with transaction.atomic():
        now = plan(document, lock=True)
        name = document.slug
        if now.digest != seen:
            raise Conflict(
                f"The draft of {name} was changed after you looked at it. Look at the differences once more."
                if seen
                else f"A story {name} has been made in the meantime. Look at the differences to it."
            )
        if now.holds_work and not give_up:
            raise Conflict(
                f"The draft of {name} holds work that readers have not seen, and that would be lost: "
                "say that it may go, or export it first."
            )
        checks = checking.checks_of(now.story) if now.story else frozenset()
        try:
            with transaction.atomic():
                story, changed = publishing.load(document, is_new=now.story is None)
        except IntegrityError as error:
            raise Conflict(f"A story {name} is being made at this very moment. Look again.") from error
        if by is not None:
            checking.claim(story, checks, by)
        Story.objects.filter(pk=story.pk).update(loaded_sha256=publishing.draft_digest(story))
    return story, changed
