"""Finding the player of a request, and awarding XP."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Sum
from django.http import HttpRequest

from newsroom.players.models import Award, Player

SESSION_KEY = "player"  # in the session's data, so signing in (which cycles the key) keeps the player


def current_player(request: HttpRequest) -> Player | None:
    """The player of this visitor, or None if they have not played. Reads no session that is not there."""
    if request.session.session_key is None:
        return None
    player_id = request.session.get(SESSION_KEY)
    return Player.objects.filter(pk=player_id).first() if player_id else None


def ensure_player(request: HttpRequest) -> Player:
    """The player of this visitor, made now if this is the first play."""
    player = current_player(request)
    if player is None:
        player = Player.objects.create()
        request.session[SESSION_KEY] = player.pk
    return player


def award_xp(player: Player, *, source: str, amount: int, label: str) -> bool:
    """Enter XP into the ledger once per source. False, and nothing changes, if it is there already.

    amount is in XP. Call it in the transaction of what earned it, so that neither stands alone.
    """
    with transaction.atomic():
        _, is_new = Award.objects.get_or_create(
            player=player, source=source, defaults={"amount": amount, "label": label}
        )
        if is_new:
            Player.objects.filter(pk=player.pk).update(xp=F("xp") + amount)
            player.refresh_from_db(fields=["xp"])
    return is_new


def xp_drift(player: Player) -> int:
    """How far the cached XP is from the ledger's sum; 0 unless something is broken."""
    total = player.awards.aggregate(total=Sum("amount"))["total"] or 0
    return player.xp - int(total)
