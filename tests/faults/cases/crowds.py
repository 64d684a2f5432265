"""Many at once, and one for long."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.faults.cases.register import Figures, case, share, slowly
from tests.faults.reader import Reader
from tests.faults.rig import Rig, until

MANY = 200
POLL_EVERY, POLL_FOR = 2.0, 30.0  # seconds


@case("R11")
def two_hundred_call_at_once(rig: Rig, reader: Reader) -> Figures:
    """200 predictions of one debate in the same instant: each is there once. What the p95 should be depends on the machine."""
    crowd = _crowd(rig, reader)
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda each: each[0].token(each[1]), crowd))
    together, seconds, answers = threading.Barrier(MANY), [], Counter[int]()

    def call(number: int) -> None:
        who, play = crowd[number]
        together.wait(timeout=60)
        began = time.monotonic()
        answers[who.sealed(play, tokens[number])] += 1
        seconds.append(time.monotonic() - began)

    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(call, range(MANY)))
    assert set(answers) <= {200, 302, 303}, answers
    seconds.sort()
    return {
        "p50_seconds": share(seconds, 0.5),
        "p95_seconds": share(seconds, 0.95),
        "last_seconds": seconds[-1],
    }


@case("R12")
def two_hundred_watch(rig: Rig, reader: Reader) -> Figures:
    """200 viewers ask every 2 s whether there is anything new; the end of polling is the browser tests' to prove."""
    crowd = _crowd(rig, reader)
    seconds, answers, ends = [], Counter[int](), time.monotonic() + POLL_FOR

    def watch(number: int) -> None:
        who, play = crowd[number]
        time.sleep(number * POLL_EVERY / MANY)
        while (began := time.monotonic()) < ends:
            answers[who.status(f"{play}stage/?v=999999999")] += 1
            took = time.monotonic() - began
            seconds.append(took)
            time.sleep(max(0.0, POLL_EVERY - took))

    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(watch, range(MANY)))
    assert set(answers) == {204}, answers
    seconds.sort()
    return {"polls": len(seconds), "p50_seconds": share(seconds, 0.5), "p95_seconds": share(seconds, 0.95)}


@case("R13")
def four_sweep(rig: Rig, reader: Reader) -> Figures:
    """Four more sweep without a pause, as if the queue were lost each time: every piece is written once."""
    slowly(rig, 0.5)
    plays = [reader.start() for _ in range(4)]
    code = "from newsroom.generation.services import sweep; say(sum(sweep(is_lost=True) for _ in range(40)))"
    sweepers = [rig.asking(code) for _ in range(4)]
    said = [process.communicate() for process in sweepers]
    assert all(process.returncode == 0 for process in sweepers), said
    took = until(lambda: all(map(reader.is_written, plays)), seconds=120, what="four rounds")
    for play in plays:
        reader.call(play)
    again = rig.shell(
        "from debate.models import Speech; say(Speech.objects.filter(state='ready', attempt__gt=1).count())"
    )
    return {"sent_again": sum(int(out) for out, _ in said), "written_seconds": took, "second_attempts": again}


# Each thread keeps the one it has opened: 16 of the worker, 8 of each web process, and what looks after them.
CONNECTIONS = 16 + 2 * 8 + 8


@case("R15")
def a_soak(rig: Rig, reader: Reader) -> Figures:
    """A debate every two seconds for minutes (`--soak SECONDS`): memory, Redis and connections stay as they are."""
    began, plays, late = time.monotonic(), 0, 0

    def play() -> None:
        Reader(rig).play(seconds=120)

    def measured() -> tuple[float, int, int]:
        connections = rig.shell(
            "from django.db import connection as c; k = c.cursor();"
            "k.execute('SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()'); say(k.fetchone()[0])"
        )
        return rig.worker_mb(), int(rig.redis("DBSIZE")), connections

    warm: tuple[float, int, int] | None = None
    with ThreadPoolExecutor(40) as pool:
        under_way = []
        while (now := time.monotonic()) < began + rig.soak_seconds:
            under_way.append(pool.submit(play))
            plays += 1
            if warm is None and now > began + rig.soak_seconds / 3:
                warm = measured()
            due = began + plays * 2
            late += due < time.monotonic()
            time.sleep(max(0.0, due - time.monotonic()))
        for each in under_way:
            each.result()
    assert warm is not None
    end = measured()
    figures = {
        "plays": plays, "late": late,
        "worker_mb_warm": warm[0], "worker_mb_end": end[0],
        "redis_keys_warm": warm[1], "redis_keys_end": end[1],
        "connections_warm": warm[2], "connections_end": end[2],
    }  # fmt: skip
    assert end[0] < warm[0] * 1.1, figures
    assert end[1] < warm[1] + plays * 3 + 50, figures  # sessions' caches and counts, which lapse
    assert end[2] <= CONNECTIONS, figures
    return figures


def _crowd(rig: Rig, reader: Reader) -> list[tuple[Reader, str]]:
    """MANY readers with a play each of one debate, whose round is written."""
    choice = reader.next_choice()
    first = Reader(rig, choice)
    play = first.start()
    until(lambda: first.is_written(play), seconds=60, what="the round")
    readers = [Reader(rig, choice) for _ in range(MANY - 1)]
    with ThreadPoolExecutor(8) as pool:
        return [(first, play), *zip(readers, pool.map(Reader.start, readers), strict=True)]
