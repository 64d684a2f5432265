"""The house line as it is frozen beside a verdict: from what is open to all, and never from the debate itself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from debate.models import Daily, Debate, Persona, Round, Verdict
from debate.referee.scoring import WEIGHTS
from debate.written.reading import read_rounds
from debate.written.verdicts import house_line
from newsroom import days
from newsroom.generation.models import State
from stories.models import Story
from tests.debate.playing import begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(flagship: Story, cast: dict[str, Persona]) -> Round:
    """Round 1 of Thucydides for, Mozi against."""
    return begin(flagship, cast).debate.rounds.get(number=1)


def judged(
    like: Round, outcome: str, *, brief: str = "another", state: str = State.READY, is_known: bool = True
) -> Verdict:
    """A verdict on another debate of the same two."""
    debate = Debate.objects.get(pk=like.debate_id)
    debate.pk, debate.brief_sha256 = None, brief
    debate.save(force_insert=True)
    made = Round.objects.create(debate=debate, number=1)
    return Verdict.objects.create(
        round=made, state=state, record={"outcome": outcome}, opened_at=timezone.now() if is_known else None
    )


def test_without_any_record_it_is_even(round: Round) -> None:
    assert house_line(round) == 0.5


def test_it_follows_the_side_and_both_personas(round: Round) -> None:
    judged(round, "pro")
    # side 6/11, PRO's persona 6/11, CON's persona 5/11: odds of 1.2 each
    assert house_line(round) == pytest.approx(1.2**3 / (1 + 1.2**3), abs=0.001)


@pytest.mark.parametrize("outcome", ["draw", "split"])
def test_undecided_rounds_say_nothing(round: Round, outcome: str) -> None:
    judged(round, outcome)
    assert house_line(round) == 0.5


def test_a_verdict_that_is_not_sealed_yet_says_nothing(round: Round) -> None:
    judged(round, "pro", state=State.FAILED)
    assert house_line(round) == 0.5


def test_a_verdict_that_nobody_has_been_shown_says_nothing(round: Round) -> None:
    """Else the line of one debate would tell who holds another that is sealed how it was judged."""
    judged(round, "pro", is_known=False)
    assert house_line(round) == 0.5


def test_the_debates_own_verdict_says_nothing(round: Round) -> None:
    Verdict.objects.create(round=round, state=State.READY, record={"outcome": "pro"})
    assert house_line(round) == 0.5


def test_the_verdict_of_the_debate_it_continues_says_nothing(
    round: Round, flagship: Story, cast: dict[str, Persona]
) -> None:
    Verdict.objects.create(round=round, state=State.READY, record={"outcome": "pro"})
    on, _ = Debate.objects.by_another(round.debate, engine="another", continues=True)
    assert house_line(Round(debate=on, number=1)) == 0.5


def test_an_open_daily_moves_no_line_until_its_day_is_over(round: Round) -> None:
    sealed = judged(round, "pro")
    daily = Daily.objects.create(day=days.today(), debate=sealed.round.debate)
    assert house_line(round) == 0.5
    daily.day = days.today() - dt.timedelta(days=1)
    daily.save()
    assert house_line(round) > 0.5


def test_a_reader_opens_no_verdict_of_an_open_daily(round: Round) -> None:
    """Whatever a caller of `read_rounds` asks for."""
    Verdict.objects.create(round=round, state=State.QUEUED, record={})
    Verdict.objects.update(
        state=State.READY,
        seal="s" * 64,
        record={
            "outcome": "pro",
            **{
                side: {"overall": "5", "marks": dict.fromkeys(WEIGHTS, "5"), "reasons": {}, "excerpts": {}}
                for side in ("pro", "con")
            },
        },
    )
    Daily.objects.create(day=days.today(), debate=round.debate)
    (closed,) = read_rounds(round.debate, None, opened=(1, 2))
    assert closed.verdict is None
    Daily.objects.update(day=timezone.now().date() - dt.timedelta(days=1))
    (opened,) = read_rounds(round.debate, None, opened=(1, 2))
    assert opened.verdict is not None
