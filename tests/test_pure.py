"""What pyproject.toml calls pure loads no Django, however it is imported."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
PURE = next(contract for contract in CONTRACTS if contract["name"] == "what is pure knows no database")

SCRIPT = """
import importlib, pkgutil, sys
modules, forbidden = sys.argv[1].split(), set(sys.argv[2].split())
for name in modules:
    module = importlib.import_module(name)
    inner = pkgutil.walk_packages(getattr(module, "__path__", ()), f"{name}.")
    for each in [name, *(found.name for found in inner)]:
        importlib.import_module(each)
        if loaded := forbidden & {known.partition(".")[0] for known in sys.modules}:
            sys.exit(f"{each} has loaded {', '.join(sorted(loaded))}")
"""


def test_a_fresh_interpreter_that_imports_what_is_pure_has_loaded_nothing_that_is_forbidden() -> None:
    modules, forbidden = " ".join(PURE["source_modules"]), " ".join(PURE["forbidden_modules"])
    found = subprocess.run(
        [sys.executable, "-c", SCRIPT, modules, forbidden],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")
