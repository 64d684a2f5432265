"""Voices as readers meet them: which text is shown, whether it is stale, and asking for one.

A voice is stale once a substantive revision or a correction has changed the cards it rests on, and they are not the same again
by now. A copy edit makes nothing stale. Until a fresh one is ready the old one stays.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from debate.engines import current_engine, why_unwritten
from debate.evidence.cards import MIN_CARDS_A_VOICE, story_brief
from debate.models import Admission, Persona, Voice, VoiceReport
from debate.personas.document import PersonaDocument
from debate.written.checks import Checks, Exhibit, checks_of, exhibits
from newsroom.afresh import afresh
from newsroom.generation.services import enqueue, requeue
from newsroom.players.models import Player
from stories.document import StoryDocument
from stories.models import Revision, Story
from stories.shelf import Bounded

# What a live revision's cards hash to: it takes some milliseconds and is the same until the next publication.
_digests: Bounded[tuple[int, str], str] = Bounded(2**18)


@dataclass(frozen=True, kw_only=True)
class VoiceView:
    """One persona's view of a story, as a page shows it now.

    shown: the text to read, if one is ready. awaited: the row of the live story, if it is not ready.
    """

    story: StoryDocument
    persona: PersonaDocument
    shown: Voice | None
    awaited: Voice | None
    is_stale: bool
    engine: str  # who would write it now
    reviewed_only: bool  # the story admits no text that an editor has not read

    @property
    def is_busy(self) -> bool:
        return self.awaited is not None and self.awaited.is_underway

    @property
    def failure(self) -> str:
        return self.awaited.failure if self.awaited is not None and self.awaited.has_failed else ""

    @property
    def may_ask(self) -> bool:
        """Whether asking would have something written."""
        if self.is_busy or self.reviewed_only:
            return False
        if self.shown is None or self.is_stale:
            return True
        return self.shown.is_live and self.shown.asked_of != self.engine

    @property
    def version(self) -> str:
        """Changes with everything that could change what is shown."""
        shown = f"{self.shown.pk}{'h' if self.shown.hidden_reason else ''}" if self.shown else "0"
        awaited = f"{self.awaited.pk}.{self.awaited.state}" if self.awaited else "0"
        return f"{shown}-{awaited}-{self.is_stale:d}"

    @property
    def is_hidden(self) -> bool:
        return self.shown is not None and bool(self.shown.hidden_reason)

    @property
    def sentences(self) -> Sequence[Mapping[str, Any]]:
        return self.shown.sentences if self.shown is not None and not self.is_hidden else ()

    @property
    def checks(self) -> Checks:
        return checks_of(self.sentences, self.shown.review if self.shown is not None else {})

    @property
    def places(self) -> Mapping[int, int]:
        """The cited cards' numbers and the place of each in the list of evidence, from 1, as they are cited."""
        cited = dict.fromkeys(n for sentence in self.sentences for n in sentence["citations"])
        return {n: place for place, n in enumerate(cited, start=1)}

    @property
    def evidence(self) -> tuple[Exhibit, ...]:
        """The cards that the text cites, in that order, with the words that bear its sentences out."""
        if self.shown is None:
            return ()
        return exhibits(self.shown.brief, self.places, [(self.persona.slug, self.sentences)])

    @property
    def first_sentence(self) -> str:
        return str(self.sentences[0]["text"]) if self.sentences else ""


def why_silent(document: StoryDocument) -> str:
    """Why nobody speaks on this story, as a sentence for readers; "" if they do."""
    if not document.voices:
        return _("The editors have not opened this story to historical figures.")
    if why := why_unwritten(document):
        return afresh(why)
    cards = len(document.figures) + len(document.timeline) + len(document.quotes)
    if cards + len(document.scenarios) + len(document.history) < MIN_CARDS_A_VOICE:
        return _("There is too little in this story yet for anyone to have a view of it.")
    return ""


def view_of(story: Story, persona: Persona) -> VoiceView:
    """What there is of this persona on this story, and whether it still holds. 1 query, 2 once its cards changed."""
    live = _live(story)
    digest, engine = digest_of(live), current_engine()
    rows = list(
        (Voice.objects.repertoire() if story.reviewed_only else Voice.objects.admitted())
        .filter(story=story, persona=persona)
        .select_related("revision")
        .defer("raw_output", "revision__document")
        .order_by("pk")
    )
    stale = {row.pk: row.brief_sha256 != digest and _overtaken(row, live) for row in rows}
    wanted = [row for row in rows if row.is_live and (row.brief_sha256, row.asked_of) == (digest, engine)]
    shown = max(
        (row for row in rows if row.is_ready),
        key=lambda row: (
            row.is_repertoire and not stale[row.pk],
            row in wanted,
            row.brief_sha256 == digest,
            not stale[row.pk],
            row.pk,
        ),
        default=None,
    )
    if shown is not None and shown.is_repertoire and not stale[shown.pk]:
        wanted = [shown]
    waiting = [row for row in (wanted or rows) if not row.is_ready]
    if shown is not None and not wanted:
        waiting = [row for row in waiting if row.pk > shown.pk and row.is_underway]
    return VoiceView(
        story=story.document,
        persona=persona.as_document,
        shown=shown,
        awaited=waiting[-1] if waiting else None,
        is_stale=shown is not None and stale[shown.pk],
        engine=engine,
        reviewed_only=story.reviewed_only,
    )


def ask(player: Player, *, story: Story, persona: Persona) -> None:
    """Have it written for the live revision, unless what is there still holds; a failed one is tried again.

    Two requests at once have one written: the second finds the first one's row.
    """
    if not view_of(story, persona).may_ask:
        return
    live = _live(story)
    brief = story_brief(story.document)
    with transaction.atomic():
        voice, is_new = Voice.objects.get_or_create(
            story=story,
            persona=persona,
            brief_sha256=brief.digest,
            asked_of=current_engine(),
            admission=Admission.LIVE,
            defaults={"revision": live, "brief_document": brief.as_json(), "asked_by": player},
        )
        if is_new:
            enqueue(voice)
        elif voice.has_failed:
            requeue(voice)


def report(player: Player, *, voice: Voice, text: str) -> None:
    """Note for moderators that something is wrong with a voice; once a player and voice."""
    VoiceReport.objects.get_or_create(voice=voice, player=player, defaults={"text": text})


def _overtaken(voice: Voice, live: Revision) -> bool:
    """Whether a substantive revision or a correction since the voice's own changed the story's cards. 1 query, as a rule."""
    since = Revision.objects.filter(
        story=voice.story_id, number__gte=voice.revision.number, number__lte=live.number
    )
    steps = itertools.pairwise(since.order_by("number").defer("document"))
    return any(not after.is_copy_edit and digest_of(before) != digest_of(after) for before, after in steps)


def digest_of(revision: Revision) -> str:
    """What the brief of a revision's whole story hashes to."""
    key = (revision.pk, revision.sha256)
    digest = _digests.get(key)
    if digest is None:
        digest = story_brief(revision.as_document()).digest
        _digests.put(key, digest, 256)
    return digest


def _live(story: Story) -> Revision:
    assert story.live is not None
    return story.live
