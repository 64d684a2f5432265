"""A story that was withdrawn closes with everything that is played of it, and opens again with everything intact.

The addresses are those of the resolver, so a game that is added later is asked too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from debate.daily import services as daily
from debate.models import Debate, Persona, Play, Prediction, Speech, Voice
from debate.models.performed import WITHDRAWN
from newsroom import days
from newsroom.generation.models import State
from newsroom.generation.services import work_on
from newsroom.players.models import Award, CredEntry, Player
from newsroom.players.services import cred_drift, xp_drift
from quiz.models import Answer, QuizRound, Run
from stories import publishing
from stories.models import Story
from tests.debate.daily.calling import NEXT, NOON, write_today
from tests.debate.playing import drain, drain_voices

pytestmark = pytest.mark.django_db
REASON = "Two of its sources were forged."
CHOICE = {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"}
OTHER = {"motion": "frozen-front-line", "pro": "mozi", "con": "thucydides"}
CALL = {"round": 1, "side": "pro", "confidence": 70}
# Addresses of no story: what they list must leave a withdrawn one out, and they stay open.
LISTS = {
    "arena",
    "daily",
    "index",
    "how_it_works",
    "debate_schema",
    "voice_schema",
    "ai_disclosure",
    "api_debates",
}

# Which answer in a form of their own: stories/test_embeds.py, test_api.py.
OF_THEIR_OWN = {"embed", "api_debate"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=True) as traveller:
        yield traveller


@pytest.fixture
def played(flagship: Story, cast: dict[str, Persona], rae: Client) -> dict[str, str]:
    """Rae amid everything: a play to be called, one that is finished, a quiz, the day's five, a voice, two dailies.

    What the addresses of the games want, by the names of their parts.
    """
    choose = reverse("debate:choose", args=[flagship.slug])
    rae.post(choose, OTHER)
    finished = Play.objects.get()
    drain(finished.debate)
    rae.post(f"/plays/{finished.pk}/predict/", CALL)
    rae.post(f"/plays/{finished.pk}/crossfire/", {"question": 1})
    drain(finished.debate)
    rae.post(f"/plays/{finished.pk}/predict/", CALL | {"round": 2})
    rae.post(choose, CHOICE)
    running = Play.objects.exclude(pk=finished.pk).get()
    drain(running.debate)
    voice = reverse("debate:voice", args=[flagship.slug, "mozi"])
    rae.post(voice)
    drain_voices()
    rae.post(reverse("quiz:daily"), {"timed": "0"})
    rae.post(reverse("quiz:start", args=[flagship.slug]), {"timed": "0"})
    run = Run.objects.get(story=flagship)
    rae.get(run.get_absolute_url())
    today = write_today()
    rae.post("/daily/", CALL)
    finished.refresh_from_db()
    return {
        "slug": flagship.slug,
        "persona": "mozi",
        "play_id": str(running.pk),
        "code": str(finished.replay_code),
        "run_id": str(run.pk),
        "day": today.day.isoformat(),
        "id": str(running.debate_id),
    }


@pytest.fixture
def withdrawn(played: dict[str, str], flagship: Story) -> dict[str, str]:
    publishing.withdraw(flagship, reason=REASON)
    return played


def game_addresses(values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every address of the games with its name, as the resolver knows them."""
    for namespace in ("debate", "quiz"):
        _, resolver = get_resolver().namespace_dict[namespace]
        nested = [getattr(each, "url_patterns", [each]) for each in resolver.url_patterns]
        for pattern in chain.from_iterable(nested):
            assert isinstance(pattern, URLPattern)
            names = pattern.pattern.converters
            assert names.keys() <= values.keys(), f"say here what {pattern.name} is to be asked for"
            kwargs = {name: values[name] for name in names}
            yield str(pattern.name), reverse(f"{namespace}:{pattern.name}", kwargs=kwargs)


def everything() -> dict[str, list[object]]:
    """Every row of the games and their ledgers, as it is stored."""
    kept = [
        model for label in ("debate", "quiz", "players") for model in apps.get_app_config(label).get_models()
    ]
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in kept}


def body(response: object) -> str:
    return response.content.decode(errors="replace")  # type: ignore[attr-defined, no-any-return]


def test_every_address_of_a_game_is_gone_with_the_reason_and_takes_nothing(
    withdrawn: dict[str, str], flagship: Story, rae: Client, clock: time_machine.Traveller
) -> None:
    clock.move_to(NEXT)  # the day's debate is over: a past day's page is its story's
    daily.keep()
    before = everything()
    asked = 0
    for name, url in game_addresses(withdrawn):
        if name in LISTS or name in (
            "embed",
            "api_debate",
        ):  # a piece for other sites has a page of its own: stories/test_embeds.py
            continue
        is_own = "/plays/" in url or "/quiz/" in url  # to anyone else such an address is a 404
        for client in (rae,) if is_own else (rae, Client()):
            for method, htmx in (("get", False), ("get", True), ("post", False), ("post", True)):
                headers = {"HX-Request": "true", "HX-Target": "stage"} if htmx else {}
                data = (
                    CHOICE | CALL | {"question": 1, "timed": "0", "option": "x", "text": "Wrong.", "show": 1}
                )
                response = getattr(client, method)(url, data if method == "post" else {}, headers=headers)
                if response.status_code == 405:
                    continue
                asked += 1
                assert response.status_code == 410, f"{method} {url}: {response.status_code}"
                assert REASON in body(response)
                assert "no-store" in response["Cache-Control"]
                assert ("<html" in body(response)) == (not htmx and not url.endswith(".json"))
                if htmx and not url.endswith(".json"):
                    assert 'id="stage"' in body(response)
                    assert "hx-" not in body(response), "and asks for nothing more"
    assert asked > 50
    assert everything() == before


def test_no_list_names_it(withdrawn: dict[str, str], flagship: Story, rae: Client) -> None:
    words = [flagship.headline, *(motion.text for motion in flagship.document.motions)]
    words += [quote.text for quote in flagship.document.quotes]
    urls = [url for name, url in game_addresses(withdrawn) if name in LISTS]
    for url in [
        *urls,
        reverse("quiz:daily"),
        "/",
        "/search/?q=peace",
        "/leaderboard/",
        "/leaderboard/?board=daily",
        "/me/",
    ]:
        response = rae.get(url)
        assert response.status_code == 200, url
        assert not [word for word in words if word in body(response)], url


def test_the_day_says_why_it_is_closed_and_takes_no_call(withdrawn: dict[str, str], rae: Client) -> None:
    assert REASON in body(rae.get("/daily/"))
    assert rae.post("/daily/", CALL | {"round": 2}).status_code == 410
    assert Prediction.objects.filter(play__debate__daily__isnull=False).count() == 1
    assert rae.post(reverse("quiz:daily"), {"timed": "1"}).status_code == 410


def test_a_play_says_so_as_json(withdrawn: dict[str, str], rae: Client) -> None:
    response = rae.get(f"/plays/{withdrawn['play_id']}.json")
    assert response.json() == {"error": "This story is no longer published", "reason": REASON}


def test_it_opens_again_with_everything_as_it_was(
    withdrawn: dict[str, str],
    flagship: Story,
    rae: Client,
    clock: time_machine.Traveller,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    ledgers = (list(Award.objects.values()), list(CredEntry.objects.values()))
    run = Run.objects.get(pk=withdrawn["run_id"])
    with django_capture_on_commit_callbacks(execute=True):  # as the withdrawal itself did, once committed
        flagship.save(update_fields=["withdrawn_at"])
    assert QuizRound.objects.filter(run=run, voided_at=None).count() == 0
    rae.get(run.get_absolute_url())
    clock.shift(3600)
    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish(flagship)
    run.refresh_from_db()
    assert run.finished_at is None
    assert not QuizRound.objects.filter(run=run).exclude(voided_at=None).exists()
    assert (list(Award.objects.values()), list(CredEntry.objects.values())) == ledgers
    assert 'name="round"' in body(rae.get(run.get_absolute_url()))
    assert rae.post(f"/plays/{withdrawn['play_id']}/predict/", CALL).status_code == 303
    assert rae.post("/daily/", CALL | {"round": 2}).status_code == 303
    for name, url in game_addresses(withdrawn):
        assert rae.get(url).status_code in (200, 302, 405), name
    player = Player.objects.get()
    assert (xp_drift(player), cred_drift(player)) == (0, 0)


def test_nothing_is_written_for_it_until_it_is_back(
    flagship: Story,
    cast: dict[str, Persona],
    rae: Client,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    rae.post(reverse("debate:choose", args=[flagship.slug]), CHOICE)
    rae.post(reverse("debate:voice", args=[flagship.slug, "mozi"]))
    publishing.withdraw(flagship, reason=REASON)
    for row in [*Speech.objects.all(), *Voice.objects.all()]:
        work_on(type(row), row.pk)
    assert set(Speech.objects.values_list("state", "failure")) == {(State.FAILED, WITHDRAWN)}
    assert Voice.objects.get().sentences == []
    with django_capture_on_commit_callbacks(execute=False):
        publishing.publish(flagship)
    with django_capture_on_commit_callbacks(execute=True):
        flagship.refresh_from_db()
        flagship.save(update_fields=["withdrawn_at"])
    drain(Debate.objects.get())
    drain_voices()
    assert set(Speech.objects.values_list("state", "failure")) == {(State.READY, "")}
    assert Voice.objects.get().is_ready


def test_a_clock_that_ran_while_it_was_away_begins_anew(
    flagship: Story,
    rae: Client,
    clock: time_machine.Traveller,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    rae.post(reverse("quiz:start", args=[flagship.slug]), {"timed": "1"})
    run = Run.objects.get()
    rae.get(run.get_absolute_url())
    with django_capture_on_commit_callbacks(execute=True):
        publishing.withdraw(flagship, reason=REASON)
    clock.shift(600)
    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish(flagship)
    rae.get(run.get_absolute_url())
    assert Answer.objects.count() == 0, "no answer came too late"


def test_a_withdrawal_in_the_middle_of_a_call_leaves_no_entry(
    played: dict[str, str], flagship: Story
) -> None:
    from debate.arena import services
    from stories.gate import Withdrawn

    play = Play.objects.get(pk=played["play_id"])
    before = Award.objects.count()
    publishing.withdraw(flagship, reason=REASON)
    with pytest.raises(Withdrawn):
        services.predict(play, number=1, side="pro", confidence=70)
    assert Award.objects.count() == before
    assert days.today().isoformat() == played["day"]
    assert Player.objects.count() == 1
