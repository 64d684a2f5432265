"""Which process this is, and whether another one on this machine still lives.

A name says where (the machine's boot and its room of process numbers, so a container is a place of its own), which
number, and when it began: what took over the number of a dead process is not taken for it. Where there is no /proc
nobody has a name, and nobody is known to be dead.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

NAME_LENGTH = 60


def my_name() -> str:
    """This process's name; "" where there is none."""
    return _named(os.getpid())


def has_died(name: str) -> bool:
    """Whether the process of that name was of this place and is no more. False for whatever cannot be known."""
    place, _, rest = name.partition(":")
    number = rest.partition(":")[0]
    return bool(name) and place == my_place() and number.isdigit() and _name_of(int(number)) != name


@cache
def my_place() -> str:
    """Where process numbers mean what they mean here; "" if that cannot be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        room = os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""
    return f"{boot[:13]}.{room.strip('pid:[]')}"


@cache
def _named(number: int) -> str:  # by number: a fork is another process
    return _name_of(number)


def _name_of(number: int) -> str:
    """The name of the living process of that number; "" if there is none."""
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    is_over = fields[0] in "ZX"  # it waits for its parent to take note
    return "" if is_over or not my_place() else f"{my_place()}:{number}:{fields[19]}"
