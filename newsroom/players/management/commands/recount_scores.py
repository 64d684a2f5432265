"""recount_scores: set every player's XP and cred to what their ledgers say; --check only compares."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from newsroom.players.models import Player
from newsroom.players.services import cred_drift, xp_drift


class Command(BaseCommand):
    help = "Recount XP and cred from the ledgers. With --check: change nothing, exit 1 if anything is off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only compare.")

    def handle(self, *args: Any, **options: Any) -> None:
        drifted = seen = 0
        for pk in Player.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=500):
            seen += 1
            # Locked while it is compared, so that an award under way is never taken for drift.
            with transaction.atomic():
                player = Player.objects.select_for_update(no_key=True).filter(pk=pk).first()
                if player is None:
                    continue
                xp_off, cred_off = xp_drift(player), cred_drift(player)
                if not xp_off and not cred_off:
                    continue
                drifted += 1
                self.stdout.write(f"player {pk}: XP off by {xp_off}, cred off by {cred_off}")
                if not options["check"]:
                    player.xp -= xp_off
                    player.cred -= cred_off
                    player.save(update_fields=["xp", "cred"])
        done = "found" if options["check"] else "set right"
        self.stdout.write(f"{seen} players, {drifted} with drift {done}.")
        if drifted and options["check"]:
            raise SystemExit(1)
