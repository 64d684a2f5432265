"""A player's ledgers as achievement rules read them: each is one query, made when first asked for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from django.apps import apps

from newsroom.players import xp

if TYPE_CHECKING:
    from newsroom.players.models import CredEntry


class Record:
    def __init__(self, player_id: int) -> None:
        self.player_id = player_id

    @cached_property
    def calls(self) -> list[CredEntry]:
        """Every settled call, oldest first."""
        entries = apps.get_model("players", "CredEntry").objects
        return list(entries.filter(player_id=self.player_id))

    @cached_property
    def decided(self) -> list[CredEntry]:
        """The calls of rounds that somebody won."""
        return [call for call in self.calls if call.is_decided]

    @cached_property
    def _awards(self) -> list[tuple[str, dt.datetime]]:
        awards = apps.get_model("players", "Award").objects
        return list(awards.filter(player_id=self.player_id).values_list("source", "created_at"))

    @cached_property
    def kinds(self) -> Counter[str]:
        """How many awards came from each kind of play (`play`, `quiz`, …)."""
        return Counter(xp.kind_of(source) for source, _ in self._awards)

    @cached_property
    def days(self) -> set[dt.date]:
        """The UTC days on which something was earned."""
        return {at.astimezone(dt.UTC).date() for _, at in self._awards}

    @cached_property
    def longest_run(self) -> int:
        """The most decided calls in a row that were right."""
        best = running = 0
        for call in self.decided:
            running = running + 1 if call.is_right else 0
            best = max(best, running)
        return best
