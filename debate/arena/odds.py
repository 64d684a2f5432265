"""What each call of a round on offer would do to cred, and how everyone called it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.utils.translation import pgettext_lazy

from debate.evidence.brief import SIDES, SideName
from debate.models import Debate, Prediction
from debate.personas.document import PersonaDocument
from newsroom.players import cred

WORDS = dict(
    zip(
        cred.CONFIDENCES,
        (
            pgettext_lazy("confidence", "leaning"),
            pgettext_lazy("confidence", "likely"),
            pgettext_lazy("confidence", "sure"),
        ),
        strict=True,
    )
)


@dataclass(frozen=True, kw_only=True)
class Odds:
    """One call on offer: how sure, and what it would move cred by."""

    confidence: int
    word: str
    if_right: str = ""  # both "" where nothing is at stake
    if_wrong: str = ""


type SideOdds = tuple[SideName, PersonaDocument, tuple[Odds, ...]]


@dataclass(frozen=True, kw_only=True)
class Split:
    """How everyone who called a round called it, shown only beside one's own call or when its day is over."""

    pro: int
    con: int

    @property
    def total(self) -> int:
        return self.pro + self.con

    @property
    def pro_percent(self) -> int:
        return round(100 * self.pro / self.total) if self.total else 0


def odds_of(debate: Debate, *, number: int, house_line: float, for_xp: str = "") -> tuple[SideOdds, ...]:
    """The six calls of a round, by side. house_line: the house's probability for PRO. for_xp: why they move no cred."""
    if for_xp:
        return for_fun(debate)
    moves = cred.preview(Decimal(str(house_line)), cred.K_ROUND[number])
    return tuple(
        (
            side,
            debate.persona(side).as_document,
            tuple(
                Odds(
                    confidence=confidence,
                    word=str(word),
                    if_right=cred.shown(moves[side, confidence][0]),
                    if_wrong=cred.shown(moves[side, confidence][1]),
                )
                for confidence, word in WORDS.items()
            ),
        )
        for side in SIDES
    )


def for_fun(debate: Debate) -> tuple[SideOdds, ...]:
    """The six calls of a round where nothing is at stake."""
    calls = tuple(Odds(confidence=confidence, word=str(word)) for confidence, word in WORDS.items())
    return tuple((side, debate.persona(side).as_document, calls) for side in SIDES)


def split_of(round_id: int) -> Split:
    """1 query."""
    calls = Prediction.objects.filter(round=round_id).order_by()
    sides = dict(calls.values_list("side").annotate(n=Count("pk")))
    return Split(pro=sides.get("pro", 0), con=sides.get("con", 0))
