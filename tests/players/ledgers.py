"""Entries of the ledgers, and what they add up to."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO
from typing import Any

from django.core.management import call_command

from newsroom.players.models import CredEntry, Player
from newsroom.players.services import settle_cred


def settle(player: Player, n: int = 1, **change: Any) -> CredEntry:
    """Settle a call of the nth debate's first round: right at 70 % against an even house, but for the change."""
    call: dict[str, Any] = {
        "source": f"play:{n}:round:1",
        "debate_ref": f"debate:{n}",
        "side": "pro",
        "confidence": 70,
        "house_line": Decimal("0.5"),
        "outcome": "pro",
        "k": 60,
    }
    return settle_cred(player, **(call | change))


def cred_of(player: Player) -> Decimal:
    """The player's cred as stored now."""
    return Decimal(Player.objects.values_list("cred", flat=True).get(pk=player.pk))


def check() -> None:
    """No player's sums are off their ledgers."""
    out = StringIO()
    call_command("recount_scores", "--check", stdout=out)
    assert ", 0 with drift" in out.getvalue()
