"""python -m tests.faults [--smoke] [--only NAME …]: break a site part by part; report in faults.json."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from tests.faults.cases import CASES, SMOKE
from tests.faults.reader import Reader
from tests.faults.rig import Missing, Rig
from tests.llm.fake_openai import reply

SETTLES = 60  # seconds for whatever a case left under way


def run(names: list[str], *, soak_seconds: int, older: str) -> list[dict[str, Any]]:
    found = []
    began = time.monotonic()
    with Rig() as rig:
        rig.soak_seconds, rig.older = soak_seconds, older
        _say(f"   the site stands after {time.monotonic() - began:.0f} s; {os.cpu_count()} cores")
        for name in names:
            found.append(_tried(rig, name))
    not_run = [row["case"] for row in found if row["held"] is None]
    _say(
        f"   {sum(row['held'] is True for row in found)} of {len(found)} hold, {time.monotonic() - began:.0f} s in all"
        + (f"; not run: {', '.join(not_run)}" if not_run else "")
    )
    return found


def _tried(rig: Rig, name: str) -> dict[str, Any]:
    rig.model.always = reply("A plain answer.")
    began, wrong, figures, missing = time.monotonic(), [], {}, ""
    load = os.getloadavg()[0]
    try:
        figures = CASES[name](rig, Reader(rig))
    except Missing as what:
        missing = str(what)
    except Exception as error:  # a case that breaks is a finding; the next ones still run
        wrong = [f"{type(error).__name__}: {error}"]
    rig.model.always = reply("A plain answer.")
    ends = time.monotonic() + SETTLES
    while (broken := _broken(rig)) and time.monotonic() < ends:
        time.sleep(3)
    wrong += broken
    row = {
        "case": name,
        "what": (CASES[name].__doc__ or "").strip(),
        "held": None if missing and not wrong else not wrong,
        "not_run": missing,
        "seconds": round(time.monotonic() - began, 1),
        "load": round(max(load, os.getloadavg()[0]), 1),
        "figures": {key: round(value, 2) for key, value in figures.items()},
        "wrong": wrong,
    }
    mark = {True: "ok", False: "!!", None: "--"}[row["held"]]
    _say(
        f"{mark} {name:14} {row['seconds']:6} s  load {row['load']:4}  {row['figures']}  {missing} {wrong or ''}"
    )
    return row


def _broken(rig: Rig) -> list[str]:
    try:
        return rig.violations()
    except AssertionError as error:  # the database is not there, for one
        return [f"what must hold cannot be asked: {error}"]


def _say(line: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(f"{line.rstrip()}\n")
        sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="the few that CI runs")
    parser.add_argument("--only", nargs="+", choices=CASES, metavar="NAME")
    parser.add_argument("--soak", type=int, default=180, metavar="SECONDS", help="how long R15 takes (180)")
    parser.add_argument("--older", default="", metavar="COMMIT", help="the release before, for R16")
    chosen = parser.parse_args()
    names = chosen.only or list(SMOKE if chosen.smoke else CASES)
    if chosen.smoke:
        _say(f"   left to `make faults`: {', '.join(name for name in CASES if name not in SMOKE)}")
    rows = run(names, soak_seconds=chosen.soak, older=chosen.older)
    Path("faults.json").write_text(json.dumps(rows, indent=1) + "\n")
    return 0 if all(row["held"] is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
