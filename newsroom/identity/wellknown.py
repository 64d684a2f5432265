"""Files that machines look for at every site: whom to tell of a weakness, and whom the site belongs to.

Each says only what the operator or the site's identity says; where nobody has said anything there is no file.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from newsroom.identity.reading import site
from newsroom.origin import absolute

GOOD_FOR_MONTHS = 6  # RFC 9116 recommends less than a year


@require_safe
@cache_control(public=True, max_age=3600)
def security(request: HttpRequest) -> HttpResponse:
    """/.well-known/security.txt (RFC 9116): SECURITY_CONTACT, else the address at which readers report mistakes."""
    its = site()
    contacts = settings.SECURITY_CONTACT or ([f"mailto:{its.contact_email}"] if its.contact_email else [])
    if not contacts:
        raise Http404("nobody is named as a contact")
    return _lines(
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {expires_on(timezone.now().date())}T00:00:00Z",
        f"Preferred-Languages: {settings.LANGUAGE_CODE.partition('-')[0]}",
        f"Canonical: {absolute(request, request.path)}",
    )


@require_safe
@cache_control(public=True, max_age=3600)
def trust(request: HttpRequest) -> HttpResponse:
    """/trust.txt (JournalList): TRUST_TXT, and of the identity how to reach its publisher and where it says who that is."""
    its = site()
    lines = [*settings.TRUST_TXT]
    if its.contact_email:
        lines.append(f"contact=mailto:{its.contact_email}")
    if its.has_imprint:
        lines.append(f"disclosure={absolute(request, reverse('stories:about'))}#imprint")
    if not lines:
        raise Http404("nobody has said whom the site belongs to")
    return _lines(*lines)


def expires_on(today: dt.date) -> dt.date:
    """The first of a month some six months ahead: never past, and the same bytes for a month."""
    months = today.year * 12 + today.month - 1 + GOOD_FOR_MONTHS
    return dt.date(months // 12, months % 12 + 1, 1)


def _lines(*lines: str) -> HttpResponse:
    return HttpResponse("\n".join((*lines, "")), content_type="text/plain; charset=utf-8")
