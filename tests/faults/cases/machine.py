"""The machine under the site: its clock, its disks, and what an operator got wrong in the environment."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
import urllib.error
from pathlib import Path

from tests.faults.cases.register import Figures, case, slowly
from tests.faults.reader import Reader
from tests.faults.rig import LOCKED, ROOT, STORY, Missing, Rig, disk, fill, free_port, until
from tests.llm.fake_openai import reply

START_SECONDS = 5.0  # within which a command that lacks something ends


@case("R14")
def the_clock_steps(rig: Rig, reader: Reader) -> Figures:
    """The servers' clock back by a minute in the middle of a round, over a leap day, over both changes of summer time."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if library is None:
        raise Missing("libfaketime is not installed")
    figures: Figures = {}
    fake = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": "{folder}/clock",
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
        "FAKETIME_DISABLE_SHM": "1",
        "TZ": "Europe/Berlin",
    }
    with Rig(**fake) as other:
        clock = other.folder / "clock"
        for name, moment in {
            "back a minute": None,
            "leap day": dt.datetime(2028, 2, 28, 23, 59, 56, tzinfo=dt.UTC),
            "after the leap day": dt.datetime(2028, 2, 29, 23, 59, 56, tzinfo=dt.UTC),
            "summer time": dt.datetime(2028, 3, 26, 0, 59, 56, tzinfo=dt.UTC),
            "winter time": dt.datetime(2028, 10, 29, 0, 59, 56, tzinfo=dt.UTC),
        }.items():
            slowly(other, 1)
            player = Reader(other)
            if moment is None:
                play = player.start()
                time.sleep(1.5)
                _set(clock, -60)
            else:
                _set(clock, round(moment.timestamp() - time.time()))
                play = player.start()
            took = until(lambda player=player, play=play: player.is_written(play), seconds=120, what=f"the round ({name})")  # fmt: skip
            player.call(play)
            figures[f"{name.replace(' ', '_')}_seconds"] = took
            now = dt.datetime.fromisoformat(
                other.shell("from django.utils import timezone; say(timezone.now().isoformat())")
            )
            expected = moment or dt.datetime.now(dt.UTC) - dt.timedelta(seconds=60)
            assert abs((now - expected).total_seconds()) < 150, f"{name}: the site's clock says {now}"
            wrong = other.violations()
            assert not wrong, f"{name}: {wrong}"
            assert other.status("/readyz") == 200, name
    return figures


def _set(clock: Path, seconds: int) -> None:
    """Move the site's clock; whole or not at all, for it is read all the time."""
    part = clock.with_name("clock.part")
    part.write_text(f"{seconds:+d}")
    part.replace(clock)


@case("R17")
def the_environment_is_wrong(rig: Rig, reader: Reader) -> Figures:
    """A variable is missing or wrong: each command ends at once and names it, without a traceback."""
    port = rig.ports["db"]
    rig.shell(
        "from django.db import connection as c;"
        f"c.cursor().execute(\"CREATE ROLE {LOCKED} LOGIN PASSWORD 'right'\")"
    )
    wrong = {
        "no key": ("SECRET_KEY", {"SECRET_KEY": ""}),
        "no host": ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": ""}),
        "a wrong password": ("DATABASE_URL", {"DATABASE_URL": f"postgres://{LOCKED}:no@127.0.0.1:{port}/newsroom"}),
        "no such database": ("DATABASE_URL", {"DATABASE_URL": f"postgres://newsroom@127.0.0.1:{port}/other"}),
        "no server": ("DATABASE_URL", {"DATABASE_URL": f"postgres://newsroom@127.0.0.1:{free_port()}/newsroom"}),
        "a level": ("LOG_LEVEL", {"LOG_LEVEL": "loud"}),
        "a number": ("WORKER_THREADS", {"WORKER_THREADS": "many"}),
    }  # fmt: skip
    slowest = max(
        _ends(rig, command, named, env, what)
        for what, (named, env) in wrong.items()
        for command in ("web", "worker", "beat")
    )
    slowest = max(slowest, *(_ends(rig, each, "REDIS_URL", {"REDIS_URL": ""}, "no queue") for each in ("worker", "beat")))  # fmt: skip
    # Two cores shared with others are slower, so what must hold is that none of them tries on.
    assert slowest < 4 * START_SECONDS, f"{slowest:.1f} s"
    return {"commands": len(wrong) * 3 + 2, "slowest_seconds": slowest}


@case("R17-disk")
def the_site_s_disk_is_full(rig: Rig, reader: Reader) -> Figures:
    """Where the site writes is full, or read-only: no start, and said by name; what runs serves on, and /readyz tells."""
    var = rig.folder / "small"
    slowest = 0.0
    with disk(var, 4):
        env = {"NEWSROOM_VAR": str(var)}
        ballast = fill(var)
        for command in ("web", "worker", "beat"):
            slowest = max(slowest, _ends(rig, command, "NEWSROOM_VAR", env, "a full disk"))
        ballast.unlink()
        subprocess.run(["mount", "-o", "remount,ro", str(var)], check=True, capture_output=True)
        for command in ("web", "worker", "beat"):
            slowest = max(slowest, _ends(rig, command, "NEWSROOM_VAR", env, "a read-only disk"))
    return {"commands": 6, "slowest_seconds": slowest}


@case("R17-database")
def the_database_s_disk_is_full(rig: Rig, reader: Reader) -> Figures:
    """Nothing more can be stored: stories are read on, what was acknowledged stays, and with room all goes on."""
    with Rig(db_mb=160) as other:
        player = Reader(other)
        player.play(seconds=60)
        other.model.always = reply("A plain answer.")
        ballast = fill(other.folder / "db")
        refused = 0
        for _ in range(6):
            try:
                player.play(seconds=5)
            except (AssertionError, OSError, urllib.error.URLError):
                refused += 1
        assert [other.status(path) for path in ("/", f"/stories/{STORY}/", "/livez")] == [200, 200, 200]
        ballast.unlink()
        if not other.runs("db"):  # it ends when it cannot even recover; who supervises it starts it again
            other.kill("db")
            other.start("db")
        back = until(
            lambda: all(other.status("/arena/") == 200 for _ in range(12)), seconds=60, what="the arena"
        )
        took = Reader(other).play(seconds=120)
        until(lambda: not other.violations(), seconds=90, what=f"what must hold ({other.violations()})")
    return {"refused": refused, "back_seconds": back, "play_seconds": took}


def _ends(rig: Rig, command: str, named: str, env: dict[str, str], what: str) -> float:
    """How long a command takes to end that lacks something, having said what."""
    began = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", command],
            cwd=ROOT, env=rig.env | {"PORT": str(free_port())} | env, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise AssertionError(f"{command} with {what} does not end") from None
    assert done.returncode != 0, f"{command} with {what} is content"
    assert named in done.stderr, f"{command} with {what} does not name {named}: {done.stderr[-300:]}"
    assert "Traceback" not in done.stderr, f"{command} with {what}: {done.stderr[-600:]}"
    return time.monotonic() - began
