"""What is broken, by what it strikes. `CASES` has them all in the order in which they run."""

import re

from tests.faults.cases import crowds, endpoint, machine, processes, register, releases


def _place(name: str) -> tuple[int, str]:
    number = re.match(r"R(\d+)", name)
    return (int(number[1]) if number else 99, name)


CASES = {name: register.CASES[name] for name in sorted(register.CASES, key=_place)}
# What a run of CI can afford in a minute and a half: one of each part that can fail, and a form sent twice.
SMOKE = ("R1", "R4-crash", "R5", "R6", "R10")

__all__ = ["CASES", "SMOKE", "crowds", "endpoint", "machine", "processes", "releases"]
