"""Counting wrong guesses at a secret that is short enough to type, such as a room's code.

Only what was wrong is counted: a class of forty behind one address joins with forty right codes. Whoever has guessed
too often is not answered at all for a while, so a blocked guess tells nothing. The cache may forget (a restart). Many
networks that guess keep no class out: beyond the site's limit those are refused that have mistyped more than one.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from newsroom.limits.middleware import beyond_of, is_beyond, refused
from newsroom.limits.rules import GUESSES


class Guesses:
    """The guesses of the visitor, the network and everybody, by the limit of `rules.GUESSES`."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def refusal(self) -> HttpResponse | None:
        """The page that says when to try again, for one who has guessed too often."""
        beyond = is_beyond(self.request, GUESSES)
        return refused(self.request, GUESSES, beyond) if beyond is not None else None

    def missed(self) -> None:
        beyond_of(self.request, GUESSES)
