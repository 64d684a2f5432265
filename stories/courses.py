"""How a figure came to be what it is, drawn: a line over time, in the percentages that an SVG's parts can be placed by.

Pure: a series in, a `Course` out. The scale always includes nought, so that no drawing makes a small change
look like a large one. Dates stand as far apart as they are; one known to a year or a month stands in its middle.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from newsroom.languages.saying import said_number
from stories.page_items import Link, SourceNumber
from stories.schema2 import Point, Series
from stories.shown import shown_date

# Per cent of the drawing that labels need: left of the line, above it, below it.
LEFT, TOP, BOTTOM = 13, 9, 14
FINE = 1_000  # units of the line's own box, over the whole drawing


@dataclass(frozen=True, kw_only=True)
class Spot:
    """One number: where it stands, in per cent from the left and from the top, and what it says."""

    x: str
    y: str
    when: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Course:
    anchor: str
    figure: Link  # to the figure that it is the course of
    heading: str  # what is drawn: the series' unit
    summary: str  # one sentence: from what to what, and the extremes between
    ticks: tuple[tuple[str, str], ...]  # per cent from the top, value
    line: str  # a path in a box of FINE by FINE
    spots: tuple[Spot, ...]
    sources: tuple[SourceNumber, ...]

    @property
    def first(self) -> Spot:
        return self.spots[0]

    @property
    def last(self) -> Spot:
        return self.spots[-1]


def course(series: Series, *, anchor: str, figure: Link, sources: tuple[SourceNumber, ...]) -> Course:
    """Where a series' numbers stand when they are drawn, and what is said of them."""
    days = [_middle(point) for point in series.points]
    values = [float(point.value) for point in series.points]
    ticks = _ticks(values)
    low, high = ticks[0], ticks[-1]
    across = [LEFT + (100 - LEFT - 1) * (day - days[0]) / ((days[-1] - days[0]) or 1) for day in days]
    down = [_down(value, low, high) for value in values]
    return Course(
        anchor=anchor,
        figure=figure,
        heading=f"{series.unit[:1].upper()}{series.unit[1:]}",
        summary=_summary(series.points),
        ticks=tuple((_short(_down(tick, low, high)), spoken_number(tick)) for tick in ticks),
        line=_line(days, across, down),
        spots=tuple(
            Spot(x=_short(x), y=_short(y), when=spoken_point(point), value=spoken_number(point.value))
            for x, y, point in zip(across, down, series.points, strict=True)
        ),
        sources=sources,
    )


def spoken_point(point: Point) -> str:
    """`1994`, `May 2026`, `12 May 2026`: as exact as the date is known."""
    match point.date:
        case int():
            return f"{point.date}"
        case dt.date():
            return shown_date(point.date)
        case month:
            return shown_date(dt.date.fromisoformat(f"{month}-01"), "month")


def spoken_number(value: float) -> str:
    """`1,234.5`: never as a power of ten, whole numbers without a point."""
    exact = Decimal(repr(value)).normalize()
    exponent = exact.as_tuple().exponent
    # As many places as it has: rounding one of sixteen digits to fifteen more is beyond decimal's precision.
    return said_number(exact, max(0, -exponent) if isinstance(exponent, int) else 0).replace("-", "−")


def _middle(point: Point) -> float:
    """The middle of the day, month or year, as a count of days."""
    match point.date:
        case int():
            return dt.date(point.date, 7, 1).toordinal()
        case dt.date():
            return point.date.toordinal()
        case month:
            return dt.date.fromisoformat(f"{month}-15").toordinal()


def _line(days: Sequence[float], across: Sequence[float], down: Sequence[float]) -> str:
    """The path from number to number; it breaks where a series that is kept regularly left one out.

    Regular: three steps of four are as long as the usual one. An irregular series has no gaps, only distances.
    """
    steps = [after - before for before, after in itertools.pairwise(days)]
    usual = statistics.median(steps) if steps else 0.0
    is_regular = sum(step < 1.5 * usual for step in steps) >= 0.75 * len(steps)
    path = ""
    for i, (x, y) in enumerate(zip(across, down, strict=True)):
        breaks = i == 0 or (is_regular and steps[i - 1] > 1.5 * usual)
        path += f"{'M' if breaks else 'L'}{x * FINE / 100:.0f} {y * FINE / 100:.0f}"
    return path


def _ticks(values: Sequence[float]) -> list[float]:
    """Three to six round values that take in all of them and nought, the lowest first."""
    low, high = min(0.0, *values), max(0.0, *values)
    rough = (high - low) / 3 or 1 / 3
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * n for n in (1, 2, 2.5, 5, 10) if power * n >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    digits = max(0, 2 - math.floor(math.log10(step)))
    return [round(n * step, digits) for n in range(first, max(last, first + 1) + 1)]


def _down(value: float, low: float, high: float) -> float:
    return TOP + (100 - TOP - BOTTOM) * (high - value) / (high - low)


def _short(per_cent: float) -> str:
    return f"{per_cent:.1f}".removesuffix(".0")


def _summary(points: Sequence[Point]) -> str:
    """`From 225 in 1979 to 138.3 in 2025; lowest 92.3 in 1994.`"""

    def said(point: Point) -> str:
        told = {"value": spoken_number(point.value), "date": spoken_point(point)}
        if isinstance(point.date, dt.date):
            return _("%(value)s on %(date)s") % told
        return _("%(value)s in %(date)s") % told

    first, last = points[0], points[-1]
    text = _("From %(first)s to %(last)s") % {"first": said(first), "last": said(last)}
    ends = (first.value, last.value)
    lowest, highest = min(points, key=lambda p: p.value), max(points, key=lambda p: p.value)
    if highest.value not in ends:
        text += "; " + _("highest %(point)s") % {"point": said(highest)}
    if lowest.value not in ends:
        text += "; " + _("lowest %(point)s") % {"point": said(lowest)}
    return f"{text}."
