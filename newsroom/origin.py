"""The site's own address in full, for links that leave a page: in feeds, pictures, mails, canonical links.

There is one: `settings.SITE_ORIGIN`, as set or as its default says. What an asker writes into the Host header, or a proxy
into X-Forwarded-Proto, decides nothing. Only in development, where nobody has set it, it is the one that was asked, if the
site listens there.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def origin_of(request: HttpRequest) -> str:
    """Such as https://example.org, without a slash at its end."""
    if settings.SITE_ORIGIN:
        return str(settings.SITE_ORIGIN)
    asked = f"{request.scheme}://{request.get_host()}"
    origins = settings.STORY_ORIGINS
    return asked if asked in origins or not origins else str(origins[0])


def home() -> str:
    """The same where nobody asked: for mails, and what a worker writes."""
    return str(settings.SITE_ORIGIN or next(iter(settings.STORY_ORIGINS), "http://localhost"))


def written_origins() -> list[str]:
    """Every origin that a page may name as its own: one, but for development."""
    return [settings.SITE_ORIGIN] if settings.SITE_ORIGIN else list(settings.STORY_ORIGINS)


def absolute(request: HttpRequest, path: str) -> str:
    """The full address of a path of this site."""
    return origin_of(request) + path
