"""How long something usually takes, in words that claim no more than was measured."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from debate.models import Persona, Speech
from debate.written import pace
from newsroom.generation.models import State
from stories.models import Story
from tests.debate.playing import begin


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    pace._kept.clear()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.05, "a second or two"),
        (2.9, "a second or two"),
        (3, "a few seconds"),
        (8, "about 10 seconds"),
        (21, "about 20 seconds"),
        (54, "about 55 seconds"),
        (70, "about a minute"),
        (110, "up to two minutes"),
    ],
)
def test_a_span_is_said_roughly(seconds: float, words: str) -> None:
    assert pace.in_words(seconds) == words


@pytest.mark.django_db
def test_it_is_the_median_of_what_readers_have_waited(flagship: Story, cast: dict[str, Persona]) -> None:
    assert pace.writing("offline", 1) == "a second or two"
    assert pace.writing("llm", 1) == "about 20 seconds"
    begin(flagship, cast)
    pace._kept.clear()
    now = timezone.now()
    for speech, seconds in zip(Speech.objects.all(), (10, 30), strict=True):
        Speech.objects.filter(pk=speech.pk).update(
            state=State.READY, queued_at=now - dt.timedelta(seconds=seconds), finished_at=now
        )
    assert pace.writing("offline", 1) == "about 20 seconds"
    assert pace.writing("llm", 1) == "about 20 seconds"


@pytest.mark.django_db
def test_round_two_waits_for_an_answer_and_then_a_closing() -> None:
    assert pace.writing("llm", 2) == "about 40 seconds"
