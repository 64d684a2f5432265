"""verify_referee: give a referee a fixed set of rounds in several forms, hold it against its gates, keep what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from debate.engines.base import JudgeTask, Occasion
from debate.engines.llm import referee as by_model
from debate.engines.llm.asking import Sitting
from debate.engines.llm.prompts import prompt
from debate.engines.offline import VERSION
from debate.engines.offline import referee as offline
from debate.measuring import Gate, referees
from debate.measuring.fingerprint import read_fixtures
from debate.models import RefereeCheck
from debate.referee.judging import Judgement
from newsroom.generation.errors import GenerationError

SECONDS = 300.0  # for one round, all its calls together: nobody waits


class Command(BaseCommand):
    help = "Measure a referee against its gates, keep and print the table; exit 1 if a gate is not met."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--engine",
            choices=["offline", "llm"],
            default="llm" if settings.NEWSROOM_MODEL else "offline",
            help="which referee: the configured model if there is one, else the offline one",
        )
        parser.add_argument("--rounds", type=int, help="how many (offline 100; a model 24, some 600 calls)")

    def handle(self, *args: Any, engine: str, rounds: int | None, **options: Any) -> None:
        if engine == "llm" and not settings.NEWSROOM_MODEL:
            raise CommandError("No model is configured: set NEWSROOM_MODEL and its endpoint.")
        briefs, personas = read_fixtures(settings.BASE_DIR / "fixtures")
        tasks = referees.rounds(briefs, personas, rounds or (24 if engine == "llm" else 100))
        judge = _asked if engine == "llm" else _offline
        rows = referees.measure(judge, tasks, said=lambda done: self.stderr.write(f"… {done}"))
        check = RefereeCheck.objects.create(
            engine=engine,
            model=(settings.NEWSROOM_REFEREE_MODEL or settings.NEWSROOM_MODEL) if engine == "llm" else "",
            prompt_version=prompt("referee").stamp if engine == "llm" else VERSION,
            pairs=len(tasks),
            gates=[row.as_json() for row in rows],
        )
        self._show(check, rows)
        if missed := [row.name for row in rows if not row.is_met]:
            raise CommandError(f"not met: {'; '.join(missed)}")

    def _show(self, check: RefereeCheck, rows: Sequence[Gate]) -> None:
        self.stdout.write(
            f"{check.model or 'the offline referee'}, version {check.prompt_version}, {check.pairs} rounds"
        )
        wide = max(len(row.name) for row in rows)
        value_wide = max(len(row.value) for row in rows)
        for row in rows:
            met = "PASS" if row.is_met else "FAIL"
            line = f"{met}  {row.name:{wide}}  {row.value:{value_wide}}  {row.gate:9}  {row.note}"
            self.stdout.write(line.rstrip())


def _offline(task: JudgeTask) -> tuple[Judgement, ...]:
    return (offline.judge(task),)


def _asked(task: JudgeTask) -> tuple[Judgement, ...]:
    """The configured model's, and nobody's in its place."""
    try:
        return by_model.judge(task, Sitting(Occasion(seconds_left=SECONDS, is_awaited=False)))
    except GenerationError as error:
        raise referees.Lost from error
