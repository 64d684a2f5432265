"""The generated rows of a debate that a page or a player waits for."""

from __future__ import annotations

from collections.abc import Iterable

from debate.models import Debate, Performed, QuestionSet, Round, Verdict
from debate.models.performed import held_back
from newsroom.generation.services import requeue
from stories.models import Story


def pieces_of(rounds: Iterable[Round], *, questions_of: Debate | None = None) -> list[Performed]:
    """The speeches and verdicts of these rounds, with the questions of a debate if they are waited for."""
    rounds = list(rounds)
    rows: list[Performed] = [speech for round in rounds for speech in round.speeches.all()]
    rows += Verdict.objects.filter(round__in=rounds)
    if questions_of is not None:
        rows += QuestionSet.objects.filter(debate=questions_of)
    return rows


def try_again(rows: Iterable[Performed]) -> int:
    """Put those that have failed back into the queue. Returns how many."""
    return sum(requeue(row) for row in rows if row.has_failed)


def go_on(story: Story) -> int:
    """The story is back: what was not written while it was withdrawn goes back into the queue. Returns how many."""
    return try_again(list(held_back(story)))
