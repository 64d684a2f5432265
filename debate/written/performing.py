"""What every writer needs: this attempt as an engine has to know it, and what came back as the mechanism wants it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from debate.engines.base import Occasion, Provenance
from debate.evidence.brief import SIDES, SideName
from debate.models import Debate, Performed, Round, Side, Speech
from debate.models.performed import Piece
from newsroom.generation.models import Written


def occasion_of(row: Performed, debate: Debate, *, pieces_left: int, round: Round | None) -> Occasion:
    """One query. round: which the row is part of, or follows."""
    plays = debate.plays.all()
    if round is not None and round.question_id is not None:
        plays = plays.filter(question=round.question_id)
    asked_by = plays.order_by("started_at").values_list("player_id", flat=True).first()
    return Occasion(
        debate_id=debate.pk,
        player_id=asked_by,
        is_last_attempt=row.attempt >= row.attempt_limit,
        seconds_left=seconds_left(row),
        pieces_left=pieces_left,
        is_awaited=asked_by is not None or round is None or round.ahead is None,
    )


def seconds_left(row: Performed) -> float:
    return (row.give_up_at - timezone.now()).total_seconds()


def brought(value: Any, provenance: Provenance) -> Written:
    return Written(
        value=Piece(value=value, fallback_reason=provenance.fallback_reason),
        engine=provenance.engine,
        model=provenance.model,
        prompt_version=provenance.prompt_version,
        tokens_in=provenance.tokens_in,
        tokens_out=provenance.tokens_out,
        raw_output=provenance.raw_output,
    )


def texts_before(debate: Debate, number: int) -> Mapping[tuple[SideName, str], str]:
    """Texts of the rounds before this one, by (side, part); nothing of the same round. 1 query."""
    speeches = Speech.objects.filter(
        round__debate__in={debate.pk, debate.first_id}, round__number__lt=number
    ).only("side", "part", "sentences")
    return {(side_of(speech), speech.part): speech.text for speech in speeches}


def texts_of(round: Round) -> Mapping[SideName, str]:
    """Each side's whole text of a round, its parts in the order in which they are read. 1 query."""
    parts = list(Speech.Part.values)
    speeches = sorted(round.speeches.all(), key=lambda speech: parts.index(speech.part))
    return {side: "\n\n".join(s.text for s in speeches if s.side == side) for side in SIDES}


def side_of(speech: Speech) -> SideName:
    return "pro" if speech.side == Side.PRO else "con"
