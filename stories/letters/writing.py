"""The mail of a letter's row: plain text and HTML, in its reader's language, with the headers by which one leaves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.identity.mail import new_mail
from newsroom.origin import home
from stories.letters.models import Following, Letter
from stories.models import Revision, Story


@dataclass(frozen=True, kw_only=True)
class News:
    """What one story has said since its follower was told."""

    headline: str
    url: str
    changes_url: str
    leave_url: str
    revisions: tuple[Revision, ...]  # the latest first


def mail_of(letter: Letter) -> EmailMultiAlternatives | None:
    """None if nothing is left to say: whoever was to be told has left, or the story was withdrawn."""
    offered = {language.code for language in settings.OFFERED_LANGUAGES}
    code = letter.correspondent.language
    with translation.override(code if code in offered else settings.LANGUAGE_CODE):
        return _asking(letter) if letter.asks else _telling(letter)


def _asking(letter: Letter) -> EmailMultiAlternatives | None:
    following = letter.asks
    assert following is not None
    story = following.story
    if not story.is_published:
        return None
    headline = story.document.headline
    context = {
        "headline": headline,
        "url": _full("stories:story", story.slug),
        "confirm_url": _full("stories:letters_confirm", following.key),
        "leave_url": _full("stories:letters_leave", following.key),
        "is_confirmed": following.confirmed_at is not None,
    }
    subject = _("You follow: %(headline)s") if context["is_confirmed"] else _("Follow “%(headline)s”?")
    return _mail(letter, "stories/letters/asking", subject % {"headline": headline}, context)


def _telling(letter: Letter) -> EmailMultiAlternatives | None:
    stories = tuple(_news(letter))
    if not stories:
        return None
    if len(stories) == 1:
        subject = stories[0].headline
    else:
        number = len(stories)
        subject = ngettext(
            "%(number)s story that you follow has changed",
            "%(number)s stories that you follow have changed",
            number,
        ) % {"number": number}
    leave_all = _full("stories:letters_leave", letter.correspondent.key)
    mail = _mail(letter, "stories/letters/news", subject, {"stories": stories, "leave_all_url": leave_all})
    # RFC 2369 and 8058: one press in the reader's own mail program, which posts to the address. It leaves everything.
    mail.extra_headers |= {
        "List-Id": f"<stories.{_host()}>",
        "List-Unsubscribe": f"<{leave_all}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return mail


def _news(letter: Letter) -> Any:
    followings = Following.objects.filter(key__in=letter.covers, confirmed_at__isnull=False)
    for following in followings.select_related("story__live").order_by("story__live__published_at"):
        story: Story = following.story
        told, until = letter.covers[following.key]
        revisions = story.revisions.filter(number__gt=told, number__lte=until).exclude(
            kind=Revision.Kind.COPY_EDIT
        )
        if story.is_published and revisions:
            yield News(
                headline=story.document.headline,
                url=_full("stories:story", story.slug),
                changes_url=_full("stories:changes", story.slug),
                leave_url=_full("stories:letters_leave", following.key),
                revisions=tuple(revisions.defer("document")),
            )


def _mail(letter: Letter, template: str, subject: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    text = render_to_string(f"{template}.txt", context)
    mail = new_mail(subject, text, to=letter.correspondent.email)
    mail.attach_alternative(
        render_to_string(f"{template}.html", {**context, "subject": subject}), "text/html"
    )
    proof = hashlib.sha256(f"{letter.pk} {letter.correspondent.key}".encode()).hexdigest()[:16]
    mail.extra_headers["Message-ID"] = f"<letter.{letter.pk}.{proof}@{_host()}>"
    return mail


def _full(name: str, *args: str) -> str:
    return home() + reverse(name, args=args)


def _host() -> str:
    return urlsplit(home()).hostname or "localhost"
