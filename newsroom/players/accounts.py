"""Signing in: an anonymous player is merged, wherever the sign-in happens (our pages or the admin's)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from newsroom.players.merging import merge
from newsroom.players.models import Player
from newsroom.players.services import SESSION_KEY, player_of


def connect() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="players.signed_in")


def _signed_in(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """The session's anonymous player goes into the account. No player, nothing happens: editors who only
    edit get no row. The session's key has been cycled by then."""
    session = getattr(request, "session", None)
    player_id = session.pop(SESSION_KEY, None) if session is not None else None
    anonymous = Player.objects.filter(pk=player_id, user=None).first() if player_id else None
    if anonymous is not None:
        merge(anonymous, player_of(user))
