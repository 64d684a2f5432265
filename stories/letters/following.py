"""Asking to follow, confirming, leaving. What a page answers never tells whether an address was known."""

from __future__ import annotations

import contextlib
import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from stories.letters.models import Correspondent, Following, Letter, new_key
from stories.models import Story

ASKED_A_DAY = 3  # letters that ask for confirmation, to one address
UNCONFIRMED_DAYS = 3  # then the address is forgotten
KEPT_DAYS = 7  # of a letter's row, once it is over


def ask(story: Story, email: str, *, language: str) -> None:
    """Have this address asked whether it wants to follow; one that does already is told so. The same work for both."""
    email = email.strip().lower()
    with transaction.atomic():
        to, is_new = Correspondent.objects.get_or_create(
            email=email, defaults={"language": language, "key": new_key()}
        )
        following, _ = Following.objects.get_or_create(
            correspondent=to, story=story, defaults={"key": new_key()}
        )
        unconfirmed = Following.objects.filter(pk=following.pk, confirmed_at=None)
        unconfirmed.update(asked_at=timezone.now())
        if not is_new and not to.followings.exclude(confirmed_at=None).exists():
            Correspondent.objects.filter(pk=to.pk).update(language=language)  # nobody else's to change
        today = to.letters.filter(asks__isnull=False, made_at__gt=timezone.now() - dt.timedelta(days=1))
        if today.count() < ASKED_A_DAY:  # whoever gives other people's addresses floods nobody
            with contextlib.suppress(IntegrityError), transaction.atomic():  # one waits already
                Letter.objects.create(correspondent=to, asks=following)


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
