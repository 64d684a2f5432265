"""The fairness figures as /how-it-works/ tells them: a line a measure, each in plain words. No database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from debate.fairness.figures import TELLING, Correlation, Figures, Share

_WIDTH = 100  # of a plot: one unit a percent
_TOO_LITTLE = f"Too little to tell: fewer than {TELLING} rounds."


@dataclass(frozen=True, kw_only=True)
class Plot:
    """Whisker and dot on a line from 0 to 100, as text for SVG attributes."""

    low: str
    high: str
    at: str
    middle: str = ""  # where an even referee would be


@dataclass(frozen=True, kw_only=True)
class Line:
    """What was measured, what was found with its interval, and what that says. plot: None when it cannot be told."""

    measured: str
    found: str
    interval: str
    says: str
    plot: Plot | None = None


def lines(figures: Figures) -> list[Line]:
    return list(_lines(figures))


def _lines(figures: Figures) -> Iterator[Line]:
    yield _balance(
        "The case for wins, of decided rounds",
        figures.sides,
        {
            "high": "More often than not the case for wins: motions may be worded so, or the referee leans.",
            "low": "More often than not the case against wins: motions may be worded so, or the referee leans.",
            "even": "No lean to either side can be told.",
        },
    )
    if figures.has_orders:
        yield _plain(
            "Both orders name the same side", figures.swaps, "The higher, the less the order matters."
        )
        yield _plain(
            "The two orders name opposite sides", figures.opposed, "Such a round is asked again, or split."
        )
        yield _balance(
            "The speech shown first is named, of calls that name one",
            figures.order,
            {
                "high": "It favours what it reads first; asking in both orders is what evens that out.",
                "low": "It favours what it reads last; asking in both orders is what evens that out.",
                "even": "No lean to the first or the last can be told.",
            },
        )
    yield _balance(
        "The longer text wins, of decided rounds",
        figures.longer,
        {
            "high": "Longer texts win more often. Both sides have the same limit of words.",
            "low": "Shorter texts win more often. Both sides have the same limit of words.",
            "even": "No lean to longer or shorter texts can be told.",
        },
    )
    yield _length(figures.length)
    yield _plain("Draws", figures.draws, "Nobody’s call is right or wrong.")
    yield _plain("Split decisions", figures.splits, "Nobody’s call is right or wrong.")
    if figures.unusable.of:
        yield _plain(
            "Answers that were no use",
            figures.unusable,
            "Sent back once; a call that is still no use is discarded.",
        )


def _plain(measured: str, share: Share, says: str) -> Line:
    return _line(measured, share, says, middle="")


def _balance(measured: str, share: Share, says: dict[str, str]) -> Line:
    return _line(measured, share, says.get(share.leans, ""), middle="50")


def _line(measured: str, share: Share, says: str, *, middle: str) -> Line:
    if share.percent is None or share.low is None or share.high is None:
        return _untold(measured, _TOO_LITTLE)
    return Line(
        measured=measured,
        found=f"{share.percent:.1f} % ({share.count} of {share.of})",
        interval=f"{share.low:.1f} to {share.high:.1f} %",
        says=says,
        plot=Plot(low=f"{share.low:.1f}", high=f"{share.high:.1f}", at=f"{share.percent:.1f}", middle=middle),
    )


def _length(length: Correlation) -> Line:
    measured = "How length goes with marks (r, from −1 to 1)"
    if length.r is None or length.low is None or length.high is None:
        return _untold(measured, _TOO_LITTLE if length.of < TELLING else "All alike: nothing to compare.")
    says = {
        "longer": "The longer of two texts tends to be marked higher.",
        "shorter": "The longer of two texts tends to be marked lower.",
        "none": "No link between length and marks can be told.",
    }
    at, low, high = ((r + 1) * _WIDTH / 2 for r in (length.r, length.low, length.high))
    return Line(
        measured=measured,
        found=f"{_signed(length.r)} ({length.of} rounds)",
        interval=f"{_signed(length.low)} to {_signed(length.high)}",
        says=says[length.leans],
        plot=Plot(low=f"{low:.1f}", high=f"{high:.1f}", at=f"{at:.1f}", middle="50"),
    )


def _untold(measured: str, why: str) -> Line:
    return Line(measured=measured, found="not yet", interval="", says=why)


def _signed(r: float) -> str:
    """With a true minus sign, and no sign before what rounds to nothing."""
    shown = f"{r:+.2f}".replace("-", "−")
    return shown[1:] if shown[1:] == "0.00" else shown
