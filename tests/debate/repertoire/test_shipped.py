"""The debates and voices that ship: there is one of each, everybody speaks on both sides, and all of it passes the checks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from debate.models import Admission, Debate, Persona, Verdict, Voice
from debate.repertoire.document import DebateDocument, VoiceDocument, as_yaml, parse
from debate.repertoire.exporting import debate_document
from debate.repertoire.loading import load_debate, load_voice
from stories import publishing
from tests.debate.fixtures import documents, personas

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
DEBATES = {
    file: parse(DebateDocument, file.read_bytes()) for file in sorted(FIXTURES.glob("debates/*/*.yaml"))
}
VOICES = {file: parse(VoiceDocument, file.read_bytes()) for file in sorted(FIXTURES.glob("voices/*/*.yaml"))}


def test_every_motion_has_a_debate_and_everybody_a_voice_on_every_story() -> None:
    motions = {(slug, motion.key) for slug, story in documents().items() for motion in story.motions}
    assert {(debate.story, debate.motion) for debate in DEBATES.values()} == motions
    voices = {(voice.story, voice.persona) for voice in VOICES.values()}
    assert voices == {(slug, persona) for slug in documents() for persona in personas()}


def test_every_persona_speaks_at_least_twice_and_on_both_sides() -> None:
    pro, con = (Counter(getattr(debate, side) for debate in DEBATES.values()) for side in ("pro", "con"))
    assert all(pro[slug] and con[slug] for slug in personas())


def test_a_file_is_named_after_what_it_holds_and_stands_as_it_would_be_exported() -> None:
    for folder, found in (("debates", DEBATES), ("voices", VOICES)):
        for file, document in found.items():
            assert file == FIXTURES / folder / f"{document.name}.yaml"
            assert file.read_text(encoding="utf-8") == as_yaml(document)


@pytest.mark.django_db
def test_all_of_it_passes_the_checks_and_is_in_the_repertoire(cast: dict[str, Persona]) -> None:
    for story in documents().values():
        publishing.publish(publishing.load(story)[0])
    for debate in DEBATES.values():
        load_debate(debate)
    for voice in VOICES.values():
        load_voice(voice)
    assert Debate.objects.repertoire().count() == len(DEBATES)
    assert Voice.objects.repertoire().count() == len(VOICES)
    assert not Debate.objects.filter(admission=Admission.AWAITING).exists()
    for row in Debate.objects.repertoire():
        document = debate_document(row)
        assert as_yaml(document) == (FIXTURES / "debates" / f"{document.name}.yaml").read_text(
            encoding="utf-8"
        )
    outcomes = Counter(verdict.outcome for verdict in Verdict.objects.all())
    decided = outcomes["pro"] + outcomes["con"]
    assert 0.4 <= outcomes["pro"] / decided <= 0.6
