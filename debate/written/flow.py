"""What comes next in a debate. Called inside the transaction that changed something; enqueues on commit.

    start ─▶ openings ─▶ verdict 1 and questions
    question chosen ─▶ answers ─▶ closings ─▶ verdict 2

Two speeches of a round may end at the same moment in two workers. Each takes the round's row lock before
it looks, so the later one sees the earlier one's commit and exactly one of them starts what follows.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import timezone

from debate.evidence.brief import SIDES
from debate.models import Debate, Performed, Question, QuestionSet, Round, Speech, Verdict
from debate.written.pieces import pieces_of, try_again
from newsroom.generation.models import Generated, State
from newsroom.generation.services import enqueue

PIECES = 3  # at most, one after the other in a round: answer, closing, verdict


def start(debate: Debate, *, ahead: str | None = None) -> Round:
    """Round 1: both openings, written independently. ahead: the slot, if nobody has asked for it yet."""
    round_one, is_new = Round.objects.get_or_create(
        debate=debate, number=1, question=None, defaults={"ahead": ahead}
    )
    if is_new:
        for side in SIDES:
            _begin(
                Speech,
                patience(ahead=ahead is not None),
                round=round_one,
                side=side,
                part=Speech.Part.OPENING,
            )
    elif round_one.ahead:
        _ask_anew(round_one)
    return round_one


def ask(debate: Debate) -> None:
    """The crossfire questions, for a debate that has its openings from the one it continues."""
    _begin(QuestionSet, patience(), debate=debate)


def cross_fire(question: Question, *, ahead: str | None = None) -> Round:
    """Round 2 for this question, started if nobody has chosen it before. ahead: as in `start`."""
    round_two, is_new = Round.objects.get_or_create(
        question=question, defaults={"debate": question.debate, "number": 2, "ahead": ahead}
    )
    if is_new:
        for side in SIDES:
            _begin(
                Speech, patience(ahead=ahead is not None), round=round_two, side=side, part=Speech.Part.ANSWER
            )
    elif round_two.ahead:
        _ask_anew(round_two)
    return round_two


def after_speech(speech: Speech) -> None:
    """A speech is ready or has failed: start its side's closing, or the verdict once all is said."""
    round = Round.objects.select_for_update().select_related("debate").get(pk=speech.round_id)
    round.debate.touch()
    if not speech.is_ready:
        return
    if speech.part == Speech.Part.ANSWER:
        _begin(Speech, speech.give_up_at, round=round, side=speech.side, part=Speech.Part.CLOSING)
        return
    last_part = Speech.Part.OPENING if round.number == 1 else Speech.Part.CLOSING
    said = round.speeches.filter(part=last_part, state=State.READY).count()
    if said < len(SIDES):
        return
    _begin(Verdict, speech.give_up_at, round=round)
    if round.number == 1:
        _begin(QuestionSet, speech.give_up_at, debate=round.debate)


def _ask_anew(round: Round) -> None:
    """Somebody wants what was written ahead: what failed of it gets another chance, what is under way an end in sight."""
    rows = pieces_of([round], questions_of=round.debate if round.number == 1 else None)
    try_again(rows)
    for row in rows:
        if row.is_underway:
            type(row)._base_manager.filter(pk=row.pk, give_up_at__gt=patience()).update(give_up_at=patience())


def _begin(kind: type[Performed], give_up_at: dt.datetime, **identity: Any) -> None:
    """Save and enqueue the row of this identity, unless it is there; the lock on the round makes that safe.

    One patience runs through a round: what follows inherits the end of it.
    """
    if kind._base_manager.filter(**identity).exists():
        return
    row = kind(**identity, give_up_at=give_up_at)
    row.save()
    enqueue(row)


def patience(*, ahead: bool = False) -> dt.datetime:
    """When a round that begins now is given up. One that nobody waits for has as long as each of its pieces may take."""
    seconds: float = Generated.PATIENCE_SECONDS
    if ahead:
        seconds += peace_seconds()
    return timezone.now() + dt.timedelta(seconds=seconds)


def peace_seconds() -> float:
    """How much longer than others a round that nobody waits for has: what each of its pieces may take."""
    return float(PIECES * settings.LLM_AHEAD_DEADLINE_SECONDS)
