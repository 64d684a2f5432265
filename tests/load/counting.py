"""What the load generator counts: answers by class, the CPU of processes, and how busy the machine was before."""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Counted:
    """Answers of one class. An error is a status that was not wanted, a broken connection, or none within the time."""

    ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def as_row(self, name: str, seconds: float) -> dict[str, Any]:
        found = sorted(self.ms)
        return {
            "class": name,
            "rate": round(len(found) / seconds, 1),
            "answers": len(found),
            **{f"p{p}": round(percentile(found, p), 1) for p in (50, 95, 99)},
            "errors": dict(self.errors),
        }


def percentile(ordered: Sequence[float], p: float) -> float:
    """The nearest rank: of 100 numbers the 99th is the 99th. NaN of none."""
    return ordered[max(0, math.ceil(len(ordered) * p / 100) - 1)] if ordered else math.nan


def family(root: int) -> list[int]:
    """A process and everything that it has started, as /proc has them."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def cpu_seconds(root: int) -> float:
    """User and system of a process and of all that it has started, those that have ended among them."""
    total = 0
    for pid in family(root):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, words[11:15]))  # utime stime cutime cstime
    return total / TICKS


def busy_cores(seconds: float = 2.0) -> float:
    """How many cores others keep busy: measured before anything of ours runs."""

    def idle() -> int:
        words = Path("/proc/stat").read_text().splitlines()[0].split()
        return int(words[4]) + int(words[5])

    before = idle()
    time.sleep(seconds)
    return max(0.0, (os.cpu_count() or 1) - (idle() - before) / TICKS / seconds)
