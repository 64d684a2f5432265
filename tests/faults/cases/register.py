"""How a case is written: a function that breaks something, asserts what it expects and returns what it measured."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.faults.reader import Reader
from tests.faults.rig import Rig
from tests.llm.fake_openai import Behaviour, Connection, Received, reply

Figures = dict[str, float]
Case = Callable[[Rig, Reader], Figures]
CASES: dict[str, Case] = {}


def case(name: str) -> Callable[[Case], Case]:
    def register(made: Case) -> Case:
        assert name not in CASES
        CASES[name] = made
        return made

    return register


def slowly(rig: Rig, seconds: float) -> None:
    """The endpoint takes its time, so that a fault meets work under way."""
    answer: Behaviour = reply("A plain answer.")

    def late(connection: Connection, request: Received) -> None:
        time.sleep(seconds)
        answer(connection, request)

    rig.model.always = late


def share(sorted_seconds: list[float], part: float) -> float:
    """The p50, p95 … of what was measured."""
    return sorted_seconds[min(len(sorted_seconds) - 1, int(len(sorted_seconds) * part))]
