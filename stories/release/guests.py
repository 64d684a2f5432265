"""Preview links: a draft shown to somebody without an account, for seven days or until the link is revoked.

The address is a row's number and its random part under the site's signature: it can be shown again at the desk, cannot
be guessed, and is worth nothing to whoever has read the database but not the key.
"""

from __future__ import annotations

import datetime as dt
import secrets

from django.contrib.auth.models import User
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from newsroom.errors import Gone
from stories.models import Story
from stories.release_models import PreviewLink

OPEN_FOR = dt.timedelta(days=7)
_signer = Signer(salt="stories.preview", sep=".")


class Closed(Gone):
    """A link that was open once."""

    label, title = lazy("Draft preview"), lazy("This preview is closed")


def make(story: Story, *, by: User, purpose: str = "") -> PreviewLink:
    expires_at = timezone.now() + OPEN_FOR
    return PreviewLink.objects.create(
        story=story, made_by=by, purpose=purpose, expires_at=expires_at, nonce=secrets.token_urlsafe(12)
    )


def revoke(story: Story, pk: int, *, by: User) -> bool:
    """Close a link of this story. False if it was closed already."""
    links = PreviewLink.objects.open().filter(pk=pk, story=story)
    return bool(links.update(revoked_at=timezone.now(), revoked_by=by))


def address(link: PreviewLink) -> str:
    return reverse("stories:preview", args=[_signer.sign(f"{link.pk}-{link.nonce}")])


def find(token: str) -> PreviewLink | None:
    """The open link of an address; None if there never was one. Raises Closed for one that has ended. 1 query."""
    try:
        number, _, nonce = _signer.unsign(token).partition("-")
    except BadSignature:
        return None
    link = PreviewLink.objects.select_related("story__live").filter(pk=int(number), nonce=nonce).first()
    if link is not None and not link.is_open:
        ended = "was revoked" if link.revoked_at else "was open for seven days, and they are over"
        raise Closed(f"The link {ended}. Ask whoever sent it to you for another one.")
    return link
