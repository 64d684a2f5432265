"""write_ahead: whole debates and voices, written in peace by the configured model, to await their review."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from debate.models import Admission, Debate, Persona, Speech, Voice
from debate.repertoire import writing
from stories.models import Story
from tests.debate.engines.llm.parrot import Parrot
from tests.llm.fake_openai import status


@pytest.mark.django_db(transaction=True)
def test_a_run_that_was_interrupted_goes_on_and_ends_whole(
    parrot: Parrot, flagship: Story, cast: dict[str, Persona], capsys: pytest.CaptureFixture[str]
) -> None:
    motion = flagship.document.motions[0].key
    ask = ["write_ahead", flagship.slug, "--motion", motion, "--pro", "mozi", "--con", "sor-juana", "--yes"]
    parrot.fake.answer("closing", status(500))
    with pytest.raises(CommandError, match="6 pieces have failed"):
        call_command(*ask)
    written = dict(Speech.objects.filter(state="ready").values_list("pk", "finished_at"))
    assert len(written) == 8, "two openings and six answers"
    parrot.fake.answer("closing", parrot.speech)
    call_command(*ask)
    debate = Debate.objects.get()
    assert writing.is_whole(debate)
    assert (debate.admission, debate.engine) == (Admission.AWAITING, "llm")
    assert written.items() <= dict(Speech.objects.values_list("pk", "finished_at")).items(), (
        "what is there stays"
    )
    assert {speech.engine for speech in Speech.objects.all()} == {"llm"}
    said = capsys.readouterr().out
    assert "tokens" in said
    assert "awaits review" in said


@pytest.mark.django_db(transaction=True)
def test_voices_are_written_ahead_too(parrot: Parrot, flagship: Story, cast: dict[str, Persona]) -> None:
    call_command("write_ahead", flagship.slug, "--voices", "--persona", "mozi", "--yes")
    voice = Voice.objects.get()
    assert (voice.state, voice.admission, voice.persona.slug) == ("ready", Admission.AWAITING, "mozi")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere", "--yes"], "No published story"),
        (["{story}", "--motion", "nothing", "--yes"], "no such motion"),
        (["{story}", "--pro", "mozi", "--yes"], "name two personas"),
        (["{story}", "--voices", "--persona", "nobody", "--yes"], "No active persona"),
        (["{story}"], "Say --yes"),
    ],
)
def test_what_cannot_be_written_is_said_and_asks_nothing(
    parrot: Parrot, flagship: Story, cast: dict[str, Persona], arguments: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("write_ahead", *(each.replace("{story}", flagship.slug) for each in arguments))
    assert not parrot.fake.chats()
    assert not Debate.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_begun_goes_on_first_and_what_awaits_its_review_counts_as_heard(
    parrot: Parrot, flagship: Story, cast: dict[str, Persona]
) -> None:
    motion = flagship.document.motions[0]
    ask = ["write_ahead", flagship.slug, "--motion", motion.key, "--yes"]
    parrot.fake.answer("opening", status(400))
    with pytest.raises(CommandError):
        call_command(*ask)
    parrot.fake.answer("opening", parrot.speech)
    begun = Debate.objects.get()
    call_command(*ask)
    assert writing.is_whole(Debate.objects.get()), "it went on with what was begun"
    parrot.fake.answer("opening", status(400))
    with pytest.raises(CommandError):
        call_command(*ask)
    second = Debate.objects.exclude(pk=begun.pk).get()
    assert not {begun.pro_id, begun.con_id} & {second.pro_id, second.con_id}, "they await their review"


@pytest.mark.django_db
def test_without_a_model_nothing_is_begun(flagship: Story, cast: dict[str, Persona]) -> None:
    with pytest.raises(CommandError, match="No model is configured"):
        call_command("write_ahead", flagship.slug, "--yes")


@pytest.mark.django_db
def test_pairs_bring_everybody_to_speak_on_both_sides(cast: dict[str, Persona]) -> None:
    personas = list(cast.values())
    found = list(writing.pairs(personas, spoke=set(), number=12))
    assert {pro for pro, _ in found} == {con for _, con in found} == set(personas)
    assert all(pro.disposition != con.disposition for pro, con in found)
    assert len(set(found)) == 12
