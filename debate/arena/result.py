"""The end of a play: who won and by what, what its calls did, and what it earned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from debate.arena.rounds import CalledRound, Ledger
from debate.models import Play
from debate.referee import scoring
from debate.written.reading import Final, MarkView, final_of
from newsroom.afresh import afresh
from newsroom.players import cred, xp
from newsroom.players.models import CredEntry, Earned
from newsroom.players.registry import achievements

JUST_AFTER = dt.timedelta(seconds=30)  # achievements are looked for once a call is stored


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """What decided the debate: the criterion in which the winner gained most on the other side, and in which round."""

    number: int
    pro: MarkView
    con: MarkView

    @property
    def name(self) -> str:
        return self.pro.name


@dataclass(frozen=True, kw_only=True)
class Result:
    final: Final
    exchange: Exchange | None  # None unless somebody won
    xp: tuple[tuple[str, int], ...]
    xp_total: int
    cred_change: str  # of both calls together, as "+12.3"; "" if none was settled
    cred_now: str
    right: int
    decided: int
    right_ever: int  # of all decided rounds that this player has called
    decided_ever: int
    title: scoring.Title
    earned: tuple[tuple[str, str], ...]  # achievements that came with it: name and reason
    level: int
    has_risen: bool  # to that level, by what this debate paid
    level_percent: int  # of the level that is done

    @property
    def percent_ever(self) -> int:
        return round(100 * self.right_ever / self.decided_ever) if self.decided_ever else 0


def result_of(play: Play, rounds: Sequence[CalledRound], ledger: Ledger) -> Result:
    """A play whose rounds are both called and opened. 2 queries."""
    calls = [view.call for view in rounds if view.call is not None]
    final = final_of(play.debate, rounds)
    assert final is not None  # both verdicts are open
    fates = [call.fate for call in calls if call.fate is not None]
    mine = [entry for entry in ledger.cred.values() if entry.is_counted]
    decided = [entry for entry in CredEntry.objects.filter(player=play.player_id) if entry.is_decided]
    return Result(
        final=final,
        exchange=deciding_exchange(final, rounds),
        xp=ledger.xp,
        xp_total=sum(amount for _, amount in ledger.xp),
        cred_change=cred.shown(sum((entry.delta for entry in mine), Decimal())) if mine else "",
        cred_now=f"{play.player.cred:.0f}",
        right=sum(fate is scoring.Fate.RIGHT for fate in fates),
        decided=sum(fate is not scoring.Fate.UNDECIDED for fate in fates),
        right_ever=sum(entry.is_right for entry in decided),
        decided_ever=len(decided),
        title=scoring.title(fates),
        earned=_earned(play),
        level=play.player.level,
        has_risen=xp.level_of(play.player.xp - sum(amount for _, amount in ledger.xp)) < play.player.level,
        level_percent=xp.share_of_level(play.player.xp),
    )


def _earned(play: Play) -> tuple[tuple[str, str], ...]:
    """Achievements that were given in the moments after one of the play's calls. 1 query."""
    moments = [call.created_at for call in play.predictions.all()]
    earned = Earned.objects.filter(player=play.player_id, earned_at__gte=min(moments))
    return tuple(
        (str(achievements[each.key].name), afresh(each.reason))
        for each in earned
        if each.key in achievements and any(at <= each.earned_at <= at + JUST_AFTER for at in moments)
    )


def deciding_exchange(final: Final, rounds: Sequence[CalledRound]) -> Exchange | None:
    """Of all criteria of both rounds the one whose weighted gap did most for the winner; the earlier of equals."""
    if not final.outcome.is_decided:
        return None
    sign = 1 if final.outcome is scoring.Outcome.PRO else -1
    exchanges = [
        Exchange(number=view.number, pro=pro, con=con)
        for view in rounds
        if view.verdict is not None
        for pro, con in view.verdict.criteria
    ]
    return max(exchanges, key=lambda each: sign * each.pro.weight * (each.pro.tenths - each.con.tenths))
