"""How long what a page waits for usually takes, from how long it has taken lately."""

from __future__ import annotations

import statistics
import time

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from debate.models import QuestionSet, Speech, Verdict
from newsroom.generation.models import Generated, State

LATELY = 20  # rows
KEPT_SECONDS = 60
_kept: dict[
    str, tuple[float, float]
] = {}  # until when, and the seconds; in the process, so that no page needs Redis
# Until anything has been measured: the composer takes milliseconds, a model streams for a while.
UNMEASURED_SECONDS = {"offline": 1.0}
UNMEASURED_MODEL_SECONDS = 20.0


def writing(engine: str, number: int) -> str:
    """Until every speech of a round is there: both sides write at once, an answer before its closing."""
    parts = ("opening",) if number == 1 else ("answer", "closing")
    speeches = Speech.objects.filter(round__debate__engine=engine)
    return in_words(sum(_usual(engine, part, speeches.filter(part=part)) for part in parts))


def judging(engine: str) -> str:
    return in_words(_usual(engine, "verdict", Verdict.objects.filter(round__debate__engine=engine)))


def asking(engine: str) -> str:
    return in_words(_usual(engine, "questions", QuestionSet.objects.filter(debate__engine=engine)))


def in_words(seconds: float) -> str:
    """A span as a reader would say it, never more exact than it is: "about 20 seconds"."""
    if seconds < 3:
        return _("a second or two")
    if seconds < 8:
        return _("a few seconds")
    if seconds < 55:
        return _("about %(seconds)d seconds") % {"seconds": 5 * round(seconds / 5)}
    return _("about a minute") if seconds < 90 else _("up to two minutes")


def _usual(engine: str, what: str, rows: QuerySet[Generated]) -> float:
    """The median wait, in seconds, of the latest of these rows that are ready. Looked up once a minute."""

    def measured() -> float:
        done = rows.filter(state=State.READY, finished_at__isnull=False).order_by("-pk")[:LATELY]
        waits = [
            (finished - queued).total_seconds()
            for queued, finished in done.values_list("queued_at", "finished_at")
            if finished is not None
        ]
        return statistics.median(waits) if waits else UNMEASURED_SECONDS.get(engine, UNMEASURED_MODEL_SECONDS)

    until, seconds = _kept.get(f"{engine}:{what}", (0.0, 0.0))
    if until < time.monotonic():
        seconds = measured()
        _kept[f"{engine}:{what}"] = (time.monotonic() + KEPT_SECONDS, seconds)
    return seconds
