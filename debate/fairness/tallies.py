"""Counting judged rounds for the fairness page: each once, fifty at a time, and only when they are old.

A figure that moves by one round tells that round's verdict to whoever looks twice. So rounds are counted in
batches of BATCH, none of which is younger than a whole day or belongs to a daily debate still open; between
two states of the page lie fifty rounds of a referee or none. The page sums at most a batch's row for fifty
rounds (2,000 rows for 100,000 verdicts), in one query; a verdict's JSON is read once, by the hourly task.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from debate.fairness import figures as fairness
from debate.fairness.figures import Counts, Figures, JudgedRound
from debate.models import Speech, Tally, Verdict
from newsroom.llm.models import Call, Outcome

BATCH = 50
MOST_BATCHES = 40  # of one run: some 2,000 rounds
_REFEREE = ("engine", "model", "prompt_version")


@dataclass(frozen=True, kw_only=True)
class RefereeFigures:
    """The figures of one referee: an engine, its model and the version of its prompt."""

    engine: str
    model: str
    prompt_version: str
    through: dt.datetime
    figures: Figures


def take_in(now: dt.datetime | None = None) -> int:
    """Count what has become old enough, in whole batches. Returns how many. Any number may run at once."""
    waiting = _ripe(now or timezone.now())
    groups = waiting.order_by().values(*_REFEREE).annotate(of=Count("pk")).filter(of__gte=BATCH)
    made = 0
    for group in groups:
        referee = {name: group[name] for name in _REFEREE}
        for _ in range(group["of"] // BATCH):
            if made >= MOST_BATCHES or not _count_batch(waiting.filter(**referee), referee):
                break
            made += 1
    return made


def by_referee() -> list[RefereeFigures]:
    """Every referee with a batch, the one that judged last first. One query."""
    names = [field.name for field in fields(Counts)]
    rows = (
        Tally.objects.order_by()
        .values(*_REFEREE)
        .annotate(last=Max("through"), **{f"all_{name}": Sum(name) for name in names})
        .order_by("-last")
    )
    return [
        RefereeFigures(
            **{name: row[name] for name in _REFEREE},
            through=row["last"],
            figures=fairness.figures(Counts(**{name: row[f"all_{name}"] for name in names})),
        )
        for row in rows
    ]


def _ripe(now: dt.datetime) -> QuerySet[Verdict]:
    """Verdicts to be counted: of days before yesterday (UTC), oldest first; none that is still sealed for all."""
    yesterday = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0) - dt.timedelta(
        days=1
    )
    return (
        Verdict.objects.open_to_all()
        .filter(tally=None, finished_at__lt=yesterday)
        .order_by("finished_at", "pk")
    )


@transaction.atomic
def _count_batch(waiting: QuerySet[Verdict], referee: dict[str, str]) -> bool:
    """Count the oldest BATCH, under their rows' locks. False if another process was faster."""
    verdicts = list(
        waiting.select_for_update(of=("self",)).only("record", "calls", "finished_at", "round_id")[:BATCH]
    )
    if len(verdicts) < BATCH:
        return False
    through = verdicts[-1].finished_at
    assert through is not None  # it is ready
    counts = fairness.counted(_judged(verdicts)) + _answers(referee, through)
    tally = Tally.objects.create(**referee, through=through, **asdict(counts))
    Verdict.objects.filter(pk__in=[verdict.pk for verdict in verdicts]).update(tally=tally)
    return True


def _judged(verdicts: Sequence[Verdict]) -> list[JudgedRound]:
    """Two queries, with the speeches' texts."""
    words: dict[tuple[int, str], int] = {}
    speeches = Speech.objects.filter(round__in=[verdict.round_id for verdict in verdicts])
    for speech in speeches.only("round_id", "side", "sentences"):
        key = speech.round_id, speech.side
        words[key] = words.get(key, 0) + len(speech.text.split())
    return [
        JudgedRound(
            outcome=str(verdict.outcome),
            words=(words.get((verdict.round_id, "pro"), 0), words.get((verdict.round_id, "con"), 0)),
            gap=float(verdict.overall("pro") - verdict.overall("con")),
            calls=tuple((shown_first(call["order"]), call["better"]) for call in verdict.calls),
        )
        for verdict in verdicts
    ]


def shown_first(order: str) -> str:
    """The side whose speech a call showed first; "" if it was shown one at a time."""
    return next((side for side in ("pro", "con") if f"={side} first" in order), "")


def _answers(referee: dict[str, str], through: dt.datetime) -> Counts:
    """What the ledger has of this referee's answers since the batch before."""
    if not referee["model"]:
        return Counts()
    calls = Call.objects.filter(
        purpose="referee",
        model=referee["model"],
        prompt_version=referee["prompt_version"],
        outcome__in=[Outcome.DONE, Outcome.UNUSABLE],
        created_at__lte=through,
    )
    before = Tally.objects.filter(**referee).aggregate(last=Max("through"))["last"]
    if before is not None:
        calls = calls.filter(created_at__gt=before)
    return Counts(
        **calls.aggregate(answers=Count("pk"), unusable=Count("pk", filter=Q(outcome=Outcome.UNUSABLE)))
    )
