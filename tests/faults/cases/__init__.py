"""What is broken, by what it strikes. `CASES` has them all in the order in which they run."""

from tests.faults.cases import crowds, endpoint, machine, processes, releases
from tests.faults.cases.register import CASES

# What a run of CI can afford: one of each part that can fail, and the two that most often lose something.
SMOKE = ("R1", "R4-crash", "R5", "R6", "R10", "R11")

__all__ = ["CASES", "SMOKE", "crowds", "endpoint", "machine", "processes", "releases"]
