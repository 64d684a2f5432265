"""What a player's small requests cost: a poll that finds nothing new, a fragment, a form with one write, joining a debate
that is written; each beside a view that does nothing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client, override_settings

from debate.arena import polls
from debate.models import Persona, Play
from newsroom.players.services import player_of
from stories.document import parse_story
from stories.models import Story
from tests.bench.games import _cast, _publish
from tests.bench.measuring import Row, Site, cpu_ms, measurement, row
from tests.debate.playing import drain

TOKEN = "a" * 32
UNLIMITED = dict.fromkeys(settings.LIMITS, (0, 0, 0))


@measurement
def moves() -> Iterable[Row]:
    path = settings.BASE_DIR / "fixtures" / "stories" / "miami-track-ukraine.yaml"
    document = parse_story(path.read_bytes())
    _publish(document)
    if not Persona.objects.exists():
        _cast()
    with override_settings(STORY_ORIGINS=["http://localhost"], LIMITS=UNLIMITED, DEBUG=False):
        yield from _costs(f"/stories/{document.slug}/", Story.objects.get(slug=document.slug))


def _costs(page: str, story: Story) -> Iterable[Row]:
    site, arena = Site(), f"{page}arena/"
    user = get_user_model().objects.create_user("mover")
    player_of(user)
    pro, con = (persona.slug for persona in Persona.objects.all()[:2])
    choice = {"motion": story.document.motions[0].key, "pro": pro, "con": con}
    first = _visitor(user)
    site.post(arena, choice, **first)
    play = Play.objects.get(player__user=user)
    drain(play.debate)
    # Who joins are new visitors, each with a session: what they cost is the POST, not the first page.
    newcomers = itertools.cycle(
        [_visitor(get_user_model().objects.create_user(f"joins{n}")) for n in range(60)]
    )
    session = re.findall(rf"{settings.SESSION_COOKIE_NAME}=(\w+)", first["HTTP_COOKIE"])[0]
    stage, asked_for = f"{play.get_absolute_url()}stage/", f"v=999999&k={polls.key_of(str(play.pk), session)}"

    def alone() -> int:
        """Nobody has asked within CHECK_SECONDS: its version is read for it alone."""
        polls.versions = polls.Versions()
        return site.get(stage, QUERY_STRING=asked_for, **first)[0]

    runs: dict[str, tuple[int, int, Callable[[], int]]] = {
        # name: goal in no-op views, the wanted status, what is asked
        "a poll, nothing new": (3, 204, lambda: site.get(stage, QUERY_STRING=asked_for, **first)[0]),
        "… of the only one who watches": (3, 204, alone),
        "a small fragment (portraits of a story)": (
            4,
            200,
            lambda: site.get(f"{page}portraits/", **first)[0],
        ),
        "a POST with one write (joining once more)": (5, 303, lambda: site.post(arena, choice, **first)[0]),
        "a debate joined from the pool": (0, 303, lambda: site.post(arena, choice, **next(newcomers))[0]),
    }
    for name, (_, wanted, run) in runs.items():
        assert (status := run()) == wanted, (name, status)
    kept = {"HTTP_HOST": "localhost", "HTTP_ACCEPT_ENCODING": "br"}
    asked = [run for _, _, run in runs.values()]
    *costs, nothing, page_cost = cpu_ms(
        [*asked, lambda: site.get("/livez", **kept), lambda: site.get(page, **kept)], rounds=7, each=30
    )
    yield row("no-op view, beside the moves", nothing, "ms CPU")
    for (name, (goal, _, _)), cost in zip(runs.items(), costs, strict=True):
        yield row(name, cost, "ms CPU")
        told = f"{name} / no-op view" + (f" (goal {goal})" if goal else "")
        yield row(told, [a / b for a, b in zip(cost, nothing, strict=True)], "×")
    joined = [a / b for a, b in zip(costs[-1], page_cost, strict=True)]
    yield row("a debate joined from the pool / a kept page", joined, "×")
    yield Row(
        what="a poll, nothing new: queries",
        value=site.queries(stage, QUERY_STRING=asked_for, **first),
        unit="",
    )


def _visitor(user: Any) -> dict[str, str]:
    """What a signed-in visitor's browser sends."""
    client = Client()
    client.force_login(user)
    cookies = {
        settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
        "csrftoken": TOKEN,
    }
    return {
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "HTTP_X_CSRFTOKEN": TOKEN,
    }
