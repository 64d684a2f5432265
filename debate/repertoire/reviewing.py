"""What a reviewer does with a debate or voice that was written ahead: correct a sentence, approve, reject.

A correction is checked as everything else is, and nothing may be corrected once somebody has played it. What the
referee quoted of a sentence that no longer stands is struck from its findings, and the verdict sealed anew.
"""

from __future__ import annotations

import copy
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from debate import grounding
from debate.evidence.brief import SIDES
from debate.models import Admission, Debate, Round, Speech, Verdict, Voice
from debate.models.admission import CURRENT
from debate.referee.scoring import seal
from debate.repertoire import writing
from debate.repertoire.checking import plain
from debate.repertoire.document import budget
from debate.text.citations import count_words
from debate.written.performing import texts_of
from debate.written.speeches import as_row
from newsroom.errors import Conflict, Unknown


def approve(row: Debate | Voice, *, by: str, note: str = "") -> None:
    """Let readers meet it. Raises Conflict if it is not whole, or another is in its place already."""
    if not (row.is_ready if isinstance(row, Voice) else writing.is_whole(row)):
        raise Conflict("It is not whole: something of it is still to be written.")
    if row.is_live:
        raise Conflict("It was written because a reader asked, not ahead.")
    rivals = type(row)._default_manager.filter(_same(row), admission__in=CURRENT)
    if rivals.exclude(pk=row.pk).exists():
        raise Conflict(
            "Another one for the same subject awaits its review or is in the repertoire. Reject that first."
        )
    _admit(row, Admission.APPROVED, by=by, note=note)


def reject(row: Debate | Voice, *, by: str, note: str) -> None:
    """Take it from readers, or never show it to them. Plays of it go on."""
    if row.is_live:
        raise Conflict("It was written because a reader asked, not ahead.")
    _admit(row, Admission.REJECTED, by=by, note=note)


@transaction.atomic
def correct(spoken: Speech | Voice, *, at: int, text: str) -> None:
    """Put these words in place of a sentence, or take it out if there are none. at: from 0.

    Raises Unknown with what the check found, or if there is no such sentence; Conflict once it has been played.
    """
    kind = type(spoken)
    row = kind.objects.select_for_update().get(pk=spoken.pk)
    whole = row.round.debate if isinstance(row, Speech) else row
    if whole.is_live or (isinstance(whole, Debate) and whole.plays.exists()):
        raise Conflict("Readers have met it as it stands. Reject it, and have another one written.")
    if not 0 <= at < len(row.sentences):
        raise Unknown("This text has no such sentence any more.")
    said = [sentence["text"] for sentence in row.sentences]
    said[at : at + 1] = [" ".join(text.split())] if text.strip() else []
    row.sentences = _checked(row, said)
    row.review = row.review | {"corrected": row.review.get("corrected", 0) + 1}
    row.save(update_fields=["sentences", "review"])
    if isinstance(row, Speech):
        for verdict in Verdict.objects.filter(round=row.round_id, state="ready"):
            _strike(verdict, row.round)
        row.round.debate.touch()


def _checked(row: Speech | Voice, said: list[str]) -> list[dict[str, Any]]:
    """The sentences as stored; those that did not change keep how they were checked."""
    if isinstance(row, Speech):
        debate = row.round.debate
        brief, names, part = debate.brief, (debate.pro.name, debate.con.name), str(row.part)
    else:
        persona = row.persona.as_document
        brief, names, part = row.brief, (persona.name, persona.short_name), "voice"
    report = grounding.check(" ".join(said), brief, known_names=names)
    before = {sentence["text"]: sentence for sentence in row.sentences}
    faults = [f"{s.text} — {finding.message}" for s in report.sentences for finding in s.findings]
    if faults:
        raise Unknown("It does not pass the check: " + "; ".join(faults[:3]))
    if [sentence.text for sentence in report.sentences] != said:
        raise Unknown(
            "One sentence takes the place of one: end it with a full stop and begin it with a capital."
        )
    if (words := sum(map(count_words, said))) > budget(part):
        raise Unknown(f"The text would have {words} words; {budget(part)} are the most.")
    return [before.get(sentence.text) or as_row(sentence) for sentence in report.sentences]


def _strike(verdict: Verdict, round: Round) -> None:
    """Leave out of the findings what quotes words that the speeches no longer hold; seal what is left."""
    texts = {side: plain(text) for side, text in texts_of(round).items()}
    calls, record = copy.deepcopy(verdict.calls), copy.deepcopy(verdict.record)
    for side in SIDES:
        for call in calls:
            for noted in (*call[side]["findings"], *call[side]["doubts"]):
                noted["quote"] = _standing(noted["quote"], texts[side])
            call[side]["excerpts"] = _excerpts(call[side]["excerpts"], texts[side])
        record[side]["excerpts"] = _excerpts(record[side]["excerpts"], texts[side])
    if (calls, record) == (verdict.calls, verdict.record):
        return
    verdict.calls, verdict.record, verdict.nonce = calls, record, secrets.token_hex(16)
    verdict.seal = seal(verdict.nonce, record)
    verdict.save(update_fields=["calls", "record", "nonce", "seal"])


def _excerpts(excerpts: Mapping[str, str], text: str) -> dict[str, str]:
    return {name: quote for name, quote in excerpts.items() if _standing(quote, text)}


def _standing(quote: str, text: str) -> str:
    return quote if plain(quote) in text else ""


def _same(row: Debate | Voice) -> Q:
    if isinstance(row, Voice):
        return Q(story=row.story_id, persona=row.persona_id, brief_sha256=row.brief_sha256)
    return Q(
        story=row.story_id,
        motion_key=row.motion_key,
        pro=row.pro_id,
        con=row.con_id,
        brief_sha256=row.brief_sha256,
        continues=None,
    )


def _admit(row: Debate | Voice, admission: Admission, *, by: str, note: str) -> None:
    row.admission, row.reviewed_by, row.review_note = admission, by, note
    row.reviewed_on = timezone.now().date()
    row.save(update_fields=["admission", "reviewed_by", "reviewed_on", "review_note"])
