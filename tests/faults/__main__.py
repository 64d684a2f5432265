"""python -m tests.faults [--smoke] [--only NAME …]: break a site part by part; report in faults.json."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from tests.faults.cases import CASES, SMOKE
from tests.faults.rig import Reader, Rig
from tests.llm.fake_openai import reply

SETTLES = 60  # seconds for whatever a case left under way


def run(names: list[str]) -> list[dict[str, Any]]:
    found = []
    with Rig() as rig:
        acknowledged = 0
        for name in names:
            reader = Reader(rig)
            rig.model.always = reply("A plain answer.")
            began, wrong, figures = time.monotonic(), "", {}
            try:
                figures = CASES[name](rig, reader)
            except Exception as error:  # a case that breaks is a finding; the next ones still run
                wrong = f"{type(error).__name__}: {error}"
            acknowledged += reader.predictions
            broken = rig.violations(acknowledged)
            ends = time.monotonic() + SETTLES
            while broken and time.monotonic() < ends:
                time.sleep(3)
                broken = rig.violations(acknowledged)
            row = {
                "case": name,
                "what": (CASES[name].__doc__ or "").strip(),
                "held": not wrong and not broken,
                "seconds": round(time.monotonic() - began, 1),
                "figures": {key: round(value, 2) for key, value in figures.items()},
                "wrong": [*filter(None, [wrong]), *broken],
            }
            sys.stdout.write(
                f"{'ok' if row['held'] else '!!'} {name:10} {row['seconds']:6} s  {row['figures']}  {row['wrong'] or ''}\n"
            )
            sys.stdout.flush()
            found.append(row)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="the few that CI runs")
    parser.add_argument("--only", nargs="+", choices=CASES, metavar="NAME")
    chosen = parser.parse_args()
    rows = run(chosen.only or list(SMOKE if chosen.smoke else CASES))
    Path("faults.json").write_text(json.dumps(rows, indent=1) + "\n")
    return 0 if all(row["held"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
