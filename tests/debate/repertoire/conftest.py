"""A debate and a voice of the repertoire, written by the model that the fake endpoint plays."""

from __future__ import annotations

import pytest
from django.db import transaction

from debate.models import Admission, Debate, Persona, Voice
from debate.repertoire import writing
from debate.repertoire.document import DebateDocument, VoiceDocument, as_yaml, parse
from debate.repertoire.exporting import debate_document, voice_document
from debate.repertoire.loading import load_debate, load_voice
from debate.written import flow
from stories.models import Story
from tests.debate.engines.llm.parrot import Parrot
from tests.debate.playing import drain, drain_voices
from tests.llm.conftest import fake  # noqa: F401 - a fixture
from tests.llm.fake_openai import FakeOpenAI

APPROVAL = {
    "admission": Admission.APPROVED,
    "reviewed_by": "the foreign desk",
    "reviewed_on": "2026-01-31",
}


@pytest.fixture
def parrot(fake: FakeOpenAI) -> Parrot:  # noqa: F811
    return Parrot(fake)


@pytest.fixture
def ahead(parrot: Parrot, flagship: Story, cast: dict[str, Persona]) -> Debate:
    """Whole, and awaiting its review."""
    motion = flagship.document.motions[0]
    debate = writing.debate_for(flagship, motion, cast["thucydides"], cast["mozi"])
    drain(debate)
    for question in debate.questions.all():
        with transaction.atomic():
            flow.cross_fire(question, ahead=f"desk/{debate.pk}/{question.number}")
    drain(debate)
    assert writing.is_whole(debate)
    return debate


# What the model wrote, as documents: it takes seconds, and says the same each time.
_written: dict[str, str] = {}


@pytest.fixture
def debate_file(flagship: Story, cast: dict[str, Persona], request: pytest.FixtureRequest) -> str:
    """The document of `ahead`, approved; nothing of it is in the database."""
    if "debate" not in _written:
        debate: Debate = request.getfixturevalue("ahead")
        Debate.objects.update(**APPROVAL)
        debate.refresh_from_db()
        _written["debate"] = as_yaml(debate_document(debate))
        debate.delete()
    return _written["debate"]


@pytest.fixture
def voice_file(flagship: Story, cast: dict[str, Persona], request: pytest.FixtureRequest) -> str:
    """The document of Mozi's voice, approved; nothing of it is in the database."""
    if "voice" not in _written:
        request.getfixturevalue("parrot")
        voice = writing.voice_for(flagship, cast["mozi"])
        drain_voices()
        Voice.objects.update(**APPROVAL)
        voice.refresh_from_db()
        _written["voice"] = as_yaml(voice_document(voice))
        voice.delete()
    return _written["voice"]


@pytest.fixture
def approved(debate_file: str) -> Debate:
    """Of the repertoire, as it was loaded. No model is configured."""
    load_debate(parse(DebateDocument, debate_file))
    return Debate.objects.get()


@pytest.fixture
def view(voice_file: str) -> Voice:
    load_voice(parse(VoiceDocument, voice_file))
    return Voice.objects.get()
