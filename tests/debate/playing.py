"""Beginning debates and doing a worker's work on them, in this process, for whichever test needs one."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from debate.arena import services
from debate.models import Debate, Persona, Play, QuestionSet, Speech, Verdict, Voice
from newsroom.generation import services as generation
from newsroom.generation.models import Generated, State
from newsroom.players.models import Player
from stories import publishing
from stories.document import StoryDocument
from stories.models import Story


def begin(story: Story, cast: dict[str, Persona], player: Player | None = None) -> Play:
    """A play of the story's first motion, Thucydides for it and Mozi against."""
    return services.start_play(
        player or Player.objects.create(),
        story=story,
        motion=story.document.motions[0],
        pro=cast["thucydides"],
        con=cast["mozi"],
    )


def rows(debate: Debate) -> list[Generated]:
    """Everything a worker writes of a debate."""
    return [
        *Speech.objects.filter(round__debate=debate),
        *Verdict.objects.filter(round__debate=debate),
        *QuestionSet.objects.filter(debate=debate),
    ]


def drain(debate: Debate) -> list[float]:
    """A worker's work until nothing is left; nobody waits between attempts. Seconds that each piece held it."""
    return _work(lambda: rows(debate))


def drain_voices() -> None:
    """As `drain`, for every voice there is."""
    _work(lambda: list(Voice.objects.all()))


def at_once(count: int, do: Callable[[int], object]) -> list[object]:
    """Do it `count` times from sixteen threads, each with a database connection of its own."""

    def one(i: int) -> object:
        try:
            return do(i)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(one, range(count)))


def revise(story: Story, kind: str, change: Callable[[StoryDocument], StoryDocument]) -> Story:
    """Publish the story anew, changed."""
    publishing.load(change(story.document))
    publishing.publish(Story.objects.get(pk=story.pk), kind=kind)
    return Story.objects.select_related("live").get(pk=story.pk)


def a_figure(explanation: str) -> Callable[[StoryDocument], StoryDocument]:
    """The story with its first figure explained so."""

    def change(document: StoryDocument) -> StoryDocument:
        first, *rest = document.figures
        return document.model_copy(
            update={"figures": [first.model_copy(update={"explanation": explanation}), *rest]}
        )

    return change


def _work(waiting: Callable[[], list[Generated]]) -> list[float]:
    held = []
    for _ in range(20):
        queued = [row for row in waiting() if row.state == State.QUEUED]
        if not queued:
            return held
        for row in queued:
            type(row)._base_manager.filter(pk=row.pk).update(not_before=None)
            began = time.monotonic()
            generation.work_on(type(row), row.pk)
            held.append(time.monotonic() - began)
    raise AssertionError("what was to be written never came to rest")
