"""What is kept of an account beside the player, for its owner: in the download of /me/."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from newsroom.players.models import Player


def export(player: Player) -> dict[str, Any]:
    """Addresses, second steps and sessions; no key and no code."""
    if player.user_id is None:
        return {}
    addresses = EmailAddress.objects.filter(user_id=player.user_id)
    steps = Authenticator.objects.filter(user_id=player.user_id).order_by("pk")
    sessions = UserSession.objects.filter(user_id=player.user_id).order_by("created_at")
    return {
        "addresses": [{"email": each.email, "confirmed": each.verified} for each in addresses],
        "second_steps": [
            {"kind": each.type, "name": str(each), "made_at": each.created_at, "used_at": each.last_used_at}
            for each in steps
        ],
        "sessions": [
            {"began_at": each.created_at, "network": each.ip, "browser": each.user_agent} for each in sessions
        ],
    }
