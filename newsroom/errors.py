"""Why a player's move is refused. The text of each is a sentence for the player."""

from __future__ import annotations


class Conflict(Exception):
    """The right request in the wrong state: 409."""


class Unknown(Exception):
    """What the request names is not there, like a round that a run does not have: 422."""
