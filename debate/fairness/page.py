"""The fairness figures as /how-it-works/ tells them: a line a measure, each in plain words. No database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from debate.fairness.figures import TELLING, Correlation, Figures, Share
from newsroom.afresh import numeral

_WIDTH = 100  # of a plot: one unit a percent


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
        _("The case for wins, of decided rounds"),
        figures.sides,
        {
            "high": _(
                "More often than not the case for wins: motions may be worded so, or the referee leans."
            ),
            "low": _(
                "More often than not the case against wins: motions may be worded so, or the referee leans."
            ),
            "even": _("No lean to either side can be told."),
        },
    )
    if figures.has_orders:
        yield _plain(
            _("Both orders name the same side"), figures.swaps, _("The higher, the less the order matters.")
        )
        yield _plain(
            _("The two orders name opposite sides"),
            figures.opposed,
            _("Such a round is asked again, or split."),
        )
        yield _balance(
            _("The speech shown first is named, of calls that name one"),
            figures.order,
            {
                "high": _("It favours what it reads first; asking in both orders is what evens that out."),
                "low": _("It favours what it reads last; asking in both orders is what evens that out."),
                "even": _("No lean to the first or the last can be told."),
            },
        )
    yield _balance(
        _("The longer text wins, of decided rounds"),
        figures.longer,
        {
            "high": _("Longer texts win more often. Both sides have the same limit of words."),
            "low": _("Shorter texts win more often. Both sides have the same limit of words."),
            "even": _("No lean to longer or shorter texts can be told."),
        },
    )
    yield _length(figures.length)
    yield _plain(_("Draws"), figures.draws, _("Nobody’s call is right or wrong."))
    yield _plain(_("Split decisions"), figures.splits, _("Nobody’s call is right or wrong."))
    if figures.unusable.of:
        yield _plain(
            _("Answers that were no use"),
            figures.unusable,
            _("Sent back once; a call that is still no use is discarded."),
        )


def _plain(measured: str, share: Share, says: str) -> Line:
    return _line(measured, share, says, middle="")


def _balance(measured: str, share: Share, says: dict[str, str]) -> Line:
    return _line(measured, share, says.get(share.leans, ""), middle="50")


def _line(measured: str, share: Share, says: str, *, middle: str) -> Line:
    if share.percent is None or share.low is None or share.high is None:
        return _untold(measured, _too_little())
    return Line(
        measured=measured,
        found=_("%(percent)s %% (%(count)d of %(of)d)")
        % {"percent": numeral(f"{share.percent:.1f}"), "count": share.count, "of": share.of},
        interval=_("%(low)s to %(high)s %%")
        % {"low": numeral(f"{share.low:.1f}"), "high": numeral(f"{share.high:.1f}")},
        says=says,
        plot=Plot(low=f"{share.low:.1f}", high=f"{share.high:.1f}", at=f"{share.percent:.1f}", middle=middle),
    )


def _length(length: Correlation) -> Line:
    measured = _("How length goes with marks (r, from −1 to 1)")
    if length.r is None or length.low is None or length.high is None:
        return _untold(
            measured, _too_little() if length.of < TELLING else _("All alike: nothing to compare.")
        )
    says = {
        "longer": _("The longer of two texts tends to be marked higher."),
        "shorter": _("The longer of two texts tends to be marked lower."),
        "none": _("No link between length and marks can be told."),
    }
    at, low, high = ((r + 1) * _WIDTH / 2 for r in (length.r, length.low, length.high))
    return Line(
        measured=measured,
        found=ngettext("%(r)s (%(rounds)d rounds)", "%(r)s (%(rounds)d rounds)", length.of)
        % {"r": numeral(_signed(length.r)), "rounds": length.of},
        interval=_("%(low)s to %(high)s")
        % {"low": numeral(_signed(length.low)), "high": numeral(_signed(length.high))},
        says=says[length.leans],
        plot=Plot(low=f"{low:.1f}", high=f"{high:.1f}", at=f"{at:.1f}", middle="50"),
    )


def _untold(measured: str, why: str) -> Line:
    return Line(measured=measured, found=_("not yet"), interval="", says=why)


def _too_little() -> str:
    return ngettext(
        "Too little to tell: fewer than %(rounds)d round.",
        "Too little to tell: fewer than %(rounds)d rounds.",
        TELLING,
    ) % {"rounds": TELLING}


def _signed(r: float) -> str:
    """With a true minus sign, and no sign before what rounds to nothing."""
    shown = f"{r:+.2f}".replace("-", "−")
    return shown[1:] if shown[1:] == "0.00" else shown
