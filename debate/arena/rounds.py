"""A round with what one reader called of it: on a play, on a replay, and on the day's debate.

A call is told whole once the round's verdict is open to its reader: what became of it, and what the ledgers say it
brought. Before that, only that it was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from debate.arena.odds import SideOdds, Split
from debate.models import Play
from debate.referee import scoring
from debate.written.reading import ReadRound
from newsroom.players.models import Award, CredEntry


@dataclass(frozen=True, kw_only=True)
class CallView:
    """A call that was made. side: "" if its reader just opened the verdict."""

    side: str
    confidence: int
    fate: scoring.Fate | None  # None until the verdict is open
    xp: int = 0  # what the ledger paid for its being right
    cred: str = ""  # what it did to cred, as a sentence; "" if cred knows nothing of it


@dataclass(frozen=True, kw_only=True)
class CalledRound(ReadRound):
    call: CallView | None = None
    odds: tuple[SideOdds, ...] = ()  # what can be called now, by side
    split: Split | None = None  # how everyone called it: only beside one's own call, or once its day is over


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What the ledgers have of one play, by what it was for ("round:1", "call:1", "finish")."""

    awards: Mapping[str, Award] = field(default_factory=dict)
    cred: Mapping[str, CredEntry] = field(default_factory=dict)

    @property
    def xp(self) -> tuple[tuple[str, int], ...]:
        return tuple((award.label, award.amount) for award in self.awards.values())


def ledger_of(play: Play | None) -> Ledger:
    """2 queries."""
    if play is None:
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
        cred=entry.sentence if entry else "",
    )


def called(read: ReadRound, **more: object) -> CalledRound:
    return CalledRound(**(vars(read) | more))
