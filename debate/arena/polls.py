"""Polls that find nothing new, answered before anything else is read: a thousand viewers ask each second.

The address of a poll holds the version that its page shows and a key. The key proves that this site gave that page to
the session whose cookie comes with it, so that neither session nor account nor player has to be read to know whose play
it is. Versions are read for everyone at once: one query for all the plays that are being watched here, four times a
second at most. Only “nothing new” is answered from that; whatever else it may be goes to the view, which asks everything
anew. So what a poll can tell by its key alone is that nothing has happened, up to CHECK_SECONDS late.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import threading
import time
from collections.abc import Callable, Collection
from functools import lru_cache

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from debate.models import Play
from newsroom.http import Request
from newsroom.languages.addresses import any_language
from newsroom.postgres.away import GONE

CHECK_SECONDS = 0.25  # as old as a version may be
WATCHED_SECONDS = 5.0  # since its last poll: a page asks each second or every other one
MOST_WATCHED = 4_000  # in one query; whoever comes on top of them is read alone
_POLL = re.compile(r"v=([0-9]{1,9})&k=([\w-]{22})")
_NEVER_KEPT = {"Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private"}


def address(request: Request, play: Play, version: int) -> str:
    """What the page of a play asks, for who is shown it now."""
    query = f"?v={version}"
    if session := request.session.session_key:  # not of a visitor whose first request this is
        query += f"&k={key_of(str(play.pk), session)}"
    return reverse("debate:stage", args=[play.pk]) + query


class Polls:
    """Middleware, before whatever costs anything: 204 for a poll whose key is right and whose play is as it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._path = re.compile(any_language() + r"/plays/([0-9a-f-]{36})/stage/")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if not query.startswith("v=") or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        asked, here = _POLL.fullmatch(query), self._path.fullmatch(request.path_info)
        if asked is None or here is None or not _is_theirs(request, here[1], asked[2]):
            return self.get_response(request)
        version = versions.of(here[1])
        if version is None or version > int(asked[1]):
            return self.get_response(request)
        return HttpResponse(status=204, headers=_NEVER_KEPT)


class Versions:
    """The versions of plays that are being watched, read together. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watched: dict[str, float] = {}  # a play: when it was last asked for
        self._known: dict[str, int] = {}
        self._read_at = -1.0

    def of(self, play: str) -> int | None:
        """At most CHECK_SECONDS old; None if it is not open to its player any more, or nobody can say."""
        now = time.monotonic()
        if now - self._read_at < CHECK_SECONDS and play in self._known:
            self._watched[play] = now
            return self._known[play]
        with self._lock:  # whoever waits here finds what the one before has read
            now = time.monotonic()
            self._watched[play] = now
            try:
                if now - self._read_at >= CHECK_SECONDS:
                    self._read(now)
                if play not in self._known:
                    self._known.update(_read([play]))
            except GONE:  # the view says so
                return None
        return self._known.get(play)

    def _read(self, now: float) -> None:
        watched = {play: at for play, at in self._watched.copy().items() if now - at < WATCHED_SECONDS}
        latest = sorted(watched, key=watched.__getitem__)[-MOST_WATCHED:]
        self._known, self._watched = _read(latest), watched
        self._read_at = now


versions = Versions()


def _read(plays: Collection[str]) -> dict[str, int]:
    """Of those that a page may show. 1 query."""
    open_ones = Play.objects.shared().filter(pk__in=plays, debate__story__withdrawn_at=None).order_by()
    return {
        str(pk): mine + shared
        for pk, mine, shared in open_ones.values_list("pk", "version", F("debate__version"))
    }


def _is_theirs(request: HttpRequest, play: str, key: str) -> bool:
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return bool(session) and hmac.compare_digest(key.encode(), key_of(play, session).encode())


def key_of(play: str, session: str) -> str:
    """What proves that a session was given the page of a play."""
    told = hmac.digest(_secret(settings.SECRET_KEY), f"{play} {session}".encode(), "sha256")
    return base64.urlsafe_b64encode(told[:16]).rstrip(b"=").decode()


@lru_cache(maxsize=4)
def _secret(key: str) -> bytes:
    """Of this use alone."""
    return hashlib.sha256(b"debate.arena.polls\x1f" + key.encode()).digest()
