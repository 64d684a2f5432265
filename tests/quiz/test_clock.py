"""The server's clock, set and unset."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from quiz import clock
from quiz.clock import Moment

AT = dt.datetime(2028, 2, 29, 23, 59, 50, tzinfo=dt.UTC)


def moment(ms: int, *, wall_ms: int | None = None, boot: str = "one") -> Moment:
    wall = AT + dt.timedelta(milliseconds=ms if wall_ms is None else wall_ms)
    return Moment(at=wall, ticks_ms=ms + 5_000_000, boot=boot)


@pytest.mark.parametrize(
    ("end", "elapsed"),
    [
        (moment(7_000), 7_000),
        (moment(7_000, wall_ms=-53_000), 7_000),  # the wall clock was set back a minute
        (moment(7_000, wall_ms=86_400_000), 7_000),  # or on by a day
        (moment(15_000), 15_000),  # over the end of a leap day
        (moment(7_000, boot="two"), 7_000),  # another machine: by the wall clock
        (moment(7_000, wall_ms=-53_000, boot="two"), 0),  # never negative
        (moment(7_000, boot=""), 7_000),
        (moment(10**12), 86_400_000),  # a day at most
    ],
)
def test_elapsed_time_is_what_went_by_whatever_the_clock_says(end: Moment, elapsed: int) -> None:
    assert clock.elapsed_ms(moment(0), end) == elapsed


def test_two_readings_of_this_machine_ignore_a_step_of_its_wall_clock() -> None:
    start = clock.read()
    if not start.boot:
        pytest.skip("this system does not tell one boot from another")
    with time_machine.travel(start.at - dt.timedelta(seconds=60)):
        assert clock.elapsed_ms(start, clock.read()) < 5_000
    with time_machine.travel(start.at + dt.timedelta(days=1)):
        assert clock.elapsed_ms(start, clock.read()) < 5_000
