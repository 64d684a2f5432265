"""tests.load: what the simulation and the counting of the load generator hold to."""

from __future__ import annotations

from dataclasses import replace

from tests.load.counting import percentile
from tests.load.queue import Case, simulate

BURST = Case(threads=8, plays=0, for_seconds=0, bursts=((0, 10),), sigma=0.0)


def test_it_loses_no_play_and_gives_the_same_figures_again() -> None:
    case = Case(threads=16, plays=0.5, for_seconds=600, shared=0.5, bursts=((100, 50),))
    told = simulate(case)
    assert told == simulate(case)
    assert len(told.waits) + told.failed + told.joined == len(
        simulate(replace(case, threads=10_000)).waits
    ) + (simulate(replace(case, threads=10_000)).joined)


def test_an_empty_queue_costs_a_round_its_speech_and_its_verdict() -> None:
    told = simulate(replace(BURST, threads=1_000))
    assert {round(wait, 3) for wait in told.waits} == {round(12 + 10 + 2 * BURST.enqueue, 3)}


def test_a_burst_waits_as_long_as_its_work_takes_all_threads() -> None:
    told = simulate(replace(BURST, bursts=((0, 20),)))
    work = 20 * (2 * BURST.speech + BURST.questions + BURST.verdict)
    assert work / 8 <= told.ends <= work / 8 + BURST.speech + BURST.verdict
    assert not told.failed


def test_who_waits_beyond_its_patience_fails_once() -> None:
    told = simulate(replace(BURST, threads=1))
    assert told.failed
    assert told.failed + len(told.waits) == 10


def test_percentiles_are_of_what_was_measured() -> None:
    hundred = [float(n) for n in range(1, 101)]
    assert [percentile(hundred, p) for p in (50, 95, 99)] == [50, 95, 99]
    assert percentile([7.0], 99) == 7
