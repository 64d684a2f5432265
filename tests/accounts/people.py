"""Somebody who plays, and how they sign in."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client

from newsroom.players.models import Player

PASSWORD = "correct horse battery"


def playing(client: Client) -> Player:
    """An anonymous player in this client's session."""
    player = Player.objects.create()
    session = client.session
    session["player"] = player.pk
    session.save()
    client.cookies["sessionid"] = session.session_key
    return player


def sign_in(client: Client, name: str = "rae", password: str = PASSWORD, **data: str) -> HttpResponse:
    return client.post("/accounts/sign-in/", {"name": name, "password": password, **data})
