"""How everyone called a round."""

from __future__ import annotations

import pytest

from debate.arena import services
from debate.arena.odds import split_of
from debate.models import Persona, Round
from stories.models import Story
from tests.debate.playing import begin, drain

pytestmark = pytest.mark.django_db


def test_the_crowd_is_counted_by_side(flagship: Story, cast: dict[str, Persona]) -> None:
    drain(begin(flagship, cast).debate)
    for side in ("pro", "pro", "pro", "con"):
        services.predict(begin(flagship, cast), number=1, side=side, confidence=55)
    split = split_of(Round.objects.get(number=1).pk)
    assert (split.pro, split.con, split.total, split.pro_percent) == (3, 1, 4, 75)
