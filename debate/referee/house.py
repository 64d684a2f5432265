"""The house line: what the site itself would say about who wins, before anyone calls it.

Built from the record of decided rounds: how often the side for wins, how these two personas have done, and, in
round two, how the side does that the question presses: else whoever picks the question could beat the house.
Never from the referee's verdict on this debate. Pure arithmetic in `line`; `house_line` counts the rows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from debate.models.debate import Round
from debate.models.written import Verdict
from newsroom import days
from newsroom.generation.models import State

LOWEST, HIGHEST = 0.15, 0.85  # a house that is surer than this would make calls worthless
PRIOR_ROUNDS = 10  # a record counts in full only once it is much longer than this


@dataclass(frozen=True, kw_only=True)
class Record:
    """Rounds won of rounds decided."""

    won: int
    decided: int

    @property
    def rate(self) -> float:
        """The share won, drawn towards one half while the record is short."""
        return (self.won + PRIOR_ROUNDS / 2) / (self.decided + PRIOR_ROUNDS)


NONE = Record(won=0, decided=0)


def line(*, side: Record, pro: Record, con: Record, pressed: Record = NONE, presses: str = "both") -> float:
    """The house's probability that PRO wins: .15 to .85, one half without any record.

    pressed: the record of sides that a question pressed; presses: whom this round's question presses.
    """
    odds = _logit(side.rate) + _logit(pro.rate) - _logit(con.rate)
    odds += {"pro": 1, "con": -1}.get(presses, 0) * _logit(pressed.rate)
    return round(min(HIGHEST, max(LOWEST, 1 / (1 + math.exp(-odds)))), 3)


def _logit(rate: float) -> float:
    return math.log(rate / (1 - rate))


def house_line(round: Round) -> float:
    """The line for a round, from every other debate's decided rounds. 3 queries, 4 for a round two."""
    debate = round.debate
    decided = (
        Verdict.objects.filter(state=State.READY, record__outcome__in=["pro", "con"])
        .exclude(round__debate__in={debate.pk, debate.first_id})
        # A daily's verdict is sealed until its day is over; a line that moved with it would give it away.
        .exclude(round__debate__daily__day__gte=days.today())
    )
    won = Q(record__outcome="pro")
    counts = decided.aggregate(all=Count("pk"), won=Count("pk", filter=won))
    return line(
        side=Record(won=counts["won"], decided=counts["all"]),
        pro=_record(decided, debate.pro_id),
        con=_record(decided, debate.con_id),
        pressed=_pressed(decided) if round.question else NONE,
        presses=round.question.presses if round.question else "both",
    )


def _pressed(decided: QuerySet[Verdict]) -> Record:
    won = Q(round__question__presses="pro", record__outcome="pro")
    won |= Q(round__question__presses="con", record__outcome="con")
    asked = decided.filter(round__question__presses__in=["pro", "con"])
    counts = asked.aggregate(all=Count("pk"), won=Count("pk", filter=won))
    return Record(won=counts["won"], decided=counts["all"])


def _record(decided: QuerySet[Verdict], persona_id: int) -> Record:
    mine = Q(round__debate__pro=persona_id, record__outcome="pro") | Q(
        round__debate__con=persona_id, record__outcome="con"
    )
    spoke = decided.filter(Q(round__debate__pro=persona_id) | Q(round__debate__con=persona_id))
    counts = spoke.aggregate(all=Count("pk"), won=Count("pk", filter=mine))
    return Record(won=counts["won"], decided=counts["all"])
