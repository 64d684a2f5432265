"""No word that a player sends comes to stand in a prompt: every address of the site, every field of every form."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched
from typing import Any
from urllib.parse import quote

import pytest
from django import forms
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.html import escape

from debate.models import Persona, Play, QuestionSet, Speech, SpeechReport, Verdict
from newsroom.generation import services as generation
from newsroom.generation.models import Generated, State
from newsroom.llm.models import Call, Spend
from newsroom.players.models import Player
from quiz.models import Run
from stories.models import Story
from tests.debate.engines.llm.obedient import FAIR, LANGUAGES, SIGNS, Obedient, folded, injections, obeyed
from tests.llm.fake_openai import FakeOpenAI

pytestmark = pytest.mark.django_db
CHOICE = {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"}
FREE_TEXT = ("report", "settings", "sign-up", "search")
# Staff; the way out; and what tells an operator, with a 5xx where it has to, and takes nothing from anyone.
LEFT_OUT = ("admin", "static", "accounts/recover", "me/delete", "accounts/sign-out", "readyz", "metrics")


@pytest.fixture
def obedient(fake: FakeOpenAI) -> Obedient:
    return Obedient(fake)


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every address of the site, with the names of its blanks."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern) and not (prefix + str(entry.pattern)).startswith(LEFT_OUT):
            yield prefix + str(entry.pattern), tuple(entry.pattern.converters)


def fields() -> frozenset[str]:
    """The name of every field of every public form, now and later, and of every parameter we know."""
    found = {
        "q",
        "page",
        "type",
        "person",
        "organisation",
        "order",
        "key",
        "category",
        "v",
        "motion",
        "pro",
        "con",
    }
    assert list(routes())  # reading the addresses imports every form
    waiting = list(forms.Form.__subclasses__())
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.split(".")[0] in ("newsroom", "stories", "debate", "quiz"):
            found |= form.base_fields.keys()  # type: ignore[attr-defined]
    return frozenset(found)


def address(route: str, blanks: tuple[str, ...], values: dict[str, str]) -> str:
    """The route with its blanks filled: those we have no value for take any word."""
    for name in blanks:
        before, _, rest = route.partition("<")
        inside, _, after = rest.partition(">")
        assert inside.endswith(name)
        kind = inside.partition(":")[0] if ":" in inside else "str"
        route = f"{before}{values.get(f'{kind}:{name}') or values.get(name) or 'nothing'}{after}"
    return f"/{route}"


def drain_all() -> None:
    """A worker's work, whatever asked for it."""
    tables: list[type[Generated]] = [Speech, QuestionSet, Verdict]
    tables += [m for m in generation._generated_models() if m not in tables]
    for _ in range(20):
        waiting = [row for table in tables for row in table._base_manager.filter(state=State.QUEUED)]
        if not waiting:
            return
        for row in waiting:
            type(row)._base_manager.filter(pk=row.pk).update(not_before=None)
            generation.work_on(type(row), row.pk)
    raise AssertionError("the rows never came to rest")


def test_the_list_of_fields_is_not_empty_handed() -> None:
    assert {
        "text",
        "note",
        "handle",
        "name",
        "email",
        "option",
        "question",
        "side",
        "confidence",
        "round",
    } <= fields()
    assert sum("<" in route for route, _ in routes()) > 20


@pytest.mark.parametrize("languages", list(batched(LANGUAGES, 2, strict=True)), ids="+".join)
def test_what_a_player_sends_reaches_no_prompt_and_changes_nothing(
    obedient: Obedient,
    flagship: Story,
    cast: dict[str, Persona],
    rae: Client,
    sly: Client,
    languages: tuple[str, ...],
) -> None:
    attacks = [each for each in injections("direct") if each.language in languages]
    assert rae.post(f"/stories/{flagship.slug}/arena/", CHOICE).status_code == 303
    sly.post(f"/stories/{flagship.slug}/arena/", CHOICE)
    sly.post(f"/stories/{flagship.slug}/quiz/", {"timed": "0"})
    mine, theirs = Play.objects.order_by("started_at")
    drain_all()
    values = {
        "play_id": str(theirs.pk),
        "run_id": str(Run.objects.get().pk),
        "slug": flagship.slug,
        "persona": "confucius",
        "day": "2026-11-22",
    }
    sent = 0
    for turn, attack in enumerate(attacks):
        everything = dict.fromkeys(fields(), attack.text)
        # The same with each other field as it should be, so that the free text gets as far as it can.
        likely = (
            everything
            | CHOICE
            | {
                "speech": str(Speech.objects.filter(round__debate=theirs.debate).first().pk),  # type: ignore[union-attr]
                "round": "1",
                "reason": "other",
                "timed": "0",
            }
        )
        for place, (route, blanks) in enumerate(routes()):
            at = address(route, blanks, values)
            if any(name in route for name in FREE_TEXT):
                assert sly.post(at, likely).status_code < 500, at
                sent += 1
            if place % len(attacks) == turn:  # so each is tried in five languages
                assert sly.post(at, everything).status_code < 500, at
                assert sly.post(at, likely).status_code < 500, at
                assert sly.get(at, dict.fromkeys(fields(), attack.text)).status_code < 500, at
                assert sly.get(at + quote(attack.text, safe="")).status_code < 500, at
                sent += 4
        sly.get("/arena/", headers={"User-Agent": quote(attack.text), "Referer": quote(attack.text)})
    assert sent > 140
    assert SpeechReport.objects.exclude(text="").exists()  # the free texts did get as far as our rows

    # Now both play on, and everything that waits is written.
    drain_all()
    rae.post(f"/plays/{mine.pk}/predict/", {"round": "1", "side": "pro", "confidence": "70"})
    rae.post(f"/plays/{mine.pk}/crossfire/", {"question": "2"})
    drain_all()
    assert Verdict.objects.filter(state=State.READY).count() >= 2

    prompts = [folded(request.prompt) for request in obedient.fake.chats()]
    assert len(prompts) >= 15
    for attack in attacks:
        assert not any(folded(attack.order) in prompt for prompt in prompts), attack.name
    assert all(obeyed(request.prompt) is None for request in obedient.fake.chats())
    for verdict in Verdict.objects.filter(engine="llm"):
        assert verdict.record["outcome"] == "draw"
        assert {verdict.record[side]["marks"]["logic"] for side in ("pro", "con")} == {str(FAIR[0])}
    assert (mine.debate.pro.slug, mine.debate.con.slug) == ("thucydides", "mozi")
    assert not any(SIGNS.search(speech.text) for speech in Speech.objects.all())
    # Nobody pays for, or is allowed, more than the calls that were made.
    assert Call.objects.count() == len(obedient.fake.chats())
    assert {spend.scope for spend in Spend.objects.all()} <= {
        "site_day",
        "subject",
        "player_day",
        "network_day",
    }
    page = rae.get(f"/plays/{mine.pk}/").content.decode()
    for attack in attacks:
        if escape(attack.text) != attack.text:
            assert attack.text not in page
    assert not SIGNS.search(page)


def test_no_table_that_a_writer_reads_holds_a_players_words() -> None:
    """Players' words stand in these columns; what writers read (`debate.engines.base`) is in none of them."""
    free = {
        f"{model._meta.label}.{field.name}"
        for model in (Player, SpeechReport, Play)
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices and field.editable
    }
    by_us = {"debate.Play.moved_because"}  # a sentence of ours
    assert free - by_us == {"players.Player.handle", "debate.SpeechReport.text"}
