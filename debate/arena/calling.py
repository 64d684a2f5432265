"""A call of a round: sealed once, paid for, and settled once its verdict may be known.

The same for a play, whose call opens the verdict at once, and for a daily debate, whose calls are settled when the
day is over.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from debate.models import Play, Prediction, Round, Verdict
from debate.referee import scoring
from newsroom.errors import Conflict
from newsroom.players.cred import K_ROUND
from newsroom.players.models import Award, CredEntry
from newsroom.players.services import award_xp, settle_cred


def made_before(play: Play, *, number: int, side: str, confidence: int) -> Prediction | None:
    """The same call, if it was made before. Raises Conflict for a different one."""
    made = play.predictions.filter(number=number).first()
    if made is None or (made.side, made.confidence) == (side, confidence):
        return made
    raise Conflict(_("Your call of this round is sealed; it cannot be changed."))


def call(play: Play, round: Round, *, side: str, confidence: int, for_xp: str) -> Prediction:
    """Seal a call of a round. Raises Conflict before the referee has sealed its verdict. for_xp: see `stakes`."""
    if not Verdict.objects.sealed().filter(round=round).exists():
        raise Conflict(_("The referee has not sealed a verdict yet. Predictions open when it is."))
    return Prediction.objects.create(
        play=play, round=round, number=round.number, side=side, confidence=confidence, for_xp=for_xp
    )


def settle(
    made: Prediction,
    *,
    debate_ref: str,
    label: str,
    kind: CredEntry.Kind = CredEntry.Kind.DEBATE,
    played_at: dt.datetime | None = None,
) -> None:
    """Enter what a call did to its player's cred, and the XP of a right one. Once, however often it is called.

    debate_ref, kind, played_at: as for `settle_cred`. label: of the line in the XP ledger; "" for a call that earns none.
    """
    play, round = made.play, made.round
    outcome = round.verdict.outcome
    settle_cred(
        play.player,
        source=play.source(f"round:{made.number}"),
        debate_ref=debate_ref,
        side=made.side,
        confidence=made.confidence,
        house_line=Decimal(str(round.house_line)),
        outcome=str(outcome),
        k=K_ROUND[made.number],
        rated=not made.for_xp,
        for_xp=made.for_xp,
        kind=kind,
        played_at=played_at,
    )
    if label and scoring.fate_of(made.side, outcome) is scoring.Fate.RIGHT:
        pay(play, f"call:{made.number}", scoring.XP_CORRECT, label)


def pay(play: Play, what: str, amount: int, label: str) -> None:
    """XP for a play: once for it, and once with a play of the sibling, if its player went from one to the other."""
    siblings = Play.objects.filter(player=play.player_id).filter(
        Q(moved_from=play.debate_id) | Q(debate=play.moved_from_id, debate__isnull=False)
    )
    paid = [sibling.source(what) for sibling in siblings if sibling.pk != play.pk]
    if paid and Award.objects.filter(player=play.player_id, source__in=paid).exists():
        return
    award_xp(play.player, source=play.source(what), amount=amount, label=label)
