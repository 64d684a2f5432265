"""Asking to follow, confirming, leaving. What a page answers never tells whether an address was known."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from stories.letters.models import Correspondent, Following, Letter, new_key
from stories.models import Story

ASKED_A_DAY = 3  # letters that ask for confirmation, to one address
UNCONFIRMED_DAYS = 3  # then the address is forgotten
KEPT_DAYS = 7  # of a letter's row, once it is over


def ask(story: Story, email: str, *, language: str) -> None:
    """Have this address asked whether it wants to follow; one that does already is told so. The same statements for both,
    so that the time they take tells nothing."""
    email = email.strip().lower()
    with transaction.atomic():
        new = Correspondent(email=email, language=language, key=new_key())
        Correspondent.objects.bulk_create([new], ignore_conflicts=True)
        to = Correspondent.objects.get(email=email)
        Following.objects.bulk_create(
            [Following(correspondent=to, story=story, key=new_key())], ignore_conflicts=True
        )
        following = Following.objects.get(correspondent=to, story=story)
        Following.objects.filter(pk=following.pk, confirmed_at=None).update(asked_at=timezone.now())
        unknown = Correspondent.objects.exclude(followings__confirmed_at__isnull=False)
        unknown.filter(pk=to.pk).update(language=language)  # of whoever follows it is nobody else's to change
        today = to.letters.filter(asks__isnull=False, made_at__gt=timezone.now() - dt.timedelta(days=1))
        if today.count() < ASKED_A_DAY:  # whoever gives other people's addresses floods nobody
            letter = Letter(correspondent=to, asks=following)
            Letter.objects.bulk_create([letter], ignore_conflicts=True)  # one waits already


def confirm(key: str) -> Following | None:
    """The address of this link follows from now on; None if the link leads to nothing (any more)."""
    following = Following.objects.select_related("story__live").filter(key=key).first()
    if following is not None and following.confirmed_at is None:
        live = following.story.live
        Following.objects.filter(pk=following.pk, confirmed_at=None).update(
            confirmed_at=timezone.now(), told=live.number if live else 0
        )
        following.refresh_from_db(fields=["confirmed_at", "told"])
    return following


def leave(key: str) -> bool:
    """No more letters: of one story, or with a correspondent's own key of any. False if there was nothing to leave.

    With the last story goes the address.
    """
    with transaction.atomic():
        if Correspondent.objects.filter(key=key).delete()[0]:
            return True
        gone, _ = Following.objects.filter(key=key).delete()
        _forget_those_without_a_story()
    return bool(gone)


def tidy() -> None:
    """Forget addresses that nobody confirmed, and letters that are over."""
    now = timezone.now()
    Following.objects.filter(
        confirmed_at=None, asked_at__lt=now - dt.timedelta(days=UNCONFIRMED_DAYS)
    ).delete()
    _forget_those_without_a_story()
    Letter.objects.filter(ended_at__lt=now - dt.timedelta(days=KEPT_DAYS)).delete()


def _forget_those_without_a_story() -> None:
    Correspondent.objects.filter(followings=None).delete()
