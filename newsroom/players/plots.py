"""Plots that the server draws: coordinates for an SVG in a template. No database, clock or style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from newsroom.players.cred import Bucket

WIDTH, HEIGHT = 640, 200  # of the viewBox
LEFT, RIGHT, TOP, BOTTOM = 60, 8, 12, 12  # room for labels
_MOST_POINTS = 200  # a longer history is thinned; the first and the last stay


@dataclass(frozen=True, kw_only=True)
class Tick:
    y: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line from left to right. `points` is for <polyline>, `last` the end's coordinates."""

    points: str
    last: tuple[float, float]
    ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def line(values: Sequence[Decimal]) -> Line | None:
    """The values at equal distances. None for fewer than two: a dot is no history."""
    if len(values) < 2:
        return None
    if len(values) > _MOST_POINTS:
        step = (len(values) - 1) / (_MOST_POINTS - 1)
        values = [values[round(i * step)] for i in range(_MOST_POINTS)]
    low, high, step_size = _range(values)
    across = (WIDTH - LEFT - RIGHT) / (len(values) - 1)

    def height(value: Decimal) -> float:
        return round(TOP + float((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM), 1)

    points = [(round(LEFT + i * across, 1), height(value)) for i, value in enumerate(values)]
    marks = range(int(low), int(high) + 1, step_size)
    return Line(
        points=" ".join(f"{x},{y}" for x, y in points),
        last=points[-1],
        ticks=[Tick(y=height(Decimal(mark)), label=str(mark)) for mark in marks],
    )


def _range(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, int]:
    """Round bounds around the values, and a step that gives three to six lines."""
    low, high = min(values), max(values)
    step = next(s for s in (5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10**9) if (high - low) / s <= 4)
    bottom = floor(low / step) * step
    return Decimal(bottom), Decimal(max(ceil(high / step) * step, bottom + step)), step


@dataclass(frozen=True, kw_only=True)
class Dot:
    x: float
    y: float
    r: float
    bucket: Bucket


SQUARE = 240  # side of the calibration plot's viewBox
_EDGE = 30


def dots(buckets: Sequence[Bucket]) -> list[Dot]:
    """Calibration as dots: what was said (x) against what came (y), from 0 to 100 %; bigger is more rounds."""

    def along(percent: float) -> float:
        return round(_EDGE + percent / 100 * (SQUARE - 2 * _EDGE), 1)

    return [
        Dot(
            x=along(bucket.confidence),
            y=round(SQUARE - along(bucket.percent), 1),
            r=round(min(12.0, 3 + bucket.rounds**0.5), 1),
            bucket=bucket,
        )
        for bucket in buckets
        if bucket.percent is not None
    ]
