"""Which addresses are due a letter of news: a row each, made once, however many look at the same time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from stories.letters.models import Correspondent, Following, Letter
from stories.models import Revision

APART = dt.timedelta(days=1)  # between two letters of news to one address
MOST = 500  # rows made at one look


def make_due() -> int:
    """Make the letters that are due. Returns how many. 1 query if none is."""
    addresses = with_news().filter(_may_be_told()).values_list("correspondent", flat=True).distinct()[:MOST]
    return sum(_make(pk) for pk in list(addresses))


def with_news() -> QuerySet[Any]:
    """Confirmed followings of a story that has said more than a copy edit since they were told of it."""
    news = Revision.objects.filter(story=OuterRef("story"), number__gt=OuterRef("told"))
    return Following.objects.filter(
        Exists(news.exclude(kind=Revision.Kind.COPY_EDIT)),
        confirmed_at__isnull=False,
        story__live__isnull=False,
        story__withdrawn_at__isnull=True,
        story__live__number__gt=F("told"),
    )


def _may_be_told(prefix: str = "correspondent__") -> Q:
    before = timezone.now() - APART
    return Q(**{f"{prefix}letter_at": None}) | Q(**{f"{prefix}letter_at__lte": before})


def _make(pk: int) -> bool:
    with transaction.atomic():
        taken = Correspondent.objects.filter(_may_be_told(""), pk=pk).update(letter_at=timezone.now())
        if not taken:  # somebody else made it
            return False
        covers = {}
        for following in with_news().filter(correspondent=pk).select_related("story__live"):
            covers[following.key] = [following.told, following.story.live.number]
            Following.objects.filter(pk=following.pk).update(told=following.story.live.number)
        Letter.objects.create(correspondent_id=pk, covers=covers)
    return True
