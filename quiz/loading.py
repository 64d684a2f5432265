"""A run with everything that belongs to it, loaded at once: what services change and screens show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from newsroom.players.models import Player
from quiz import scoring
from quiz.bank import Bank, bank
from quiz.models import QuizRound, Run
from quiz.scoring import Marked, Score
from stories.document import Person, Quote


@dataclass(frozen=True, kw_only=True)
class LoadedRun:
    run: Run
    rounds: list[QuizRound]

    @property
    def current(self) -> QuizRound | None:
        """The round in play or just revealed; None once the result is on show."""
        return self.rounds[self.run.position - 1] if self.run.position <= len(self.rounds) else None

    @property
    def is_settled(self) -> bool:
        return all(round.is_settled for round in self.rounds)

    def seals(self, round: QuizRound) -> bool:
        """Whether what became of it is kept from its player: answered in a room whose host has not opened it yet."""
        if round.given is None or round.is_void or (quiz := self.run.room_quiz) is None or quiz.room is None:
            return False
        return quiz.room.seals(quiz.number_of(round.quote_key))

    @property
    def is_sealed(self) -> bool:
        return any(self.seals(round) for round in self.rounds)

    @property
    def score(self) -> Score:
        """What its player may know of it."""
        return scoring.score(
            [Marked(is_right=False, elapsed_ms=None) if self.seals(r) else _marked(r) for r in self.rounds],
            timed=self.run.timed,
        )

    def round(self, number: int) -> QuizRound | None:
        return self.rounds[number - 1] if 1 <= number <= len(self.rounds) else None


def load(run_id: Any, *, player: Player | None = None) -> LoadedRun | None:
    """A run (of a player) with rounds, answers, options and stories: 3 queries. None if there is none."""
    runs = Run.objects.of(player) if player else Run.objects.all()
    runs = runs.select_related("player", "daily", "room_quiz__room", "story__live").defer(
        "story__live__document"
    )
    found = runs.filter(pk=run_id).first()
    return load_rounds(found) if found else None


def load_rounds(run: Run) -> LoadedRun:
    rounds = (
        QuizRound.objects.filter(run=run)
        .select_related("answer", "revision", "story__live")
        .defer("revision__document", "story__live__document")
        .prefetch_related("options")
    )
    return LoadedRun(run=run, rounds=list(rounds))


def score_of(rounds: list[QuizRound], *, timed: bool) -> Score:
    return scoring.score([_marked(round) for round in rounds], timed=timed)


def _marked(round: QuizRound) -> Marked:
    given = round.given
    return Marked(
        is_right=bool(given and given.is_right),
        elapsed_ms=given.elapsed_ms if given else None,
        is_void=round.is_void,
    )


def bank_of(round: QuizRound) -> Bank:
    return bank(round.revision)


def quote_of(round: QuizRound) -> Quote:
    return bank_of(round).quotes[round.quote_key]


def speaker_of(round: QuizRound) -> Person:
    return bank_of(round).people[quote_of(round).speaker]


def is_overdue(round: QuizRound, now: dt.datetime) -> bool:
    """Whether 20 s and the grace have passed since a timed round was shown."""
    shown = round.shown_at
    return shown is not None and not scoring.in_time(scoring.elapsed_ms(shown, now), timed=True)
