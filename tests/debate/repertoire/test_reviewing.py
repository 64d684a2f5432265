"""The desk's page for what was written ahead: read, correct, approve, reject; and who may not."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from debate.models import Admission, Debate, Persona, Speech, Verdict, Voice
from debate.referee.scoring import seal
from debate.repertoire.document import DebateDocument, as_yaml, parse
from debate.repertoire.exporting import debate_document
from debate.repertoire.loading import load_debate
from stories.models import Story
from tests.debate.playing import begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def awaiting(debate_file: str) -> Debate:
    load_debate(parse(DebateDocument, debate_file).model_copy(update={"reviewed": None}))
    return Debate.objects.get()


@pytest.fixture
def editor() -> Client:
    return signed_in("editor")


def signed_in(role: str) -> Client:
    user = User.objects.create_user(role, is_staff=True, first_name="Ada", last_name="Okoro")
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def page_of(row: Debate | Voice) -> str:
    return reverse(f"admin:debate_{row._meta.model_name}_review", args=[row.pk])


def test_an_editor_reads_it_whole_and_approves_it(
    awaiting: Debate, editor: Client, flagship: Story, cast: dict[str, Persona]
) -> None:
    shown = editor.get(page_of(awaiting)).content.decode()
    for speech in Speech.objects.all():
        assert speech.sentences[-1]["text"].split(" [")[0][:30] in shown.replace("&#x27;", "'")
    assert shown.count("The verdict:") == 4
    assert begin(flagship, cast).debate != awaiting
    refused = editor.post(page_of(awaiting), {"decision": "approve", "by": ""})
    assert refused.status_code == 422
    assert "Say as whose review" in refused.content.decode()
    approved = editor.post(page_of(awaiting), {"decision": "approve", "by": "the foreign desk"})
    assert approved.status_code == 303
    awaiting.refresh_from_db()
    assert (awaiting.admission, awaiting.reviewed_by) == (Admission.APPROVED, "the foreign desk")
    sealed = editor.get(page_of(awaiting)).content.decode()
    assert "The verdict:" not in sealed, "whoever reviewed it plays too"
    assert sealed.count("Its verdict is sealed again") == 4
    (entry,) = LogEntry.objects.all()
    assert entry.change_message == "Approved as reviewed by the foreign desk."


def test_a_rejection_needs_its_reason_and_takes_it_from_readers(
    approved: Debate, editor: Client, flagship: Story, cast: dict[str, Persona]
) -> None:
    assert editor.post(page_of(approved), {"decision": "reject", "note": ""}).status_code == 422
    play = begin(flagship, cast)
    assert editor.post(page_of(approved), {"decision": "reject", "note": "Dull."}).status_code == 303
    approved.refresh_from_db()
    assert (approved.admission, approved.review_note) == (Admission.REJECTED, "Dull.")
    assert Client().get(play.get_absolute_url()).status_code == 404
    assert not Debate.objects.shared().filter(pk=approved.pk).exists()


def test_half_a_debate_is_not_approved(awaiting: Debate, editor: Client) -> None:
    awaiting.rounds.filter(number=2).first().delete()  # type: ignore[union-attr]
    answer = editor.post(page_of(awaiting), {"decision": "approve", "by": "the desk"})
    assert answer.status_code == 409
    assert "not whole" in answer.content.decode()


def test_a_correction_is_checked_and_keeps_what_was_typed(awaiting: Debate, editor: Client) -> None:
    speech = Speech.objects.filter(part="opening", side="pro").get()
    before = list(speech.sentences)
    address = f"speech-{speech.pk}-1"
    assert "textarea" in editor.get(f"{page_of(awaiting)}?correct={address}").content.decode()
    wrong = "Some 4,711 envoys met in Oslo [1]."
    refused = editor.post(page_of(awaiting), {"sentence": address, "text": wrong})
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "does not pass the check" in said
    assert wrong in said
    speech.refresh_from_db()
    assert speech.sentences == before
    editor.post(page_of(awaiting), {"sentence": address, "text": "That is where one has to begin."})
    speech.refresh_from_db()
    assert [s["text"] for s in speech.sentences][1] == "That is where one has to begin."
    assert speech.sentences[1]["checked"] == "rule"
    assert speech.sentences[2:] == before[2:]
    assert speech.review["corrected"] == 1


def test_what_the_referee_quoted_of_a_corrected_sentence_goes_and_the_seal_fits(
    awaiting: Debate, editor: Client
) -> None:
    verdict = Verdict.objects.get(round__debate=awaiting, round__number=1)
    quoted = verdict.record["pro"]["excerpts"]["evidence"]
    speech = Speech.objects.get(part="opening", side="pro")
    at = next(n for n, s in enumerate(speech.sentences) if quoted.rstrip(".") in s["text"])
    editor.post(page_of(awaiting), {"sentence": f"speech-{speech.pk}-{at}", "text": ""})
    sealed, outcome = verdict.seal, verdict.outcome
    verdict.refresh_from_db()
    assert quoted not in str([call["pro"] for call in verdict.calls]) + str(verdict.record["pro"])
    assert verdict.outcome == outcome
    assert verdict.seal != sealed
    assert verdict.seal == seal(verdict.nonce, verdict.record)
    again = as_yaml(debate_document(awaiting))
    awaiting.delete()
    assert load_debate(parse(DebateDocument, again)) == "loaded", "it passes the checks as corrected"


def test_what_somebody_played_is_not_corrected(
    approved: Debate, editor: Client, flagship: Story, cast: dict[str, Persona]
) -> None:
    begin(flagship, cast)
    speech = Speech.objects.filter(round__debate=approved).first()
    assert speech is not None
    answer = editor.post(page_of(approved), {"sentence": f"speech-{speech.pk}-0", "text": "No."})
    assert answer.status_code == 409


@pytest.mark.parametrize("address", ["", "speech-x-1", "speech-999999-0", "voice-1-0", "speech--1-0"])
def test_a_sentence_that_is_not_there_is_said(awaiting: Debate, editor: Client, address: str) -> None:
    assert editor.post(page_of(awaiting), {"sentence": address, "text": "So."}).status_code == 422


def test_only_who_may_review_sees_its_verdicts(awaiting: Debate, view: Voice) -> None:
    for row in (awaiting, view):
        assert signed_in_as(row, "moderator") == 403
        assert Client().get(page_of(row)).status_code == 302


def signed_in_as(row: Debate | Voice, role: str) -> int:
    User.objects.all().delete()
    return signed_in(role).get(page_of(row)).status_code


def test_a_debate_that_readers_play_has_no_such_page(
    editor: Client, flagship: Story, cast: dict[str, Persona]
) -> None:
    assert editor.get(page_of(begin(flagship, cast).debate)).status_code == 404


def test_a_voice_is_reviewed_alike(view: Voice, editor: Client) -> None:
    assert view.sentences[0]["text"].split(" [")[0][:30] in editor.get(page_of(view)).content.decode()
    assert editor.post(page_of(view), {"decision": "reject", "note": "Not in character."}).status_code == 303
    view.refresh_from_db()
    assert view.admission == Admission.REJECTED
