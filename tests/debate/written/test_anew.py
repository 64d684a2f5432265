"""Having a speech or a voice written again that readers have met."""

from __future__ import annotations

import pytest

from debate.arena import services
from debate.models import Persona, Question, Speech, Verdict, Voice
from debate.voices import services as voices
from debate.written import anew
from newsroom.errors import Conflict
from newsroom.players.models import Player
from stories.models import Story
from tests.debate.engines.llm.parrot import Parrot
from tests.debate.playing import begin, drain, drain_voices
from tests.llm.conftest import fake  # noqa: F401 - a fixture
from tests.llm.fake_openai import FakeOpenAI

pytestmark = pytest.mark.django_db


@pytest.fixture
def parrot(fake: FakeOpenAI) -> Parrot:  # noqa: F811
    return Parrot(fake)


def test_an_opening_nobody_called_is_written_again_with_what_rests_on_it(
    parrot: Parrot, flagship: Story, cast: dict[str, Persona]
) -> None:
    play = begin(flagship, cast)
    drain(play.debate)
    opening = Speech.objects.get(side="pro")
    opening.hide("Taken down.")
    sealed, asked = Verdict.objects.get().seal, set(Question.objects.values_list("pk", flat=True))
    anew.write_anew(opening)
    drain(play.debate)
    opening.refresh_from_db()
    assert (opening.state, opening.attempt, opening.hidden_reason) == ("ready", 2, "")
    assert Verdict.objects.get().seal != sealed
    assert Question.objects.count() == 3
    assert not asked & set(Question.objects.values_list("pk", flat=True))
    services.predict(play, number=1, side="pro", confidence=70)
    with pytest.raises(Conflict, match="called the round"):
        anew.write_anew(opening)


def test_a_voice_is_written_again(parrot: Parrot, flagship: Story, cast: dict[str, Persona]) -> None:
    voices.ask(Player.objects.create(), story=flagship, persona=cast["mozi"])
    drain_voices()
    voice = Voice.objects.get()
    voice.hide("Taken down.")
    anew.write_anew(voice)
    drain_voices()
    voice.refresh_from_db()
    assert (voice.state, voice.attempt, voice.hidden_reason) == ("ready", 2, "")


def test_what_was_written_ahead_or_by_rule_is_not(flagship: Story, cast: dict[str, Persona]) -> None:
    play = begin(flagship, cast)
    drain(play.debate)
    with pytest.raises(Conflict, match="same words"):
        anew.write_anew(Speech.objects.all()[0])
    play.debate.admission = "approved"
    play.debate.save()
    with pytest.raises(Conflict, match="written ahead"):
        anew.write_anew(Speech.objects.all()[0])
