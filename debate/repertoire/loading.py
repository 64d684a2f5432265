"""Documents into rows: checked against the live story, stored as debates and voices that are ready.

A newer document takes the place of the one that is there: a debate that somebody has played stays for their sake, out of
the repertoire; any other goes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction

from debate.engines import closed_motions
from debate.evidence.brief import SIDES, Brief, SideName
from debate.evidence.cards import make_brief, motion_of, story_brief
from debate.models import Admission, Debate, Persona, Question, QuestionSet, Round, Speech, Verdict, Voice
from debate.repertoire import checking, exporting
from debate.repertoire.checking import Stored
from debate.repertoire.document import SIDE_PARTS, DebateDocument, VoiceDocument
from debate.repertoire.writing import ENGINE
from debate.written.verdicts import VerdictWriter
from newsroom.documents import DocumentFaults, Fault
from newsroom.generation.models import State
from stories.document import Motion
from stories.models import Revision, Story

type Done = Literal["loaded", "nothing to change"]

REPLACED = "Another document has taken its place."
APPROVED_STANDS = (
    "is missing: nobody has reviewed this, and readers have an approved one of the same subject. "
    "With --replace it takes that one's place and awaits its review"
)


@transaction.atomic
def load_debate(document: DebateDocument, *, replace: bool = False) -> Done:
    """Store it. Raises DocumentFaults with every fault; then nothing is stored. replace: see `_take_the_place`."""
    held = _hold_debate(document)
    story, motion, brief, contents = held.story, held.motion, held.brief, held.contents
    same: dict[str, Any] = {"story": story, "motion_key": motion.key, "pro": held.pro, "con": held.con}
    if not _take_the_place(Debate.objects.filter(**same), document, replace=replace):
        return "nothing to change"
    debate = Debate.objects.create(
        **same,
        **_admission(document),
        revision=held.live,
        motion=motion.text,
        brief_document=brief.as_json(),
        brief_sha256=brief.digest,
        engine=ENGINE,
    )
    made = _provenance(document)
    round_one = _round(debate, None)
    for side in SIDES:
        _speech(round_one, side, "opening", contents.openings[side], document)
    _verdict(round_one, contents.calls, document)
    QuestionSet.objects.create(debate=debate, **made | _prompt(document, "questions"))
    for number, branch in enumerate(contents.branches, start=1):
        asked = branch.question
        question = Question.objects.create(
            debate=debate,
            number=number,
            text=asked.text,
            kind=asked.kind,
            presses=asked.presses,
            weakness=asked.weakness,
            cards=list(asked.cards),
        )
        round_two = _round(debate, question)
        for side in SIDES:
            for part in SIDE_PARTS:
                _speech(round_two, side, part, branch.texts[side, part], document)
        _verdict(round_two, branch.calls, document)
    return "loaded"


@transaction.atomic
def load_voice(document: VoiceDocument, *, replace: bool = False) -> Done:
    """Store it. Raises DocumentFaults with every fault; then nothing is stored. replace: see `_take_the_place`."""
    story, live, persona, brief, stored = _hold_voice(document)
    if not _take_the_place(Voice.objects.filter(story=story, persona=persona), document, replace=replace):
        return "nothing to change"
    Voice.objects.create(
        story=story,
        persona=persona,
        revision=live,
        brief_document=brief.as_json(),
        brief_sha256=brief.digest,
        asked_of=ENGINE,
        sentences=stored.sentences,
        review=stored.review,
        **_admission(document),
        **_provenance(document) | _prompt(document, "voice"),
    )
    return "loaded"


def check_against_live(document: DebateDocument | VoiceDocument) -> None:
    """Hold it against the story as it is published now. Raises DocumentFaults as loading would; stores nothing."""
    if isinstance(document, DebateDocument):
        _hold_debate(document)
    else:
        _hold_voice(document)


def is_known(document: DebateDocument | VoiceDocument) -> bool:
    """Whether this site has, or has rejected, a debate or voice of the repertoire for the same subject."""
    ahead = {"story__slug": document.story}
    if isinstance(document, VoiceDocument):
        found: Any = Voice.objects.filter(**ahead, persona__slug=document.persona)
    else:
        found = Debate.objects.filter(
            **ahead, motion_key=document.motion, pro__slug=document.pro, con__slug=document.con
        )
    return bool(found.exclude(admission=Admission.LIVE).exists())


@dataclass(frozen=True, kw_only=True)
class _Held:
    """A debate's document with what it rests on."""

    story: Story
    live: Revision
    motion: Motion
    pro: Persona
    con: Persona
    brief: Brief
    contents: checking.Contents


def _hold_debate(document: DebateDocument) -> _Held:
    story, live = _story(document.story)
    motion = motion_of(story.document, document.motion)
    if motion is None or not story.document.debatable or closed_motions(story.document).get(motion.key):
        raise _refused("motion", "is none that this story debates")
    pro, con = (_persona(side, getattr(document, side)) for side in SIDES)
    if pro == con:
        raise _refused("con", "is who speaks for the motion")
    brief = make_brief(story.document, motion)
    names: Mapping[SideName, str] = {"pro": pro.name, "con": con.name}
    contents = checking.check_debate(document, story.document, brief, names)
    return _Held(story=story, live=live, motion=motion, pro=pro, con=con, brief=brief, contents=contents)


def _hold_voice(document: VoiceDocument) -> tuple[Story, Revision, Persona, Brief, Stored]:
    story, live = _story(document.story)
    if not story.document.voices:
        raise _refused("story", "is not open to historical figures")
    persona = _persona("persona", document.persona)
    spoken = persona.as_document
    brief = story_brief(story.document)
    stored = checking.check_voice(document, story.document, brief, (spoken.name, spoken.short_name))
    return story, live, persona, brief, stored


def _take_the_place(rows: Any, document: DebateDocument | VoiceDocument, *, replace: bool) -> bool:
    """Make room for it among the rows of the same subject. False if it is there already.

    What nobody has reviewed takes the place of what was approved only if it is told to `replace` it.
    """
    for row in rows.exclude(admission__in=(Admission.LIVE, Admission.REJECTED)):
        if _says_the_same(row, document):
            return False
        if row.is_repertoire and document.reviewed is None and not replace:
            raise _refused("reviewed", APPROVED_STANDS)
        if isinstance(row, Debate) and (row.plays.exists() or hasattr(row, "daily")):
            rows.filter(pk=row.pk).update(admission=Admission.REJECTED, review_note=REPLACED)
        else:
            row.delete()
    return True


def _says_the_same(row: Debate | Voice, document: DebateDocument | VoiceDocument) -> bool:
    """Whether exporting the row would give this document, the story's own count of revisions aside."""
    try:
        there = exporting.document_of(row)
    except DocumentFaults:
        return False
    return there.model_copy(update={"revision": document.revision}) == document


def _refused(path: str, message: str) -> DocumentFaults:
    return DocumentFaults([Fault(path=path, message=message)])


def _story(slug: str) -> tuple[Story, Revision]:
    """The story with its live revision; one that is withdrawn too, for it may come back."""
    story = Story.objects.filter(slug=slug).select_related("live").first()
    if story is None or story.live is None:
        raise _refused("story", f"no published story has the slug {slug}")
    return story, story.live


def _persona(path: str, slug: str) -> Persona:
    persona = Persona.objects.filter(slug=slug).first()
    if persona is None:
        raise _refused(path, f"no persona has the slug {slug}")
    return persona


def _admission(document: DebateDocument | VoiceDocument) -> dict[str, Any]:
    if document.reviewed is None:
        return {"admission": Admission.AWAITING}
    return {
        "admission": Admission.APPROVED,
        "reviewed_by": document.reviewed.by,
        "reviewed_on": document.reviewed.on,
    }


def _provenance(document: DebateDocument | VoiceDocument) -> dict[str, Any]:
    """The fields of a row that is ready, written by the document's writer."""
    then = dt.datetime.combine(document.written.on, dt.time(12), tzinfo=dt.UTC)
    return {
        "state": State.READY,
        "attempt": 1,
        "queued_at": then,
        "finished_at": then,
        "engine": ENGINE,
        "model": document.written.writer,
    }


def _prompt(document: DebateDocument | VoiceDocument, purpose: str) -> dict[str, str]:
    return {"prompt_version": document.written.prompts.get(purpose, "")}


def _round(debate: Debate, question: Question | None) -> Round:
    number = 1 if question is None else 2
    slot = f"desk/{debate.pk}/{question.number if question else 0}"
    return Round.objects.create(debate=debate, number=number, question=question, ahead=slot)


def _speech(round: Round, side: str, part: str, stored: Stored, document: DebateDocument) -> None:
    made = _provenance(document) | _prompt(document, part)
    Speech.objects.create(
        round=round, side=side, part=part, sentences=stored.sentences, review=stored.review, **made
    )


def _verdict(round: Round, calls: Any, document: DebateDocument) -> None:
    made = _provenance(document) | {"model": document.written.referee} | _prompt(document, "referee")
    VerdictWriter().take(Verdict.objects.create(round=round, **made), calls)
