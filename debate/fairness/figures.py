"""Whether the referee is fair: counts over judged rounds, and what they may be taken to say. Pure.

    rounds ──`counted`──▶ Counts ──sum──▶ Counts ──`figures`──▶ shares with intervals, for the page

Counts add up, so a long history is read once (`debate.tallies`). An interval is Wilson's for a share and
Fisher's for a correlation, at 95 %. Calls of one round are no independent witnesses, so the order balance,
a share of calls, has the interval that as many rounds would have.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields

Z = 1.96  # standard normal, two-sided 95 %
TELLING = 30  # cases; of fewer no share is given


@dataclass(frozen=True, kw_only=True)
class JudgedRound:
    """One round as judged. words: pro's and con's. gap: pro's overall mark minus con's, in points.

    calls: (side shown first, side named) of each call; first is "" for a referee that sees one speech at a
    time, named "even" if the call put nobody ahead.
    """

    outcome: str
    words: tuple[int, int]
    gap: float
    calls: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Sums over rounds. The four x and y sums are of word differences and gaps, for the correlation."""

    rounds: int = 0
    pro: int = 0
    con: int = 0
    draws: int = 0
    splits: int = 0
    paired: int = 0  # rounds that were judged in both orders
    agreed: int = 0  # of these: both orders named the same side
    opposed: int = 0  # of these: they named opposite sides
    named: int = 0  # calls with an order that named a side
    first_named: int = 0  # of these: the side whose speech was shown first
    named_rounds: int = 0  # rounds with at least one such call
    unequal: int = 0  # decided rounds with texts of different length
    longer_won: int = 0
    sum_x: int = 0
    sum_xx: int = 0
    sum_y: float = 0.0
    sum_yy: float = 0.0
    sum_xy: float = 0.0
    answers: int = 0  # of the model, as the ledger of calls has them
    unusable: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})


@dataclass(frozen=True, kw_only=True)
class Share:
    """`count` of `of` in percent, with its 95 % interval; all None when `of` is too small to tell."""

    count: int
    of: int
    percent: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def leans(self) -> str:
        """For a share that should be half: "high", "low", "even" (no lean to be told) or ""."""
        if self.low is None or self.high is None:
            return ""
        return "high" if self.low > 50 else "low" if self.high < 50 else "even"


@dataclass(frozen=True, kw_only=True)
class Correlation:
    """r between how much longer a text was and how much higher it was marked; None if it cannot be told."""

    of: int
    r: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def leans(self) -> str:
        if self.low is None or self.high is None:
            return ""
        return "longer" if self.low > 0 else "shorter" if self.high < 0 else "none"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What the page shows of one referee. swaps, opposed and order are empty for one without orders."""

    rounds: int
    sides: Share
    draws: Share
    splits: Share
    swaps: Share
    opposed: Share
    order: Share
    longer: Share
    length: Correlation
    unusable: Share

    @property
    def has_orders(self) -> bool:
        return bool(self.swaps.of)


def counted(rounds: Iterable[JudgedRound]) -> Counts:
    """The sums of some rounds."""
    return sum((_one(judged) for judged in rounds), Counts())


def figures(counts: Counts) -> Figures:
    decided = counts.pro + counts.con
    return Figures(
        rounds=counts.rounds,
        sides=share(counts.pro, decided),
        draws=share(counts.draws, counts.rounds),
        splits=share(counts.splits, counts.rounds),
        swaps=share(counts.agreed, counts.paired),
        opposed=share(counts.opposed, counts.paired),
        order=share(counts.first_named, counts.named, cases=counts.named_rounds),
        longer=share(counts.longer_won, counts.unequal),
        length=_correlation(counts),
        unusable=share(counts.unusable, counts.answers),
    )


def share(count: int, of: int, *, cases: int | None = None) -> Share:
    """A share with Wilson's interval, which holds near 0 and 100 % too.

    cases: how many independent ones the interval may count on, if fewer than `of`.
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of} is no share")
    n = of if cases is None else cases
    if n < TELLING:
        return Share(count=count, of=of)
    p, zz = count / of, Z * Z
    middle = (p + zz / (2 * n)) / (1 + zz / n)
    half = Z / (1 + zz / n) * math.sqrt(p * (1 - p) / n + zz / (4 * n * n))
    return Share(
        count=count,
        of=of,
        percent=100 * p,
        low=max(0.0, 100 * (middle - half)),
        high=min(100.0, 100 * (middle + half)),
    )


def _one(judged: JudgedRound) -> Counts:
    pro_words, con_words = judged.words
    is_decided = judged.outcome in ("pro", "con")
    is_unequal = is_decided and pro_words != con_words
    first_of_order = [
        next((named for first, named in judged.calls if first == side), None) for side in ("pro", "con")
    ]
    is_paired = None not in first_of_order
    names = set(first_of_order) - {"even"}
    ordered = [(first, named) for first, named in judged.calls if first and named != "even"]
    x, y = pro_words - con_words, judged.gap
    return Counts(
        rounds=1,
        pro=judged.outcome == "pro",
        con=judged.outcome == "con",
        draws=judged.outcome == "draw",
        splits=judged.outcome == "split",
        paired=is_paired,
        agreed=is_paired and len(names) == 1 and "even" not in first_of_order,
        opposed=is_paired and len(names) == 2,
        named=len(ordered),
        first_named=sum(first == named for first, named in ordered),
        named_rounds=bool(ordered),
        unequal=is_unequal,
        longer_won=is_unequal and judged.outcome == ("pro" if pro_words > con_words else "con"),
        sum_x=x,
        sum_xx=x * x,
        sum_y=y,
        sum_yy=y * y,
        sum_xy=x * y,
    )


def _correlation(counts: Counts) -> Correlation:
    n = counts.rounds
    if n < TELLING:
        return Correlation(of=n)
    xx = n * counts.sum_xx - counts.sum_x**2
    yy = n * counts.sum_yy - counts.sum_y**2
    if xx <= 0 or yy <= 1e-9 * n * max(1.0, counts.sum_yy):
        return Correlation(of=n)  # all of one length, or all marked alike: nothing to go with anything
    r = max(-1.0, min(1.0, (n * counts.sum_xy - counts.sum_x * counts.sum_y) / math.sqrt(xx * yy)))
    spread, middle = Z / math.sqrt(n - 3), math.atanh(max(-0.999999, min(0.999999, r)))
    return Correlation(of=n, r=r, low=math.tanh(middle - spread), high=math.tanh(middle + spread))
