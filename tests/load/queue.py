"""python -m tests.load.queue: pieces of writing under bursts, simulated: who waits how long, with how many threads.

A discrete-event simulation of what the queue does, without the site: plays arrive (a Poisson stream and bursts on top), each
asks for a round's pieces in order (two speeches and the questions at once, then the verdict), threads take the piece whose
wait began first, a piece that is not written within its patience fails. Shared debates are written once. Seeded: the same
arguments give the same figures. `--measured` is the small case that `python -m tests.load` measures on the real site.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import json
import random
import sys
from dataclasses import dataclass, field

from tests.load.counting import percentile

SPEECH, QUESTIONS, VERDICT = "speech", "questions", "verdict"
PATIENCE = 120.0  # seconds, as a round has


@dataclass(frozen=True, kw_only=True)
class Case:
    """plays: begun a second. bursts: (second, plays at that moment). shared: of the plays, those that join what is written.
    seconds of each kind of piece: the median of a log-normal, spread by `sigma`."""

    threads: int
    plays: float
    for_seconds: float
    shared: float = 0.0
    bursts: tuple[tuple[float, int], ...] = ()
    speech: float = 12.0
    questions: float = 6.0
    verdict: float = 10.0
    sigma: float = 0.3
    enqueue: float = 0.005
    seed: int = 20_26


@dataclass
class Told:
    waits: list[float] = field(default_factory=list)  # from the start of a play to its round's verdict
    failed: int = 0
    joined: int = 0
    busy: float = 0.0
    longest_queue: int = 0
    ends: float = 0.0

    def as_row(self, case: Case) -> dict[str, float]:
        found = sorted(self.waits)
        return {
            "rounds written": len(found),
            "joined": self.joined,
            "failed": self.failed,
            **{f"p{p} s": round(percentile(found, p), 2) for p in (50, 95, 99)},
            "longest queue": self.longest_queue,
            "threads busy": round(self.busy / max(self.ends, 1e-9) / case.threads, 3),
        }


@dataclass
class _Round:
    began: float
    waits_for: int = 2  # speeches before the verdict
    has_failed: bool = False


def simulate(case: Case) -> Told:
    dice, told, ids = random.Random(case.seed), Told(), itertools.count()
    events: list[tuple[float, int, str, _Round | None, str]] = []  # when, tie, what, whose, kind of piece
    queue: list[tuple[float, int, _Round, str]] = []
    free = case.threads

    def at(when: float, what: str, whose: _Round | None = None, kind: str = "") -> None:
        heapq.heappush(events, (when, next(ids), what, whose, kind))

    def takes(kind: str) -> float:
        median = {SPEECH: case.speech, QUESTIONS: case.questions, VERDICT: case.verdict}[kind]
        return median * dice.lognormvariate(0, case.sigma)

    now = 0.0
    while case.plays and (now := now + dice.expovariate(case.plays)) < case.for_seconds:
        at(now, "play")
    for second, plays in case.bursts:
        for _ in range(plays):
            at(second, "play")
    while events:
        now, _, what, whose, kind = heapq.heappop(events)
        if what == "play":
            if dice.random() < case.shared:
                told.joined += 1
                continue
            whose = _Round(began=now)
            for piece in (SPEECH, SPEECH, QUESTIONS):
                at(now + case.enqueue, "queued", whose, piece)
        elif what == "queued":
            assert whose is not None
            heapq.heappush(queue, (now, next(ids), whose, kind))
        else:  # written
            assert whose is not None
            free += 1
            if kind == SPEECH:
                whose.waits_for -= 1
                if whose.waits_for == 0:
                    at(now + case.enqueue, "queued", whose, VERDICT)
            elif kind == VERDICT and not whose.has_failed:
                told.waits.append(now - whose.began)
        told.longest_queue = max(told.longest_queue, len(queue))
        while free and queue:
            since, _, waiting, piece = heapq.heappop(queue)
            if now - since > PATIENCE or waiting.has_failed:
                told.failed += not waiting.has_failed
                waiting.has_failed = True
                continue
            free -= 1
            took = takes(piece)
            told.busy += took
            at(now + took, "written", waiting, piece)
        told.ends = now
    return told


CASES = {
    "a model, 16 threads, one play in 5 s": Case(threads=16, plays=0.2, for_seconds=3600),
    "a model, 16 threads, 0.5 plays/s of which 80 % join": Case(
        threads=16, plays=0.5, for_seconds=3600, shared=0.8
    ),
    "a model, 64 threads, 1.2 plays/s (100,000 a day) of which 80 % join": Case(
        threads=64, plays=1.2, for_seconds=3600, shared=0.8
    ),
    "a model, 64 threads, a burst of 100 unshared plays": Case(
        threads=64, plays=0, for_seconds=0, bursts=((0, 100),)
    ),
    "a model, 64 threads, a burst of 400 unshared plays": Case(
        threads=64, plays=0, for_seconds=0, bursts=((0, 400),)
    ),
    "a model, 256 threads, a burst of 400 unshared plays": Case(
        threads=256, plays=0, for_seconds=0, bursts=((0, 400),)
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.queue", description=__doc__)
    parser.add_argument("--measured", nargs=4, type=float, metavar=("THREADS", "PLAYS", "SECONDS", "PIECE_SECONDS"),
                        help="the offline engine: every piece takes PIECE_SECONDS")  # fmt: skip
    asked = parser.parse_args()
    cases = CASES
    if asked.measured:
        threads, plays, seconds, piece = asked.measured
        each = Case(
            threads=int(threads),
            plays=plays,
            for_seconds=seconds,
            speech=piece,
            questions=piece,
            verdict=piece,
            sigma=0.5,
        )
        cases = {f"measured: {asked.measured}": each}
    found = {name: simulate(case).as_row(case) for name, case in cases.items()}
    for name, row in found.items():
        sys.stdout.write(f"{name}: {json.dumps(row)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
