"""Whether a call moves cred, and if not, why: cred counts only where looking first is impossible or useless.

* A shared debate: only for the play that is the first to be shown each of its verdicts. A call opens the verdict of its
  round, and the row of the verdict keeps which play did so first: the row is taken by one conditional UPDATE, so of
  any number of calls at one moment exactly one is the first. Whoever looks first under another name, reads a
  replay or joins later plays for XP.
  One of the repertoire is always for XP: its verdict is shipped.
* A daily debate: only rounds whose verdict nobody can compute. The offline referee is a public function.

Everything else is for XP, which is said before the call.
"""

from __future__ import annotations

from django.utils import timezone

from debate.engines.offline import OfflineEngine
from debate.models import Debate, Play, Round, Verdict
from debate.models.admission import Admission
from newsroom.players import cred
from newsroom.players.services import is_among_first

LOOKED = "you may have seen a verdict of this debate in a replay"
OPENED = "somebody has opened a verdict of this debate already"
SHIPPED = "this debate was written and judged ahead, so that its verdict could be looked up"
COMPUTABLE = "the offline referee goes by public rules, so that anyone could work its verdict out first"
BEFORE_THE_ACCOUNT = "it was called before you had this account, and cred begins anew with one"
LATER = f"cred counts in the first {cred.DEBATES_A_DAY} debates of a day, and this is a later one"


def open_first(play: Play, round: Round) -> None:
    """Note that this play is about to be shown the round's verdict, unless another one was before."""
    Verdict.objects.sealed().filter(round=round, opened_at=None).update(
        opened_at=timezone.now(), opened_by=play.pk
    )


def why_for_xp(debate: Debate, play: Play | None = None) -> str:
    """Why calls of a shared debate move no cred, as a clause for the player; "" if they may. 2 queries.

    play: the one that calls; None for one that has not begun.
    """
    if play is not None and not play.rated:
        return LOOKED
    telling = Verdict.objects.filter(round__debate__in=debate.alike())
    if telling.exclude(round__debate__admission=Admission.LIVE).exists():
        return SHIPPED
    opened = telling.filter(opened_at__isnull=False)
    if play is not None:
        opened = opened.exclude(opened_by=play.pk)
    return OPENED if opened.exists() else ""


def why_for_xp_today(play: Play) -> str:
    """As `why_for_xp`, and whether the day has room for another debate: what a player is told before a call."""
    if why := why_for_xp(play.debate, play):
        return why
    return "" if is_among_first(play.player, ref_of(play.debate), timezone.now()) else LATER


def why_daily_for_xp(round_id: int) -> str:
    """Why calls of this round of a daily debate move no cred; "" if they do. 1 query."""
    computed = Verdict.objects.sealed().filter(round=round_id, engine=OfflineEngine.name)
    return COMPUTABLE if computed.exists() else ""


def ref_of(debate: Debate) -> str:
    """What the ledger knows the debate by: one that goes on from another's round 1 is the same."""
    return f"debate:{debate.first_id}"
