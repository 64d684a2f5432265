"""The site's own address in full, for links that leave a page: in feeds, pictures, mails, canonical links.

An asker may send any port and, where a proxy is trusted, any scheme. What is written down is one of the addresses
that the operator has named (`settings.STORY_ORIGINS`, the first of which is `SITE_ORIGIN`); so nobody else decides
how many forms of a page there are, or where a mail leads.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def origin_of(request: HttpRequest) -> str:
    """Such as https://example.org: the one that was asked, if it is the site's own, else the site's first."""
    asked = f"{request.scheme}://{request.get_host()}"
    origins = settings.STORY_ORIGINS
    return asked if asked in origins or not origins else str(origins[0])


def absolute(request: HttpRequest, path: str) -> str:
    """The full address of a path of this site."""
    return origin_of(request) + path
