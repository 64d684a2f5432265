"""What the pages before a play cost: the arena, choosing, the day's debate; and whether more stories make them dearer."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from debate.arena import services
from debate.daily import services as daily
from debate.models import Persona
from debate.personas.document import parse_persona
from newsroom import days
from newsroom.players.models import Player
from stories import publishing
from stories.document import StoryDocument, parse_story
from stories.models import Story
from tests.bench.measuring import Row, Site, cpu_ms, measurement, row
from tests.debate.playing import drain

PLAYED = 4  # debates that are ready to join
PAGES = {
    "arena": "/arena/",
    "choose": "/stories/miami-track-ukraine/arena/",
    "daily": "/daily/",
}
COPIES = 3  # of every story: four times as many
GOAL_MS = 25


@measurement
def games() -> Iterable[Row]:
    """Each page beside a view that does nothing, in turns; then the arena with four times the stories."""
    documents = [
        parse_story(path.read_bytes())
        for path in sorted((settings.BASE_DIR / "fixtures" / "stories").glob("*.yaml"))
    ]
    for document in documents:
        _publish(document)
    _cast()
    _play()
    site = Site()
    few = yield from _costs(site, f"{len(documents)} stories")
    for n in range(COPIES):
        for document in documents:
            _publish(document.model_copy(update={"slug": f"{document.slug}-{n}"}))
    many = yield from _costs(site, f"{len(documents) * (COPIES + 1)} stories")
    for name in PAGES:
        yield Row(what=f"{name}: four times the stories / once", value=many[name] / few[name], unit="×")


def _costs(site: Site, where: str) -> Iterable[Row]:
    """Milliseconds of CPU by page, as the value of the generator."""
    for path in PAGES.values():
        status, _ = site.get(path, HTTP_HOST="localhost")
        assert status == 200, path
    runs = [lambda path=path: site.get(path, HTTP_HOST="localhost") for path in (*PAGES.values(), "/livez")]
    *costs, nothing = cpu_ms(runs, rounds=5, each=5)
    found = {}
    for (name, path), cost in zip(PAGES.items(), costs, strict=True):
        made = row(f"{name}, {where} (goal {GOAL_MS})", cost, "ms CPU")
        found[name] = made.value
        yield made
        yield row(f"{name}, {where} / no-op view", [a / b for a, b in zip(cost, nothing, strict=True)], "×")
        yield Row(what=f"{name}, {where}: queries", value=site.queries(path, HTTP_HOST="localhost"), unit="")
    return found


def _publish(document: StoryDocument) -> None:
    story, _ = publishing.load(document)
    publishing.publish(story)


def _cast() -> None:
    for path in sorted((settings.BASE_DIR / "fixtures" / "personas").glob("*.yaml")):
        persona = Persona()
        persona.set_document(parse_persona(path.read_bytes()))
        persona.save()


def _play() -> None:
    """A few debates that are ready to join, and the day's debate and the day before's."""
    personas = list(Persona.objects.all())
    for story in Story.objects.published()[:PLAYED]:
        play = services.start_play(
            Player.objects.create(),
            story=story,
            motion=story.document.motions[0],
            pro=personas[0],
            con=personas[1],
        )
        drain(play.debate)
    for _ in range(3):
        if made := daily.ensure(days.today()):
            drain(made.debate)
