"""calibrate_referee: freeze how raw values of composed speeches are distributed, as the referee's scale."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from debate.engines.offline import VERSION, referee
from debate.engines.offline.plan import cited
from debate.evidence.brief import SIDES, other
from debate.measuring.fingerprint import read_fixtures
from debate.measuring.programme import debates as play

STEPS = 40  # quantiles at every 2.5 %


class Command(BaseCommand):
    requires_system_checks = ()  # nothing here touches a page or a table
    help = "Compose debates from the fixtures and write the offline referee's percentile table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--debates", type=int, default=450)

    def handle(self, *args: Any, debates: int, **options: Any) -> None:
        briefs, personas = read_fixtures(settings.BASE_DIR / "fixtures")
        values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        # Other debates than those that `verify_offline` measures with this table.
        for shown in play(briefs, personas, debates, seed="calibration"):
            for number, scale in ((1, "opening"), (2, "crossfire")):
                for side in SIDES:
                    speech = referee.Speech(
                        text=shown.text(side, number),
                        brief=shown.brief,
                        question=shown.question if number == 2 else None,
                        theirs=tuple(cited(shown.texts[other(side), "opening"])) if number == 2 else (),
                        names=shown.names,
                    )
                    for name, raw in referee.raw_values(speech).items():
                        values[scale][name].append(raw.value)
        table = {
            "version": VERSION,
            "debates": debates,
            "quantiles": {
                scale: {name: _quantiles(raws) for name, raws in by_name.items()}
                for scale, by_name in values.items()
            },
        }
        referee.TABLE.write_text(json.dumps(table, indent=1) + "\n")
        self.stdout.write(
            f"{referee.TABLE.name}: {debates} debates, {len(briefs)} motions, {len(personas)} personas"
        )


def _quantiles(raws: list[float]) -> list[float]:
    between = statistics.quantiles(raws, n=STEPS, method="inclusive")
    return [round(q, 4) for q in (min(raws), *between, max(raws))]
