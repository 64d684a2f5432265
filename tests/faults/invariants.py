"""What must hold of every row, whatever has died. Prints one line for each thing that does not."""

from __future__ import annotations

import datetime as dt
import io
import sys
from collections.abc import Iterator

import django

GRACE = 10  # seconds after a lease has run out: the next sweep is on its way


def violations(*, predictions: int, calls: int) -> Iterator[str]:
    from django.apps import apps
    from django.core.management import call_command
    from django.core.management.base import CommandError
    from django.db.models import Count
    from django.utils import timezone

    from debate.models import Prediction, Round, Speech
    from newsroom.generation.models import Generated, State
    from newsroom.llm.models import Call

    now = timezone.now()
    for model in apps.get_models():
        if not issubclass(model, Generated):
            continue
        rows, name = model._base_manager.all(), model._meta.label_lower
        late = now - dt.timedelta(seconds=GRACE)
        if number := rows.filter(state=State.RUNNING, leased_until__lt=late).count():
            yield f"{name}: {number} run past their lease"
        if number := rows.filter(state__in=(State.QUEUED, State.RUNNING), give_up_at__lt=late).count():
            yield f"{name}: {number} wait past their patience"
    for number in (
        Round.objects.filter(number=2)
        .filter(debate__continues=None)
        .exclude(debate__rounds__number=1)
        .values_list("debate", flat=True)
    ):
        yield f"debate {number} has a second round and no first"
    for row in (
        Speech.objects.values("round", "side", "part")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
        .order_by()
    ):
        yield f"a speech stands {row['times']} times: {row}"
    kept = Prediction.objects.count()
    if kept != predictions:
        yield f"{predictions} calls were acknowledged and {kept} are kept"
    for row in (
        Prediction.objects.values("play", "number").annotate(times=Count("pk")).filter(times__gt=1).order_by()
    ):
        yield f"a call was entered {row['times']} times: {row}"
    try:
        call_command("recount_scores", check=True, stdout=io.StringIO())
    except (CommandError, SystemExit) as error:
        yield f"totals have drifted from their ledgers: {error}"
    if (entered := Call.objects.count()) < calls:
        yield f"the endpoint was asked {calls} times and the ledger has {entered}"


if __name__ == "__main__":
    django.setup()
    for line in violations(predictions=int(sys.argv[1]), calls=int(sys.argv[2])):
        sys.stdout.write(f"{line}\n")
