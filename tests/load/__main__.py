"""python -m tests.load: the site as in production on loopback, asked by readers, viewers and players at once.

It starts its own PostgreSQL, Redis, web processes, worker and beat, with the shipped stories and the offline engine. All
limits on what one may ask are off by their settings (LIMIT_…=0/0/0, LIMIT_WAITING=0), since here everybody is one network. Writes load.json
and load.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import re
import resource
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp

from tests.faults.rig import Rig
from tests.load import clients, enqueue
from tests.load.counting import busy_cores, cpu_seconds, percentile

STORIES = sorted(
    f"/stories/{path.stem}/"
    for path in (Path(__file__).resolve().parent.parent.parent / "fixtures" / "stories").glob("*.yaml")
)
LIMITS = (
    "STARTS",
    "VOICES",
    "ROUNDS",
    "QUIZZES",
    "REPORTS",
    "ACCOUNTS",
    "MOVES",
    "SEARCHES",
    "FILTERS",
    "ROOMS",
    "JOINS",
    "GUESSES",
)
PARTS = ("web", "worker", "beat", "db", "redis")
SEED = 20_26


def site(web_processes: int) -> Rig:
    settings = {f"LIMIT_{name}": "0/0/0" for name in LIMITS} | {"LIMIT_WAITING": "0"}
    return Rig(
        offline=True,
        stories=True,
        WEB_PROCESSES=str(web_processes),
        WORKER_THREADS="8",
        LOG_LEVEL="WARNING",
        **settings,
    )


async def mixed(rig: Rig, asked_for: argparse.Namespace) -> dict[str, Any]:
    """Readers, viewers and players at once."""
    dice, asked = random.Random(SEED), clients.Asked(rig.url)
    async with clients.browser(limit=100) as readers_session, watching() as viewers_session:
        choices = clients.Choices(await clients.offered(asked, readers_session, STORIES), dice)
        players = clients.Players(asked, choices)
        readers = clients.Readers(asked, readers_session, STORIES, dice)
        await readers.learn()
        say("seating viewers")
        seats = await clients.seated(players, asked_for.viewers)
        viewers = clients.Viewers(asked, seats, keys(rig, seats))
        await settled(rig)
        say("measuring")
        asked.counted.clear()
        players.waits.clear()
        before, own, began = cpus(rig), own_cpu(), time.perf_counter()
        ends = began + asked_for.seconds
        await asyncio.gather(
            clients.arrive(asked_for.reads, ends, readers.read, asked),
            clients.arrive(asked_for.plays, ends, players.play, asked),
            viewers.watch(viewers_session, ends),
        )
    return told(rig, asked, before, own, began, asked_for.seconds) | {
        "viewers": len(viewers._plays),
        "plays_finished": players.finished,
        "round_wait_s": spread(list(players.waits)),
        "not_sent": asked.unsent,
    }


async def one_debate(rig: Rig, asked_for: argparse.Namespace) -> dict[str, Any]:
    """Everybody polls the same debate each second."""
    dice, asked = random.Random(SEED), clients.Asked(rig.url)
    async with watching() as session:
        choices = clients.Choices(await clients.offered(asked, session, STORIES[:1]), dice, always_one=True)
        say("seating viewers")
        seats = await clients.seated(clients.Players(asked, choices), asked_for.one_debate)
        viewers = clients.Viewers(asked, seats, keys(rig, seats))
        await settled(rig)
        say("measuring")
        asked.counted.clear()
        before, own, began = cpus(rig), own_cpu(), time.perf_counter()
        await viewers.watch(session, began + asked_for.seconds)
    return told(rig, asked, before, own, began, asked_for.seconds) | {"viewers": len(seats)}


def say(what: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}\n")


def watching() -> Any:
    """Cookies are each viewer's own header; as many connections as there are viewers who wait at once."""
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), connector=aiohttp.TCPConnector(limit=1000)
    )


def keys(rig: Rig, seats: list[tuple[str, str]]) -> dict[str, str]:
    """A page has its poll's key only while it waits; here the round is written, and its viewers wait all the same."""
    sessions = {play: re.search(r"sessionid=(\w+)", cookie) for play, cookie in seats}
    given = [(play, found[1]) for play, found in sessions.items() if found]
    code = f"from debate.arena.polls import key_of; say([key_of(p[7:-1], s) for p, s in {given!r}])"
    return dict(zip((play for play, _ in given), rig.shell(code), strict=True))


async def settled(rig: Rig) -> None:
    """Until the worker has written what the first ones asked for."""
    for _ in range(60):
        before = cpu_seconds(rig.pid("worker"))
        await asyncio.sleep(1)
        if cpu_seconds(rig.pid("worker")) - before < 0.2:
            return


def cpus(rig: Rig) -> dict[str, float]:
    return {part: cpu_seconds(rig.pid(part)) for part in PARTS}


def own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def told(
    rig: Rig, asked: clients.Asked, before: dict[str, float], own: float, began: float, asking: float
) -> dict[str, Any]:
    """asking: for how long new ones came; what was begun then is finished, and its time is counted for the cores."""
    took = time.perf_counter() - began
    after = cpus(rig)
    return {
        "seconds": round(took, 1),
        "classes": [counted.as_row(name, asking) for name, counted in sorted(asked.counted.items())],
        "cores": {part: round((after[part] - before[part]) / took, 2) for part in PARTS}
        | {"load generator": round((own_cpu() - own) / took, 2)},
    }


def spread(values: list[float]) -> dict[str, float]:
    return {f"p{p}": round(percentile(sorted(values), p), 2) for p in (50, 95, 99)} if values else {}


def markdown(found: dict[str, Any]) -> str:
    machine = (
        f"{found['cores']} cores, {found['busy_before']:.1f} of them busy with something else at the start"
    )
    lines = [f"{machine}; load average {found['load_average']}; Python {found['python']}."]
    for name, part in found["runs"].items():
        lines += [
            "",
            f"### {name}",
            "",
            "| class | answers/s | p50 ms | p95 ms | p99 ms | errors |",
            "|---|---|---|---|---|---|",
        ]
        for row in part["classes"]:
            errors = ", ".join(f"{n} × {what}" for what, n in row["errors"].items()) or "0"
            lines.append(
                f"| {row['class']} | {row['rate']} | {row['p50']} | {row['p95']} | {row['p99']} | {errors} |"
            )
        rest = {key: value for key, value in part.items() if key not in ("classes", "cores")}
        lines += [
            "",
            "Cores used: " + ", ".join(f"{key} {value}" for key, value in part["cores"].items()) + ".",
        ]
        lines += ["", "; ".join(f"{key} {value}" for key, value in rest.items()) + "."]
    if found["enqueue_ms"]:
        lines += ["", f"Enqueue to start over Redis, ms: {found['enqueue_ms']}."]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--reads", type=float, default=1500, help="a second")
    parser.add_argument("--viewers", type=int, default=500, help="each polls once a second")
    parser.add_argument("--plays", type=float, default=20, help="begun a second")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument(
        "--one-debate", type=int, default=1000, help="viewers of one debate on one web process; 0: none"
    )
    parser.add_argument("--only", choices=("mixed", "one-debate", "enqueue"), default="")
    parser.add_argument("--web-processes", type=int, default=2)
    asked_for = parser.parse_args()
    found: dict[str, Any] = {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "busy_before": round(busy_cores(), 2),
        "load_average": [round(each, 1) for each in os.getloadavg()],
        "runs": {},
        "enqueue_ms": {},
    }
    what = f"{asked_for.reads:g} reads/s, {asked_for.viewers} viewers, {asked_for.plays:g} plays/s"
    say("starting a site")
    if asked_for.only in ("", "mixed", "enqueue"):
        with site(asked_for.web_processes) as rig:
            if asked_for.only != "enqueue":
                found["runs"][f"{what}, {asked_for.web_processes} web processes"] = asyncio.run(
                    mixed(rig, asked_for)
                )
            if asked_for.only != "mixed":
                found["enqueue_ms"] = spread(enqueue.measured(rig.env))
    if asked_for.only in ("", "one-debate") and asked_for.one_debate:
        with site(1) as rig:
            found["runs"][f"{asked_for.one_debate} viewers of one debate, 1 web process"] = asyncio.run(
                one_debate(rig, asked_for)
            )
    Path("load.json").write_text(json.dumps(found, indent=1) + "\n")
    Path("load.md").write_text(text := markdown(found))
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
