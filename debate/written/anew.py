"""Having a piece written again that readers have met: when that can be done, and what goes with it."""

from __future__ import annotations

from django.db import transaction

from debate.engines.offline import OfflineEngine
from debate.models import Daily, Question, QuestionSet, Round, Speech, Verdict, Voice
from newsroom.errors import Conflict
from newsroom.generation.services import requeue
from newsroom.llm import gateway

UNDER_WAY = "it is being written now."
AHEAD = "it was written ahead. Reject it on its review page, and have another one written."
SAME = "the offline engine would write the same words again."
NO_MODEL = "no model is configured that could."
CALLED = "somebody has called the round on these words."
FOLLOWED = "what follows goes on from it."
DAILY = "it is the debate of a day, which everyone calls on the same words."


def why_not(row: Speech | Voice) -> str:
    """Why it cannot be written anew, as a clause; "" if it can."""
    if row.has_failed:
        return ""
    if row.is_underway:
        return UNDER_WAY
    whole = row.round.debate if isinstance(row, Speech) else row
    if not whole.is_live:
        return AHEAD
    if row.engine == OfflineEngine.name:
        return SAME
    if not gateway.is_configured():
        return NO_MODEL
    return _tied(row) if isinstance(row, Speech) else ""


def write_anew(row: Speech | Voice) -> None:
    """Put it back into the queue; what was drawn up from its words goes, and is drawn up again. Raises Conflict."""
    with transaction.atomic():
        if isinstance(row, Speech):
            Round.objects.select_for_update().get(pk=row.round_id)
        row.refresh_from_db()
        if reason := why_not(row):
            raise Conflict(f"It cannot be written anew: {reason}")
        if isinstance(row, Speech):
            Verdict.objects.filter(round=row.round_id).delete()
            if row.part == Speech.Part.OPENING:
                QuestionSet.objects.filter(debate=row.round.debate_id).delete()
                Question.objects.filter(debate=row.round.debate_id).delete()
        requeue(row, even_ready=True)
        row.hide("")


def _tied(speech: Speech) -> str:
    """What else rests on a speech's words."""
    round = speech.round
    if round.predictions.exists() or Verdict.objects.filter(round=round, opened_at__isnull=False).exists():
        return CALLED
    if Daily.objects.filter(debate=round.debate_id).exists():
        return DAILY
    if speech.part == Speech.Part.ANSWER:
        return FOLLOWED
    later = Round.objects.filter(debate__in=round.debate.relatives(), number=2)
    return FOLLOWED if round.number == 1 and later.exists() else ""
