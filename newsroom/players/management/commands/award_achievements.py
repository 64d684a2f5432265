"""award_achievements: run every rule over every player. Run once after a rule was added; safe to repeat."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from newsroom.players.achievements import award
from newsroom.players.models import Player


class Command(BaseCommand):
    help = "Give every player the achievements they have earned and do not hold yet."

    def handle(self, *args: Any, **options: Any) -> None:
        players = given = 0
        for player in Player.objects.filter(merged_into=None).order_by("pk").iterator(chunk_size=500):
            made = award(player)
            players, given = players + 1, given + len(made)
        self.stdout.write(f"{players} players, {given} achievements given.")
