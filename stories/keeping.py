"""The front page and the stories in this process's memory, before anyone asks: for the hour when the database is away.

A thread of each web process looks now and then whether anything was published or withdrawn anywhere. If so, what is
kept is dropped and the newest stories are read again, through the whole stack and with it onto the shelf.
"""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.db.models import Count, Max, Sum
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from newsroom.identity.reading import site
from newsroom.languages.addresses import ways
from newsroom.postgres.away import GONE, database
from stories.latest import latest
from stories.models import Story
from stories.shelf import pages

log = logging.getLogger(__name__)

LOOK_SECONDS = (
    30  # a story that another process withdrew may be given for so long after the database went away
)
AWAY_SECONDS = 2
STORIES = 300  # the newest; others are kept when they are read


class Keeper(threading.Thread):
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(name="keeper", daemon=True)
        self._get_response = get_response
        self._seen: object = None
        self._ending = threading.Event()

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                close_old_connections()
                self.look()
            except GONE as error:
                log.warning("what is kept could not be compared with what is published", exc_info=error)
            except Exception:
                log.exception("what is kept could not be made anew")
            self._ending.wait(AWAY_SECONDS if database.is_away else LOOK_SECONDS)

    def end(self) -> None:
        self._ending.set()
        self.join(timeout=5)

    def look(self) -> None:
        """1 query, and the pages if anything has changed."""
        found = _published()
        if found == self._seen:
            return
        pages.clear()
        newest = latest(shown=STORIES).stories
        for path in ("/", *(story.get_absolute_url() for story in newest)):
            for way in ways(path):
                self._read(way.path)
        self._seen = found

    def _read(self, path: str) -> None:
        for origin in settings.STORY_ORIGINS:
            at = urlsplit(origin)
            environ = {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": path,
                "SERVER_NAME": at.hostname or "",
                "SERVER_PORT": str(at.port or 80),
                "HTTP_HOST": at.netloc,
                "HTTP_X_FORWARDED_PROTO": at.scheme,
                "HTTP_ACCEPT_ENCODING": "br",
                "wsgi.url_scheme": at.scheme,
                "wsgi.input": io.BytesIO(),
            }
            self._get_response(WSGIRequest(environ)).close()


def _published() -> object:
    """A value that another publication or withdrawal anywhere changes, and another name of the site."""
    found = Story.objects.aggregate(Sum("live"), Count("withdrawn_at"), Max("withdrawn_at"), Max("live"))
    return found, site().version
