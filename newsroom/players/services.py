"""Finding the player of a request; entering XP and cred into their ledgers.

Lock order everywhere: the rows of a game (play, run) first, the player's row last.
"""

from __future__ import annotations

import datetime as dt
import logging
from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.http import HttpRequest
from django.utils import timezone

from newsroom.players import achievements, cred, registry, xp
from newsroom.players.handles import give_handle
from newsroom.players.models import Award, CredEntry, Merge, Player

if TYPE_CHECKING:
    from django.contrib.auth.models import User

log = logging.getLogger(__name__)
SESSION_KEY = "player"  # in the session's data, so signing in (which cycles the key) can find the player


def current_player(request: HttpRequest) -> Player | None:
    """The player of this visitor, or None if they have not played. Reads no session that is not there."""
    if request.session.session_key is None:
        return None
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return Player.objects.filter(user_id=user.pk).first()
    player_id = request.session.get(SESSION_KEY)
    if not player_id:
        return None
    return Player.objects.filter(pk=player_id, user=None, merged_into=None).first()


def ensure_player(request: HttpRequest) -> Player:
    """The player of this visitor, made now if this is the first play."""
    player = current_player(request)
    if player is None:
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            return player_of(user)
        player = Player.objects.create()
        request.session[SESSION_KEY] = player.pk
    return player


def player_of(user: User | AbstractBaseUser) -> Player:
    """The account's player, made now with a handle of its own if there is none."""
    player, _ = Player.objects.get_or_create(user_id=user.pk)
    if not player.handle:
        give_handle(player)
    return player


def award_xp(player: Player, *, source: str, amount: int, label: str) -> bool:
    """Enter XP into the ledger once per source. False, and nothing changes, if it is there already.

    amount is in XP; past what a day pays in full (`newsroom.players.xp`) the entry holds less. Call it in
    the transaction of what earned it, so that neither stands alone. A player who has been merged in the
    meantime earns it for the account.
    """
    with transaction.atomic():
        holder = locked(player)
        if Award.objects.filter(player=holder, source=source).exists():
            return False
        now = timezone.now()
        paid = xp.granted(amount, earned_on(holder, now, xp.kind_of(source)))
        Award.objects.create(
            player=holder, source=source, amount=paid, full=amount, label=label, created_at=now
        )
        Player.objects.filter(pk=holder.pk).update(xp=F("xp") + paid)
        player.refresh_from_db(fields=["xp"])
        achievements.look_for(holder)
    return True


def awarded(player: Player, source: str) -> int:
    """What the XP ledger holds for a source, in XP: less than was offered where a day had paid enough, or a
    merge found it paid already; 0 if there is no entry. Also for a player who has been merged. 1 query."""
    entries = Award.objects.filter(Q(player=player) | Q(player__merged=player), source=source)
    return entries.values_list("amount", flat=True).first() or 0


def settle_cred(
    player: Player,
    *,
    source: str,
    debate_ref: str,
    side: str,
    confidence: int,
    house_line: Decimal,
    outcome: str,
    k: int,
    rated: bool = True,
    for_xp: str = "",
    kind: str = CredEntry.Kind.DEBATE,
    played_at: dt.datetime | None = None,
) -> CredEntry:
    """Settle a call of a round, once per source; the entry that is there already is the answer again.

    house_line: the probability for PRO, rounded to whole percent and clipped here. outcome: pro, con, draw
    or split. debate_ref names the debate: of those begun on a UTC day (that of `played_at`, by default now)
    the first eight count. The daily debate (kind "daily") counts beside them. `rated=False` is a call
    that was not for cred, and for_xp says why, as a clause. Call it in the transaction of what it settles.
    """
    q, at = cred.clip(house_line), played_at or timezone.now()
    with transaction.atomic():
        holder = locked(player)
        if (made := CredEntry.objects.filter(player=holder, source=source).first()) is not None:
            return made
        counts = rated and (kind == CredEntry.Kind.DAILY or is_among_first(holder, debate_ref, at))
        call = {"side": side, "confidence": confidence, "house_line": q, "outcome": outcome, "k": k}
        moved = cred.delta(**call)  # type: ignore[arg-type]
        entry = CredEntry.objects.create(
            player=holder,
            source=source,
            debate_ref=debate_ref,
            kind=kind,
            **call,
            delta=moved if counts else Decimal(0),
            is_rated=rated,
            is_counted=counts,
            sentence=cred.sentence(**call, is_rated=rated, is_counted=counts, for_xp=for_xp),  # type: ignore[arg-type]
            played_at=at,
        )
        Player.objects.filter(pk=holder.pk).update(cred=holder.cred + entry.delta)  # locked; exact
        player.refresh_from_db(fields=["cred"])
        achievements.look_for(holder)
    return entry


def locked(player: Player) -> Player:
    """The player's row, locked until the transaction ends; the account's if they were merged into one."""
    found = Player.objects.select_for_update(no_key=True).get(pk=player.pk)
    return locked(Player(pk=found.merged_into_id)) if found.merged_into_id else found


def earned_on(player: Player, moment: dt.datetime, kind: str) -> int:
    """XP of a kind paid on the UTC day of the moment."""
    start, end = _day(moment)
    paid = Award.objects.filter(player=player, created_at__gte=start, created_at__lt=end)
    return paid.filter(source__startswith=f"{kind}:").aggregate(total=Sum("amount"))["total"] or 0


def xp_drift(player: Player) -> int:
    """How far the cached XP is from the ledger's sum; 0 unless something is broken."""
    total = player.awards.aggregate(total=Sum("amount"))["total"] or 0
    return player.xp - int(total)


def cred_drift(player: Player) -> Decimal:
    """How far the cached cred is from 1000 and the ledger's sum; 0 unless something is broken."""
    total = player.cred_entries.aggregate(total=Sum("delta"))["total"] or Decimal(0)
    drift = Decimal(player.cred) - cred.START - Decimal(total)
    return drift.quantize(Decimal("0.0001"))  # SQLite adds in floating point


@transaction.atomic
def delete_player(player: Player) -> None:
    """Delete a player, what they earned, played and wrote, and the account unless it is staff's."""
    for function in registry.deletions.values():
        function(player)
    Merge.objects.filter(account=player.pk).delete()
    user = player.user
    player.delete()
    if user is not None and not user.is_staff:
        user.delete()


def forget_idle(before: dt.datetime, *, most: int = 2_000) -> int:
    """Delete players of before then who have no account and to whom no row of any kind belongs; returns how many."""
    idle = Player.objects.filter(user=None, merged_into=None, created_at__lt=before)
    for relation in Player._meta.related_objects:
        theirs = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        idle = idle.filter(~Exists(theirs))
    deleted, _ = Player.objects.filter(pk__in=list(idle.values_list("pk", flat=True)[:most])).delete()
    return deleted


def is_among_first(player: Player, debate_ref: str, moment: dt.datetime) -> bool:
    """Whether cred counts in this debate as far as the day's number of them goes. 1 query."""
    start, end = _day(moment)
    today = CredEntry.objects.filter(
        player=player, kind=CredEntry.Kind.DEBATE, is_counted=True, played_at__gte=start, played_at__lt=end
    )
    others = set(today.values_list("debate_ref", flat=True).distinct().order_by()) - {debate_ref}
    return len(others) < cred.DEBATES_A_DAY


def _day(moment: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    start = moment.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + dt.timedelta(days=1)
