"""What the pages of the daily debate show: values only, and no verdict of a day that is not over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from debate.arena.odds import odds_of, split_of
from debate.arena.rounds import CalledRound, Ledger, call_view, called, ledger_of
from debate.arena.stakes import why_daily_for_xp
from debate.engines.offline import OfflineEngine
from debate.models import Daily, Debate, Play, Prediction, QuestionSet
from debate.personas.document import PersonaDocument
from debate.written.checks import Exhibit
from debate.written.reading import Final, ReadRound, evidence_of, final_of, read_rounds
from newsroom import days
from newsroom.generation.models import State
from newsroom.players.models import Player
from stories.gate import require_open
from stories.page import accent_of


@dataclass(frozen=True, kw_only=True)
class DailyPage:
    daily: Daily
    debate: Debate
    category: str
    accent: int
    pro: PersonaDocument
    con: PersonaDocument
    rounds: tuple[CalledRound, ...]
    final: Final | None
    players: int
    is_over: bool
    is_busy: bool
    failure: str
    xp: tuple[tuple[str, int], ...]
    play: Play | None  # of this player

    @property
    def ends_on(self) -> dt.date:
        return days.ends_at(self.daily.day).date()

    @property
    def evidence(self) -> tuple[Exhibit, ...]:
        return evidence_of(self.debate.brief, self.rounds)

    @property
    def xp_total(self) -> int:
        return sum(amount for _, amount in self.xp)

    @property
    def all_called(self) -> bool:
        return len(self.rounds) == 2 and all(round.call is not None for round in self.rounds)

    @property
    def has_called(self) -> bool:
        return any(round.call is not None for round in self.rounds)

    @property
    def ranks(self) -> bool:
        """Whether the leaderboard may count it: nobody can compute what the offline engine does not judge."""
        return self.debate.engine != OfflineEngine.name

    @property
    def is_yesterdays(self) -> bool:
        return self.daily.day == days.today() - dt.timedelta(days=1)


def find(day: dt.date) -> Daily | None:
    """A day that has been; Withdrawn with its story."""
    return _of(day) if days.is_over(day) else None


def find_readable(day: str) -> Daily | None:
    """A day that has been or is today's; Withdrawn with its story."""
    try:
        wanted = dt.date.fromisoformat(day)
    except ValueError:
        return None
    return _of(wanted) if wanted <= days.today() else None


def latest_over() -> Daily | None:
    """Yesterday's debate, or the last one before."""
    return _readable().filter(day__lt=days.today()).first()


def neighbours(daily: Daily) -> tuple[Daily | None, Daily | None]:
    """The days before and after that are over and can be read. 2 queries."""
    others = Daily.objects.readable().over()
    return others.filter(day__lt=daily.day).first(), others.filter(day__gt=daily.day).last()


def page_of(daily: Daily, player: Player | None) -> DailyPage:
    """A day as this player may see it now. 8 queries at most, and 2 a round."""
    debate, is_over = daily.debate, daily.is_over
    question_id = debate.rounds.filter(number=2).values_list("question_id", flat=True).first()
    views = read_rounds(debate, question_id, opened=(1, 2))  # by everyone, as soon as the day is over
    play = (
        Play.objects.filter(debate=debate, player=player).select_related("player").first()
        if player is not None
        else None
    )
    calls = {call.number: call for call in play.predictions.all()} if play is not None else {}
    ledger = ledger_of(play)
    asked = QuestionSet.objects.filter(debate=debate, state=State.FAILED).first()
    failure = next((view.failure for view in views if view.failure), asked.failure if asked else "")
    is_whole = len(views) == 2 and all(view.seal for view in views)
    category = debate.story.document.category
    return DailyPage(
        daily=daily,
        debate=debate,
        category=category,
        accent=accent_of(category),
        pro=debate.pro.as_document,
        con=debate.con.as_document,
        rounds=tuple(_round(view, calls.get(view.number), daily, ledger) for view in views),
        final=final_of(debate, views),
        players=Play.objects.filter(debate=debate).count(),
        is_over=is_over,
        is_busy=not is_over and not is_whole and not failure,
        failure=failure,
        xp=ledger.xp,
        play=play,
    )


def _round(view: ReadRound, made: Prediction | None, daily: Daily, ledger: Ledger) -> CalledRound:
    """How everyone called a round, and what can still be called of it, never stand beside each other."""
    can_be_called = bool(view.seal) and made is None and not daily.is_over
    for_xp = why_daily_for_xp(view.pk) if can_be_called else ""
    return called(
        view,
        call=call_view(view, side=made.side, confidence=made.confidence, ledger=ledger) if made else None,
        odds=odds_of(daily.debate, number=view.number, house_line=view.house_line, for_xp=for_xp)
        if can_be_called
        else (),
        for_xp=for_xp,
        split=split_of(view.pk) if daily.is_over else None,
    )


def _of(day: dt.date) -> Daily | None:
    daily = Daily.objects.told().filter(day=day).first()
    if daily is not None:
        require_open(daily.debate.story)
    return daily


def _readable() -> QuerySet[Daily]:
    return Daily.objects.readable().told()
