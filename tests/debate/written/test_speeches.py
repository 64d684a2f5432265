"""What of a text is kept: sentences that pass, within the part's budget, and a cut sentence costs nothing."""

from __future__ import annotations

import pytest

from debate.engines.base import BUDGETS, VOICE_WORDS, Said
from debate.grounding import count_words
from debate.models import Persona, Speech, Voice
from debate.voices import services as voices
from debate.written.speeches import SpeechWriter
from debate.written.voices import VoiceWriter
from newsroom.players.models import Player
from stories.models import Story
from tests.debate.playing import begin

pytestmark = pytest.mark.django_db
TEN = "A wall without any guards is a line on paper."  # ten words of opinion
FALSE = "Ukraine will keep 951,000 troops, and all of them are paid by Oslo [2]."


def words(row: Speech | Voice) -> int:
    return count_words(row.text)


@pytest.mark.parametrize("part", BUDGETS)
def test_a_speech_ends_with_the_last_whole_sentence_of_its_budget(
    flagship: Story, cast: dict[str, Persona], part: str
) -> None:
    begin(flagship, cast)
    speech = Speech.objects.get(side="pro")
    speech.part = part
    SpeechWriter().take(speech, Said(text=" ".join([TEN] * 30)))
    assert words(speech) == BUDGETS[part]  # tens all


def test_a_sentence_that_is_cut_costs_no_words(flagship: Story, cast: dict[str, Persona]) -> None:
    begin(flagship, cast)
    speech = Speech.objects.get(side="pro")
    SpeechWriter().take(speech, Said(text=" ".join([TEN, FALSE] * 14)))
    assert "951" not in speech.text
    assert words(speech) == BUDGETS["opening"]


def test_a_voice_keeps_its_budget_too(flagship: Story, cast: dict[str, Persona]) -> None:
    voices.ask(Player.objects.create(), story=flagship, persona=cast["mozi"])
    voice = Voice.objects.get()
    VoiceWriter().take(voice, Said(text=" ".join([TEN, FALSE] * 30)))
    assert "951" not in voice.text
    assert words(voice) == VOICE_WORDS[1]
