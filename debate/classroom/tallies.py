"""How a room has called its rounds, counted for its host.

Calls from before the room was opened, and those made once its host had opened the round, stand apart: the former knew
nothing of the group, the latter knew the verdict. Who was taken out of the room is not counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from debate.arena.odds import WORDS
from debate.evidence.brief import SIDES
from debate.models import Prediction
from debate.referee import scoring
from newsroom.rooms.models import Member, Room


@dataclass(frozen=True, kw_only=True)
class Sure:
    """How many called a side with this confidence."""

    confidence: int
    word: str
    pro: int
    con: int


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The calls of one round of a room. names: by side; empty unless asked for."""

    by_confidence: tuple[Sure, ...]
    pro: int
    con: int
    before: int
    after: int
    pro_names: tuple[str, ...]
    con_names: tuple[str, ...]
    waiting: tuple[str, ...]  # who has not called it

    @property
    def total(self) -> int:
        return self.pro + self.con

    @property
    def called(self) -> int:
        return self.total + self.before + self.after

    @property
    def pro_percent(self) -> int:
        return round(100 * self.pro / self.total) if self.total else 0

    def right(self, outcome: scoring.Outcome) -> int:
        return {"pro": self.pro, "con": self.con}.get(str(outcome), 0)


def calls_of(room: Room, debate_id: int, members: Sequence[Member]) -> list[Prediction]:
    """Every call of the room's debate by who is in the room now. 1 query."""
    players = [member.player_id for member in members]
    found = Prediction.objects.filter(play__debate=debate_id, play__player__in=players)
    return list(found.select_related("play").order_by("created_at"))


def tally(room: Room, calls: Sequence[Prediction], members: Sequence[Member], *, number: int) -> Tally:
    """calls: of one round."""
    opened = room.opened_at(number)
    before = [call for call in calls if call.created_at < room.created_at]
    after = [call for call in calls if opened is not None and call.created_at > opened]
    counted = [call for call in calls if call not in before and call not in after]
    names: Mapping[int, str] = {member.player_id: member.nickname for member in members}
    of_side = {side: [call for call in counted if call.side == side] for side in SIDES}
    has_called = {call.play.player_id for call in calls}
    return Tally(
        by_confidence=tuple(
            Sure(
                confidence=confidence,
                word=str(word),
                pro=sum(call.confidence == confidence for call in of_side["pro"]),
                con=sum(call.confidence == confidence for call in of_side["con"]),
            )
            for confidence, word in WORDS.items()
        ),
        pro=len(of_side["pro"]),
        con=len(of_side["con"]),
        before=len(before),
        after=len(after),
        pro_names=tuple(names[call.play.player_id] for call in of_side["pro"]),
        con_names=tuple(names[call.play.player_id] for call in of_side["con"]),
        waiting=tuple(member.nickname for member in members if member.player_id not in has_called),
    )
