"""Fairness figures from stored verdicts: each counted once, in fifties, and none while it could tell a round."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from debate.fairness import figures as fairness
from debate.fairness import tallies
from debate.fairness.figures import Counts
from debate.fairness.tallies import BATCH, by_referee, shown_first, take_in
from debate.models import Daily, Debate, Persona, Round, Speech, Tally, Verdict
from debate.referee import judging
from debate.referee.judging import Judgement, Marks
from debate.referee.scoring import WEIGHTS
from newsroom.generation.models import State
from newsroom.llm.models import Call, Outcome
from stories.models import Story

pytestmark = pytest.mark.django_db
OLD = dt.timedelta(days=3)
MODEL = {"engine": "llm", "model": "parrot-1", "prompt_version": "referee-1.cee1c402"}


class Bench:
    """Makes rounds that were judged in the past."""

    def __init__(self, story: Story, cast: dict[str, Persona]) -> None:
        self.story, self.cast, self.made = story, cast, 0

    def judged(
        self, pro: int, con: int, *, of: int = 1, ago: dt.timedelta = OLD, **referee: str
    ) -> list[Debate]:
        """`of` rounds marked so by both orders; PRO's speech has 12 words, CON's 8."""
        found = []
        for _ in range(of):
            self.made += 1
            debate = Debate.objects.create(
                story=self.story,
                revision=self.story.live,
                motion_key="m",
                motion="This house would",
                pro=self.cast["thucydides"],
                con=self.cast["mozi"],
                brief_document={},
                brief_sha256=f"{self.made:064}",
                engine="llm",
            )
            round_one = Round.objects.create(debate=debate, number=1)
            for side, words in (("pro", 12), ("con", 8)):
                sentence = {"text": "word " * words, "status": "supported", "citations": []}
                Speech.objects.create(round=round_one, side=side, part="opening", sentences=[sentence])
            calls = [
                Judgement(order=f"A={first} first, B={second} second", pro=marks(pro), con=marks(con))
                for first, second in (("pro", "con"), ("con", "pro"))
            ]
            Verdict.objects.create(
                round=round_one,
                state=State.READY,
                finished_at=timezone.now() - ago,
                record=judging.record(1, calls),
                calls=[judging.as_json(call) for call in calls],
                **(MODEL | referee),
            )
            found.append(debate)
        return found


def marks(mark: int) -> Marks:
    return Marks(marks=dict.fromkeys(WEIGHTS, mark), reasons=dict.fromkeys(WEIGHTS, ""), excerpts={})


@pytest.fixture
def bench(flagship: Story, cast: dict[str, Persona]) -> Bench:
    return Bench(flagship, cast)


def page(client: Client) -> str:
    return client.get("/how-it-works/").content.decode()


def test_fifty_rounds_are_counted_from_what_is_stored(bench: Bench) -> None:
    bench.judged(8, 6, of=30)
    bench.judged(5, 6, of=15)
    bench.judged(7, 7, of=5)
    assert take_in() == 1
    (referee,) = by_referee()
    assert (referee.engine, referee.model, referee.prompt_version) == tuple(MODEL.values())
    found = referee.figures
    assert (found.rounds, found.sides.count, found.sides.of, found.draws.count) == (50, 30, 45, 5)
    assert (found.swaps.count, found.swaps.of) == (45, 50)  # a draw names nobody
    assert (found.order.count, found.order.of) == (45, 90)  # the same side in both orders: exactly half
    assert (found.longer.count, found.longer.of) == (30, 45)  # PRO has the longer text


def test_a_round_is_counted_once_however_often_it_is_looked_for(bench: Bench) -> None:
    bench.judged(8, 6, of=BATCH)
    assert (take_in(), take_in()) == (1, 0)
    assert Tally.objects.get().rounds == BATCH
    assert Verdict.objects.exclude(tally=None).count() == BATCH
    bench.judged(8, 6, of=BATCH)
    assert take_in() == 1
    assert by_referee()[0].figures.rounds == 2 * BATCH


def test_a_single_round_never_moves_a_figure(bench: Bench, client: Client) -> None:
    """Two looks at the page differ by fifty rounds or not at all."""
    bench.judged(8, 6, of=BATCH)
    take_in()
    before = page(client)
    for n in range(1, BATCH):
        bench.judged(3, 9)
        if n in (1, 2, 25, BATCH - 1):
            assert take_in() == 0
            assert page(client) == before
    bench.judged(3, 9)
    assert take_in() == 1
    assert page(client) != before


@pytest.mark.parametrize("ago", [dt.timedelta(), dt.timedelta(hours=23)])
def test_a_round_of_today_or_yesterday_is_not_counted(bench: Bench, ago: dt.timedelta) -> None:
    bench.judged(8, 6, of=2 * BATCH, ago=ago)
    assert take_in() == 0
    assert take_in(timezone.now() + OLD) == 2


def test_a_daily_whose_day_is_not_over_is_not_counted(bench: Bench) -> None:
    debates = bench.judged(8, 6, of=BATCH)
    today = timezone.now().astimezone(dt.UTC).date()
    open_day = Daily.objects.create(day=today, debate=debates[0])
    assert take_in() == 0
    Daily.objects.filter(pk=open_day.pk).update(day=today - dt.timedelta(days=1))
    assert take_in() == 1


def test_referees_are_told_apart_by_model_and_version(bench: Bench) -> None:
    bench.judged(8, 6, of=BATCH)
    bench.judged(6, 8, of=BATCH, prompt_version="referee-2.00000000", ago=dt.timedelta(days=2, hours=1))
    bench.judged(8, 6, of=BATCH - 1, model="owl-2")
    bench.judged(8, 6, of=1, engine="offline", model="", prompt_version="offline-2")
    assert take_in() == 2
    assert [(r.prompt_version, r.figures.sides.percent) for r in by_referee()] == [
        ("referee-2.00000000", 0.0),
        ("referee-1.cee1c402", 100.0),
    ]


def test_failed_and_unfinished_verdicts_are_not_counted(bench: Bench) -> None:
    bench.judged(8, 6, of=BATCH)
    Verdict.objects.filter(pk=Verdict.objects.first().pk).update(state=State.FAILED)  # type: ignore[union-attr]
    assert take_in() == 0


def answer(ago: dt.timedelta, outcome: Outcome = Outcome.DONE, **fields: Any) -> None:
    call = Call.objects.create(
        **({"purpose": "referee", "model": "parrot-1", "prompt_version": MODEL["prompt_version"]} | fields),
        outcome=outcome,
    )
    Call.objects.filter(pk=call.pk).update(created_at=timezone.now() - ago)


def test_answers_that_were_no_use_are_counted_with_their_batch(bench: Bench) -> None:
    """From the ledger, up to the batch's last round: how often a newer round was asked again tells nothing."""
    bench.judged(8, 6, of=BATCH)
    for n in range(40):
        answer(OLD + dt.timedelta(hours=1), Outcome.UNUSABLE if n < 4 else Outcome.DONE)
    answer(OLD + dt.timedelta(hours=1), Outcome.UNAVAILABLE)  # no answer at all
    answer(OLD + dt.timedelta(hours=1), purpose="opening")
    answer(OLD + dt.timedelta(hours=1), Outcome.UNUSABLE, model="owl-2")
    answer(dt.timedelta(hours=1), Outcome.UNUSABLE)
    take_in()
    assert (by_referee()[0].figures.unusable.count, by_referee()[0].figures.unusable.of) == (4, 40)
    bench.judged(8, 6, of=BATCH, ago=dt.timedelta(days=2, hours=1))
    answer(dt.timedelta(days=2, hours=2), Outcome.UNUSABLE)
    take_in()
    assert (by_referee()[0].figures.unusable.count, by_referee()[0].figures.unusable.of) == (5, 41)


@pytest.mark.parametrize(
    ("order", "side"),
    [
        ("KESTREL=pro first, HERON=con second", "pro"),
        ("HERON=con first, KESTREL=pro second", "con"),
        ("blind", ""),
    ],
)
def test_the_side_shown_first_is_read_from_the_stored_order(order: str, side: str) -> None:
    assert shown_first(order) == side


def test_reading_a_hundred_thousand_rounds_costs_one_query_of_sums(bench: Bench, client: Client) -> None:
    one = fairness.counted(
        [fairness.JudgedRound(outcome="pro", words=(12, 8), gap=2.0, calls=(("pro", "pro"), ("con", "pro")))]
        * BATCH
    )
    Tally.objects.bulk_create(
        Tally(**MODEL, through=timezone.now() - OLD, **(one + Counts(answers=100, unusable=3)).__dict__)
        for _ in range(100_000 // BATCH)
    )
    with CaptureQueriesContext(connection) as queries:
        found = by_referee()
    assert len(queries) == 1
    assert found[0].figures.rounds == 100_000
    assert "100000 rounds" in page(client)


def test_one_run_takes_a_bounded_bite(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "MOST_BATCHES", 1)
    bench.judged(8, 6, of=2 * BATCH)
    assert [take_in(), take_in(), take_in()] == [1, 1, 0]


def test_the_page_says_when_there_is_too_little(client: Client) -> None:
    assert "too little to tell yet" in page(client)
