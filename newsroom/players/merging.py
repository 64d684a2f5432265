"""An anonymous player becomes part of an account: XP and what was played move, cred does not.

Exactly once, from however many tabs: the insertion of a `Merge` row is the lock and the memory. The
anonymous row stays, empty, and points to the account, so that a request still in flight for it pays into
the account (`services.award_xp`).
"""

from __future__ import annotations

from collections import defaultdict

from django.db import IntegrityError, transaction
from django.db.models import Sum

from newsroom.players import achievements, registry, xp
from newsroom.players.models import Award, Merge, Player
from newsroom.players.services import locked


def merge(anonymous: Player, account: Player) -> bool:
    """Merge one player into another. False, and nothing changes, if it has been done or cannot be."""
    if anonymous.pk == account.pk or anonymous.user_id is not None or account.user_id is None:
        return False
    with transaction.atomic():
        try:
            with transaction.atomic():
                Merge.objects.create(anonymous=anonymous.pk, account=account.pk)
        except IntegrityError:
            return False
        # Games first: they lock plays and runs, which a move in play holds before it locks the player.
        held_back: list[str] = []
        for function in registry.merges.values():
            held_back += function(anonymous, account) or ()
        old, new = (locked(player) for player in (anonymous, account))
        if old.pk == new.pk:
            return False
        _move_awards(old, new, tuple(held_back))
        Player.objects.filter(pk=old.pk).update(merged_into=new)
        for player in (old, new):
            total = player.awards.aggregate(total=Sum("amount"))["total"] or 0
            Player.objects.filter(pk=player.pk).update(xp=total)
    achievements.award(account)
    return True


def _move_awards(old: Player, new: Player, held_back: tuple[str, ...]) -> None:
    """Move the XP ledger. A day brings no more to two ledgers merged than it would have to one."""
    theirs = set(new.awards.values_list("source", flat=True))
    earned: dict[tuple[object, str], int] = defaultdict(int)
    for source, amount, at in new.awards.values_list("source", "amount", "created_at"):
        earned[at.date(), xp.kind_of(source)] += amount
    moving = []
    for award in old.awards.all():
        if award.source in theirs or (held_back and award.source.startswith(held_back)):
            continue
        day = (award.created_at.date(), xp.kind_of(award.source))
        award.amount = min(award.amount, xp.granted(award.full, earned[day]))
        earned[day] += award.amount
        award.player = new
        moving.append(award)
    Award.objects.bulk_update(moving, ["player", "amount"], batch_size=200)
