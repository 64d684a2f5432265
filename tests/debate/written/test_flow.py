"""What comes next in a debate, and by when."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from debate.models import Debate, Persona, QuestionSet, Speech, Verdict
from newsroom.generation import services as generation
from stories.models import Story
from tests.debate.playing import begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def debate(flagship: Story, cast: dict[str, Persona]) -> Debate:
    return begin(flagship, cast).debate


def speak(debate: Debate, side: str) -> None:
    speech = Speech.objects.get(round__debate=debate, side=side, part="opening")
    assert generation.work_on(Speech, speech.pk)


def test_one_opening_begins_neither_verdict_nor_questions(debate: Debate) -> None:
    speak(debate, "pro")
    assert not Verdict.objects.exists()
    assert not QuestionSet.objects.exists()
    speak(debate, "con")
    assert Verdict.objects.count() == QuestionSet.objects.count() == 1


def test_a_failed_opening_begins_nothing(debate: Debate) -> None:
    speak(debate, "pro")
    other = Speech.objects.get(side="con")
    Speech.objects.filter(pk=other.pk).update(give_up_at=timezone.now() - dt.timedelta(seconds=1))
    generation.work_on(Speech, other.pk)
    assert Speech.objects.get(pk=other.pk).has_failed
    assert not Verdict.objects.exists()


def test_one_patience_runs_through_a_round(debate: Debate) -> None:
    """What follows the openings must end when they had to, however long they took."""
    end = timezone.now() + dt.timedelta(seconds=17)
    Speech.objects.update(give_up_at=end)
    speak(debate, "pro")
    speak(debate, "con")
    assert {Verdict.objects.get().give_up_at, QuestionSet.objects.get().give_up_at} == {end}
