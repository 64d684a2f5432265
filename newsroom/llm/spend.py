"""What calls cost, by day, purpose and model: the numbers of the admin's page and its plot."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from newsroom.llm import subjects
from newsroom.llm.models import MICROS, Call, Scope, Spend
from newsroom.llm.subjects import Described

DAYS = 30
WIDTH, HEIGHT, LEFT, RIGHT, BOTTOM, TOP = 900, 260, 64, 16, 24, 10  # of the plot, in its own units
SUBJECTS, SHOWN = 2_000, 40  # debates and voices that are added up by story; of them, the dearest are listed
COLOURS = 6  # purposes told apart; the rest are "other"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the table: a day's calls of one purpose and model. money is in the price table's currency."""

    day: dt.date
    purpose: str
    model: str
    calls: int
    failed: int
    tokens_in: int
    tokens_out: int
    money: float

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True, kw_only=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    colour: int  # index of the legend
    title: str


@dataclass(frozen=True, kw_only=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Plot:
    """Stacked bars: a day each, a colour per purpose. unit: "tokens", or "money" when there are prices."""

    unit: str
    bars: list[Bar]
    legend: list[str]
    heights: list[Tick]
    days: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    baseline: int = HEIGHT - BOTTOM


@dataclass(frozen=True, kw_only=True)
class Today:
    """What one of the site's limits for today has left."""

    what: str
    spent: float
    limit: float

    @property
    def percent(self) -> int:
        return min(100, math.ceil(100 * self.spent / self.limit))


def lines(today: dt.date) -> list[Line]:
    """The table for the last DAYS days, newest first. One query."""
    since = dt.datetime.combine(today - dt.timedelta(days=DAYS - 1), dt.time.min, tzinfo=dt.UTC)
    calls = Call.objects.filter(created_at__gte=since).annotate(day=TruncDate("created_at", tzinfo=dt.UTC))
    sums = calls.sums("day", "purpose", "model")
    sums.sort(key=lambda group: (-group["day"].toordinal(), group["purpose"], group["model"]))
    return [Line(money=group.pop("money_micros") / MICROS, **group) for group in sums]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What calls for one story, debate or voice took."""

    name: str
    url: str
    of: str  # the story of a debate or voice
    calls: int
    tokens: int
    money: float


def by_subject(today: dt.date) -> tuple[list[Cost], list[Cost]]:
    """The last DAYS days by story and by debate or voice, the dearest first: a query, and one or two a kind."""
    since = dt.datetime.combine(today - dt.timedelta(days=DAYS - 1), dt.time.min, tzinfo=dt.UTC)
    groups = (
        Call.objects.filter(created_at__gte=since)
        .exclude(subject="")
        .order_by()
        .values("subject", "subject_id")
        .annotate(calls=Count("pk"), tokens=Sum("tokens_in") + Sum("tokens_out"), micros=Sum("money_micros"))
        .order_by("-micros", "-tokens")[:SUBJECTS]
    )
    rows = list(groups)
    names = {
        label: subjects.describe(label, {row["subject_id"] for row in rows if row["subject"] == label})
        for label in {row["subject"] for row in rows}
    }
    gone = Described(name="It is no more", url="", story="Of what is no more", story_url="")
    single, stories = [], dict[tuple[str, str], list[float]]()
    for row in rows:
        described = names[row["subject"]].get(row["subject_id"], gone)
        calls, tokens, money = row["calls"], row["tokens"], row["micros"] / MICROS
        single.append(
            Cost(
                name=described.name,
                url=described.url,
                of=described.story,
                calls=calls,
                tokens=tokens,
                money=money,
            )
        )
        sums = stories.setdefault((described.story, described.story_url), [0, 0, 0.0])
        for at, amount in enumerate((calls, tokens, money)):
            sums[at] += amount
    whole = [
        Cost(name=name, url=url, of="", calls=int(calls), tokens=int(tokens), money=money)
        for (name, url), (calls, tokens, money) in stories.items()
    ]
    return sorted(whole, key=lambda cost: (-cost.money, -cost.tokens)), single[:SHOWN]


def site_today() -> list[Today]:
    """Today's limits of the whole site, where there are any."""
    row = Spend.objects.filter(scope=Scope.SITE_DAY, period=timezone.now().date().isoformat()).first()
    tokens, money = (row.tokens, row.money_micros / MICROS) if row else (0, 0.0)
    limits = [
        Today(what="tokens", spent=tokens, limit=settings.LLM_BUDGET_SITE_DAY_TOKENS),
        Today(what="money", spent=money, limit=settings.LLM_BUDGET_SITE_DAY_MONEY),
    ]
    return [limit for limit in limits if limit.limit]


def plot(table: Sequence[Line], today: dt.date) -> Plot:
    """The table as stacked bars, in the plot's units. Pure."""
    unit = "money" if any(line.money for line in table) else "tokens"
    amounts: dict[tuple[dt.date, str], float] = defaultdict(float)
    by_purpose: dict[str, float] = defaultdict(float)
    for line in table:
        amount = line.money if unit == "money" else line.tokens
        amounts[line.day, line.purpose] += amount
        by_purpose[line.purpose] += amount
    ranked = sorted(by_purpose, key=lambda purpose: (-by_purpose[purpose], purpose))
    legend = ranked if len(ranked) <= COLOURS else [*ranked[: COLOURS - 1], "other"]
    days = [today - dt.timedelta(days=back) for back in reversed(range(DAYS))]
    stacks = [_stack(day, ranked, legend, amounts) for day in days]
    top = _round_up(max((sum(stack) for stack in stacks), default=0.0))
    step = (WIDTH - LEFT - RIGHT) / DAYS
    scale = (HEIGHT - BOTTOM - TOP) / top
    bars = []
    for at, (day, stack) in enumerate(zip(days, stacks, strict=True)):
        base = float(HEIGHT - BOTTOM)
        for colour, amount in enumerate(stack):
            if amount:
                height = amount * scale
                base -= height
                bars.append(
                    Bar(
                        x=round(LEFT + at * step + step * 0.15, 1),
                        y=round(base, 1),
                        width=round(step * 0.7, 1),
                        height=round(height, 1),
                        colour=colour,
                        title=f"{day:%-d %B}, {legend[colour]}: {_amount(amount, unit)}",
                    )
                )
    heights = [
        Tick(at=round(HEIGHT - BOTTOM - part * top * scale, 1), label=_amount(part * top, unit))
        for part in (0, 0.5, 1)
    ]
    marks = [
        Tick(at=round(LEFT + (at + 0.5) * step, 1), label=f"{day:%-d %b}")
        for at, day in enumerate(days)
        if at % 5 == 4
    ]
    return Plot(unit=unit, bars=bars, legend=legend, heights=heights, days=marks)


def _stack(
    day: dt.date, ranked: Iterable[str], legend: list[str], amounts: dict[tuple[dt.date, str], float]
) -> list[float]:
    stack = [0.0] * len(legend)
    for at, purpose in enumerate(ranked):
        stack[min(at, len(legend) - 1)] += amounts.get((day, purpose), 0.0)
    return stack


def _round_up(amount: float) -> float:
    """The next of 1, 2, 5, 10, … at or above the amount, for an axis that reads well."""
    if amount <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(amount))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= amount * 0.999999)


def _amount(amount: float, unit: str) -> str:
    return f"{amount:,.2f}" if unit == "money" else f"{amount:,.0f}"
