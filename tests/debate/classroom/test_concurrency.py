"""Everyone calls in the moment in which the host opens the round."""

from __future__ import annotations

import pytest

from debate.arena import services
from debate.arena.stage import Step, stage_of
from debate.models import Persona, Play, Prediction
from newsroom.players.models import CredEntry, Player
from newsroom.players.services import xp_drift
from newsroom.rooms import services as rooms
from newsroom.rooms.models import Member, Room
from newsroom.rooms.registry import game_of
from stories.models import Story
from tests.debate.playing import begin, drain
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MEMBERS = 8


def test_no_call_is_lost_doubled_or_left_unsettled(flagship: Story, cast: dict[str, Persona]) -> None:
    debate = begin(flagship, cast).debate
    drain(debate)
    game = game_of("debate")
    assert game is not None
    room, _key = rooms.open_room(game, subject=str(debate.pk), pace="together")
    players = [Player.objects.create() for _ in range(MEMBERS)]
    joined = at_once(MEMBERS, lambda n: rooms.join(room, players[n], nickname="Ann"))
    assert len(set(joined)) == MEMBERS
    assert Member.objects.count() == MEMBERS
    plays = list(Play.objects.filter(player__in=players).order_by("pk"))

    def press(n: int) -> None:
        if n == MEMBERS:
            rooms.open_round(Room.objects.get(), 1)
        else:
            services.predict(plays[n], number=1, side="pro", confidence=70)

    assert [error for error in at_once(MEMBERS + 1, press) if error is not None] == []
    assert Prediction.objects.filter(play__in=plays).count() == MEMBERS
    assert CredEntry.objects.filter(player__in=players).count() == MEMBERS
    assert {stage_of(play).step for play in plays} == {Step.CROSSFIRE}
    assert not any(xp_drift(player) for player in Player.objects.filter(pk__in=[p.pk for p in players]))
