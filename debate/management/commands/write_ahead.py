"""write_ahead STORY: have the configured model write and judge whole debates, or voices, for the desk to review."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from debate.evidence.cards import lacking_side
from debate.models import Debate, Performed, Persona, Voice
from debate.models.admission import CURRENT
from debate.repertoire import writing
from newsroom.llm import gateway, spend
from stories.document import Motion
from stories.models import Story


class Command(BaseCommand):
    help = (
        "Have the configured model write and judge debates with all three crossfires, or voices, for a story. They await "
        "review in the admin. An interrupted run goes on where it stood; what had failed is tried anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("story", help="the story's slug")
        parser.add_argument("--motion", help="only this motion (its key); without it, every motion")
        parser.add_argument("--pairs", type=int, default=1, help="pairs of personas for each motion (1)")
        parser.add_argument("--pro", help="with --motion and --con: this persona for the motion")
        parser.add_argument("--con", help="with --motion and --pro: this persona against it")
        parser.add_argument("--voices", action="store_true", help="voices instead of debates")
        parser.add_argument("--persona", help="with --voices: only this one's")
        parser.add_argument("--at-once", type=int, default=4, help="pieces written at the same time (4)")
        parser.add_argument("--yes", action="store_true", help="spend without asking")

    def handle(self, *args: Any, **options: Any) -> None:
        if not gateway.is_configured():
            raise CommandError("No model is configured: set NEWSROOM_MODEL and its endpoint.")
        story = Story.objects.published().filter(slug=options["story"]).first()
        if story is None:
            raise CommandError(f"No published story has the slug {options['story']}.")
        if options["voices"]:
            personas = self._personas(options["persona"])
            self._confirm(story, [], len(personas), yes=options["yes"])
            works: list[Debate | Voice] = [writing.voice_for(story, persona) for persona in personas]
        else:
            chosen = list(self._chosen(story, options))
            self._confirm(story, [motion for motion, _, _ in chosen], 0, yes=options["yes"])
            works = [writing.debate_for(story, *each) for each in chosen]
        failed = writing.write(
            works, at_once=options["at_once"], say=lambda name: self.stdout.write(f"… {name}")
        )
        self._tell(works, failed)

    def _personas(self, slug: str | None) -> list[Persona]:
        speaking = Persona.objects.speaking()
        found = list(speaking.filter(slug=slug) if slug else speaking)
        if not found:
            raise CommandError(f"No active persona has the slug {slug}." if slug else "No persona is active.")
        return found

    def _chosen(self, story: Story, options: dict[str, Any]) -> Iterable[tuple[Motion, Persona, Persona]]:
        document = story.document
        motions = [m for m in document.motions if not lacking_side(m)]
        if options["motion"]:
            motions = [m for m in motions if m.key == options["motion"]]
        if not document.debatable or not motions:
            raise CommandError(
                "There is no such motion with cards for both sides, or the story is not debated."
            )
        if options["pro"] or options["con"]:
            if (
                not (options["motion"] and options["pro"] and options["con"])
                or options["pro"] == options["con"]
            ):
                raise CommandError("--pro and --con name two personas, together with --motion.")
            (pro,), (con,) = self._personas(options["pro"]), self._personas(options["con"])
            yield motions[0], pro, con
            return
        personas = list(Persona.objects.speaking())
        if len(personas) < 2:
            raise CommandError("A debate needs two active personas.")
        ahead = Debate.objects.filter(story=story, admission__in=CURRENT)
        spoke = set(ahead.values_list("pro", "con"))
        for motion in motions:
            begun = writing.begun(story, motion)[: options["pairs"]]
            yield from ((motion, debate.pro, debate.con) for debate in begun)
            for pro, con in writing.pairs(personas, spoke=spoke, number=options["pairs"] - len(begun)):
                spoke.add((pro.pk, con.pk))
                yield motion, pro, con

    def _confirm(self, story: Story, motions: list[Motion], voices: int, *, yes: bool) -> None:
        """Say what it may take and what may be spent, and ask."""
        may = writing.estimate(story, motions, voices)
        what = f"{may.debates} debates" if may.debates else f"{may.voices} voices"
        self.stdout.write(f"{what}: some {may.calls} calls, up to {may.tokens:,} tokens.")
        for today in spend.site_today():
            self.stdout.write(
                f"The site's budget today: {today.spent:,} of {today.limit:,} {today.what} spent."
            )
        if yes:
            return
        if not sys.stdin.isatty():
            raise CommandError("Say --yes to spend that where nobody can be asked.")
        if input("Go on? [y/N] ").strip().lower() not in ("y", "yes"):
            raise CommandError("Nothing was asked of the model.")

    def _tell(self, works: list[Debate | Voice], failed: list[Performed]) -> None:
        for work in works:
            if isinstance(work, Debate):
                state = "awaits review" if writing.is_whole(work) else "is not whole"
                self.stdout.write(f"debate {work.pk}, {work}: {state}")
        if failed:
            for row in failed:
                self.stderr.write(f"{row}: {row.failure}")
            raise CommandError(f"{len(failed)} pieces have failed. Run it again to try them anew.")
