"""Measure side by side, print the table, write it as JSON. Works on a database of its own."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import platform
import sys
from pathlib import Path

import django

from tests import bench
from tests.bench.measuring import Row, measurements


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    for module in pkgutil.iter_modules(bench.__path__):
        if module.name != "__main__":
            importlib.import_module(f"tests.bench.{module.name}")
    asked = _asked(settings.BASE_DIR / "bench.json")
    chosen = [measure for measure in measurements() if asked.only in measure.__name__]
    if not chosen:
        known = ", ".join(measure.__name__ for measure in measurements())
        sys.exit(f"No measurement has “{asked.only}” in its name. There are: {known}")
    setup_test_environment(debug=False)
    scratch = setup_databases(verbosity=0, interactive=False)
    try:
        rows = [row for measure in chosen for row in measure()]
    finally:
        teardown_databases(scratch, verbosity=0)
    _print(rows)
    if not asked.only:
        about = {"python": platform.python_version(), "database": connection.vendor}
        value = {**about, "rows": [row.as_json() for row in rows]}
        asked.output.write_text(json.dumps(value, indent=1) + "\n")


def _asked(output: Path) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--output", type=Path, default=output)
    parser.add_argument(
        "--only",
        default="",
        metavar="WORD",
        help="Only measurements with this in their name; writes no file.",
    )
    return parser.parse_args()


def _print(rows: list[Row]) -> None:
    width = max(len(row.what) for row in rows)
    for row in rows:
        spread = f"  ({row.spread[0]:.3g}–{row.spread[1]:.3g})" if row.spread else ""
        sys.stdout.write(f"{row.what:{width}}  {row.value:10.4g} {row.unit}{spread}\n")


main()
