"""The leaderboards: XP of this week, and the daily debate.

Accounts only, and none that hides its numbers. A board is two queries (the page and the count) and a
visitor's own place one or two more, however many players there are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Q, QuerySet, Sum, Value
from django.utils.translation import ngettext

from newsroom.afresh import numeral
from newsroom.players import cred
from newsroom.players.models import Award, CredEntry, Player

SHRINK = 20  # rounds: a mean of n rounds is trusted n/(n+20)
PAGE, PAGES = 25, 40
OLD_ENOUGH = dt.timedelta(days=1)
Rows = QuerySet[Any, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Place:
    rank: int
    player_id: int
    handle: str
    score: Decimal
    rounds: int = 0

    @property
    def shown(self) -> str:
        """To a hundredth for a mean, whole for XP."""
        return numeral(f"{self.score:+.2f}".replace("-", "−")) if self.rounds else f"{self.score:.0f}"


@dataclass(frozen=True, kw_only=True)
class Board:
    places: list[Place]
    page: int
    pages: int
    mine: Place | None  # the visitor's place, or where an anonymous one would stand
    is_listed: bool


def monday(now: dt.datetime) -> dt.datetime:
    """When this week began: Monday, 00:00 UTC."""
    midnight = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - dt.timedelta(days=midnight.weekday())


def weekly(now: dt.datetime, *, page: int, visitor: Player | None) -> Board:
    week = Award.objects.filter(created_at__gte=monday(now), amount__gt=0).order_by()
    ranked = _scored(week.filter(_ranked("player__")), Sum("amount"))
    mine = _scored(week.filter(player=visitor), Sum("amount")).first() if visitor else None
    return _board(ranked, page, visitor, mine, is_listed=_is_listed(visitor))


def daily(now: dt.datetime, *, page: int, visitor: Player | None) -> Board:
    """Mean cred per round over the rated daily rounds of accounts older than a day, shrunk by n/(n+20)."""
    rounds = CredEntry.objects.filter(kind=CredEntry.Kind.DAILY, is_counted=True).order_by()
    # mean · n/(n+20) is the sum over n+20.
    score = ExpressionWrapper(
        Sum("delta") / (Count("pk") + Value(Decimal(SHRINK), output_field=DecimalField())),
        output_field=DecimalField(max_digits=12, decimal_places=6),
    )
    ranked = _scored(
        rounds.filter(_ranked("player__"), player__user__date_joined__lte=now - OLD_ENOUGH), score
    )
    mine = _scored(rounds.filter(player=visitor), score).first() if visitor else None
    is_listed = _is_listed(visitor) and visitor.user.date_joined <= now - OLD_ENOUGH  # type: ignore[union-attr]
    return _board(ranked, page, visitor, mine, is_listed=is_listed)


def _ranked(prefix: str) -> Q:
    return Q(**{f"{prefix}user__isnull": False, f"{prefix}numbers_hidden": False})


def _is_listed(visitor: Player | None) -> bool:
    return visitor is not None and not visitor.is_anonymous and not visitor.numbers_hidden


def _scored(entries: QuerySet[Any], score: Any) -> Rows:
    rows: Rows = entries.values("player", handle=F("player__handle")).annotate(
        score=score, rounds=Count("pk")
    )
    return rows


def _board(
    ranked: Rows, page: int, visitor: Player | None, mine: dict[str, Any] | None, *, is_listed: bool
) -> Board:
    count = ranked.count()
    pages = max(1, min(PAGES, -(-count // PAGE)))
    page = min(max(page, 1), pages)
    start = (page - 1) * PAGE
    rows = ranked.order_by("-score", "player")[start : start + PAGE]
    places = [_place(row, start + i) for i, row in enumerate(rows, start=1)]
    own = None
    if visitor and mine:
        ahead = Q(score__gt=mine["score"])
        if is_listed:
            ahead |= Q(score=mine["score"], player__lt=visitor.pk)
        own = _place(mine, ranked.exclude(player=visitor.pk).filter(ahead).count() + 1)
    return Board(places=places, page=page, pages=pages, mine=own, is_listed=is_listed)


def _place(row: dict[str, Any], rank: int) -> Place:
    is_mean = isinstance(row["score"], Decimal)
    return Place(
        rank=rank,
        player_id=row["player"],
        handle=row["handle"],
        score=Decimal(row["score"]),
        rounds=row["rounds"] if is_mean else 0,
    )


def example() -> str:
    """How the shrinking works, for the page that explains it."""
    mean, rounds = Decimal(6), 10
    shrunk = mean * rounds / (rounds + SHRINK)
    return ngettext(
        "A mean of %(mean)s over %(rounds)d rounds counts as %(counts)s.",
        "A mean of %(mean)s over %(rounds)d rounds counts as %(counts)s.",
        rounds,
    ) % {"mean": numeral(cred.shown(mean)), "rounds": rounds, "counts": numeral(cred.shown(shrunk))}
