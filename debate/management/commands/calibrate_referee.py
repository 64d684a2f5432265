"""calibrate_referee: freeze how raw values of composed speeches are distributed, as the referee's scale."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from debate.brief import SIDES, other
from debate.cards import lacking_side, make_brief
from debate.engines.offline import VERSION, referee
from debate.engines.offline.dice import Dice
from debate.engines.offline.plan import cited
from debate.personas import parse_persona
from debate.rehearsal import rehearse
from stories.document import parse_story

STEPS = 40  # quantiles at every 2.5 %


class Command(BaseCommand):
    help = "Compose debates from the fixtures and write the offline referee's percentile table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--debates", type=int, default=300)

    def handle(self, *args: Any, debates: int, **options: Any) -> None:
        fixtures = settings.BASE_DIR / "fixtures"
        documents = [parse_story(path.read_bytes()) for path in sorted((fixtures / "stories").glob("*.yaml"))]
        personas = [
            parse_persona(path.read_bytes()) for path in sorted((fixtures / "personas").glob("*.yaml"))
        ]
        briefs = [
            make_brief(document, motion)
            for document in documents
            for motion in document.motions
            if not lacking_side(document, motion)
        ]
        values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        dice = Dice("calibration")
        for i in range(debates):
            brief = briefs[i % len(briefs)]
            order = dice.shuffled([persona.slug for persona in personas], str(i))
            pro, con = (next(p for p in personas if p.slug == slug) for slug in order[:2])
            shown = rehearse(brief, pro, con, question=i % 3)
            for number, scale in ((1, "opening"), (2, "crossfire")):
                for side in SIDES:
                    speech = referee.Speech(
                        text=shown.text(side, number),
                        brief=brief,
                        question=shown.question if number == 2 else None,
                        theirs=tuple(cited(shown.texts[other(side), "opening"])) if number == 2 else (),
                        names=(pro.name, pro.short_name, con.name, con.short_name),
                    )
                    for name, raw in referee.raw_values(speech).items():
                        values[scale][name].append(raw.value)
        table = {
            "version": VERSION,
            "debates": debates,
            "quantiles": {
                scale: {
                    name: [
                        round(q, 4)
                        for q in (
                            min(raws),
                            *statistics.quantiles(raws, n=STEPS, method="inclusive"),
                            max(raws),
                        )
                    ]
                    for name, raws in by_name.items()
                }
                for scale, by_name in values.items()
            },
        }
        referee.TABLE.write_text(json.dumps(table, indent=1) + "\n")
        self.stdout.write(
            f"{referee.TABLE.name}: {debates} debates, {len(briefs)} motions, {len(personas)} personas"
        )
