"""The house line: what the site itself would say about who wins, before anyone calls it.

Built from the record of decided rounds: how often the side for wins, how these two personas have done, and, in
round two, how the side does that the question presses: else whoever picks the question could beat the house.
Never from the referee's verdict on this debate. The arithmetic; `debate.written.verdicts` counts the rows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

LOWEST, HIGHEST = 0.15, 0.85  # a house that is surer than this would make calls worthless
PRIOR_ROUNDS = 10  # a record counts in full only once it is much longer than this


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Rounds won of rounds decided."""

    won: int
    decided: int

    @property
    def rate(self) -> float:
        """The share won, drawn towards one half while the record is short."""
        return (self.won + PRIOR_ROUNDS / 2) / (self.decided + PRIOR_ROUNDS)


NONE = Standing(won=0, decided=0)


def line(
    *, side: Standing, pro: Standing, con: Standing, pressed: Standing = NONE, presses: str = "both"
) -> float:
    """The house's probability that PRO wins: .15 to .85, one half without any record.

    pressed: the record of sides that a question pressed; presses: whom this round's question presses.
    """
    odds = _logit(side.rate) + _logit(pro.rate) - _logit(con.rate)
    odds += {"pro": 1, "con": -1}.get(presses, 0) * _logit(pressed.rate)
    return round(min(HIGHEST, max(LOWEST, 1 / (1 + math.exp(-odds)))), 3)


def _logit(rate: float) -> float:
    return math.log(rate / (1 - rate))
