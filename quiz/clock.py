"""The clock that quiz rounds are kept by: the server's, and proof against its being set.

A moment is read from two clocks: the wall clock, and the machine's own count since it booted, which
nobody can set. Two moments of one boot are compared by the count, so a step of the wall clock (an
NTP correction, an operator) changes no score; moments of two machines, or with a reboot between them,
can only be compared by the wall clock.
"""

from __future__ import annotations

import datetime as dt
import functools
import time
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

_LONGEST_MS = 24 * 60 * 60 * 1000  # no round is kept for longer; also what a column holds


@dataclass(frozen=True, kw_only=True)
class Moment:
    at: dt.datetime
    ticks_ms: int
    boot: str  # which boot of which machine the ticks count from; "" where that cannot be known


def read() -> Moment:
    return Moment(at=timezone.now(), ticks_ms=_ticks_ms(), boot=_boot())


def elapsed_ms(start: Moment, end: Moment) -> int:
    """Milliseconds from one moment to a later one: never negative, a day at most."""
    if start.boot and start.boot == end.boot:
        elapsed = end.ticks_ms - start.ticks_ms
    else:
        elapsed = (end.at - start.at) // dt.timedelta(milliseconds=1)
    return min(max(elapsed, 0), _LONGEST_MS)


def _ticks_ms() -> int:
    """Since boot, sleep included where the system counts it (CLOCK_BOOTTIME is Linux's)."""
    source = getattr(time, "CLOCK_BOOTTIME", None)
    return (time.clock_gettime_ns(source) if source is not None else time.monotonic_ns()) // 1_000_000


@functools.cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:36]
    except OSError:
        return ""
