"""Plays in a room (`newsroom.rooms`): whether its host keeps a verdict sealed, and which way the room goes on.

A play is in a room while its player is a member of one that plays its debate. Nothing of that stands in the play's row:
when the room's day is over the play is one like any other. Its call of a round is settled, its verdict shown, once
the host has opened the round; in a room at own pace at once.
"""

from __future__ import annotations

from debate.models import Play
from newsroom.rooms import services as rooms
from newsroom.rooms.services import Seats

KIND = "debate"
# As a clause, like those of `stakes`.
IN_A_ROOM = "it is called in a room, where others may tell"


def seats_of(play: Play, *, lock: bool = False) -> Seats:
    """Where this play's player sits that plays its debate. lock: takes the rooms' rows, which comes before the play's."""
    return rooms.seats_of(play.player_id, kind=KIND, subject=str(play.debate_id), lock=lock)
