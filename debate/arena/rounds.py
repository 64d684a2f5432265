"""A round with what one reader called of it: on a play, on a replay, and on the day's debate.

A call is told whole once the round's verdict is open to its reader: what became of it, and what the ledgers say it
brought. Before that, only that it was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from debate.arena.odds import Odds, SideOdds, Split
from debate.evidence.brief import SIDES, SideName
from debate.models import Play
from debate.referee import scoring
from debate.written.reading import ReadRound
from newsroom.players import cred
from newsroom.players.models import Award, CredEntry


@dataclass(frozen=True, kw_only=True)
class CallView:
    """A call that was made. side: "" if its reader just opened the verdict."""

    side: str
    confidence: int
    fate: scoring.Fate | None  # None until the verdict is open
    xp: int = 0  # what the ledger paid for its being right
    cred_says: str = ""  # what it did to cred, as a sentence; "" if cred knows nothing of it
    working: str = ""  # the sum behind that


@dataclass(frozen=True, kw_only=True)
class CalledRound(ReadRound):
    call: CallView | None = None
    odds: tuple[SideOdds, ...] = ()  # what can be called now, by side
    for_xp: str = ""  # why what can be called now moves no cred
    split: Split | None = None  # how everyone called it: only beside one's own call, or once its day is over

    @property
    def by_confidence(self) -> tuple[tuple[Odds, tuple[tuple[SideName, Odds], ...]], ...]:
        """What can be called now: each confidence, and what it moves on either side."""
        rows = zip(*(calls for _, _, calls in self.odds), strict=True)
        return tuple((row[0], tuple(zip(SIDES, row, strict=True))) for row in rows)

    @property
    def house(self) -> tuple[int, int]:
        """What the house gives PRO and CON, in percent."""
        pro = cred.percent_of(cred.clip(Decimal(str(self.house_line))))
        return pro, 100 - pro


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What the ledgers have of one play, by what it was for ("round:1", "call:1", "finish")."""

    awards: Mapping[str, Award] = field(default_factory=dict)
    cred: Mapping[str, CredEntry] = field(default_factory=dict)

    @property
    def xp(self) -> tuple[tuple[str, int], ...]:
        return tuple((award.label, award.amount) for award in self.awards.values())


def ledger_of(play: Play | None) -> Ledger:
    """2 queries; empty for a player who hides their numbers."""
    if play is None or play.player.numbers_hidden:
        return Ledger()
    prefix = play.source("")
    mine = {"player": play.player_id, "source__startswith": prefix}
    return Ledger(
        awards={award.source.removeprefix(prefix): award for award in Award.objects.filter(**mine)},
        cred={entry.source.removeprefix(prefix): entry for entry in CredEntry.objects.filter(**mine)},
    )


def call_view(read: ReadRound, *, side: str, confidence: int, ledger: Ledger | None = None) -> CallView:
    """ledger: of the play that the call belongs to; none for a call that is for fun."""
    if read.verdict is None or not side:
        return CallView(side=side, confidence=confidence, fate=None)
    award = ledger.awards.get(f"call:{read.number}") if ledger else None
    entry = ledger.cred.get(f"round:{read.number}") if ledger else None
    return CallView(
        side=side,
        confidence=confidence,
        fate=scoring.fate_of(side, read.verdict.outcome),
        xp=award.amount if award else 0,
        cred_says=entry.sentence if entry else "",
        working=entry.working if entry else "",
    )


def called(read: ReadRound, **more: object) -> CalledRound:
    return CalledRound(**(vars(read) | more))
