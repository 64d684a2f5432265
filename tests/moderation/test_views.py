"""The queue of reports: each thing once, in its context; one decision settles its reports and stands in the log."""

from __future__ import annotations

import html

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from debate.arena import services
from debate.models import Persona, Play, Speech, SpeechReport, Voice, VoiceReport
from debate.voices import services as voices
from newsroom.players import moderating
from newsroom.players.models import NameReport, Player
from newsroom.players.services import player_of
from stories.models import Story
from tests.debate.playing import begin, drain, drain_voices
from tests.moderation.desk import signed_in
from tests.stories.browser import assert_valid

pytestmark = pytest.mark.django_db
QUEUE = "/admin/reports/"


@pytest.fixture
def play(flagship: Story, cast: dict[str, Persona]) -> Play:
    made = begin(flagship, cast)
    drain(made.debate)
    return made


@pytest.fixture
def moderator(db: None) -> Client:
    return signed_in("moderator")


@pytest.fixture
def speech(play: Play) -> Speech:
    """Reported by two."""
    found = Speech.objects.order_by("pk")[0]
    services.report(play, speech=found, text="It says what <nobody> said.")
    SpeechReport.objects.create(speech=found, player=Player.objects.create(), text="So do I think.")
    return found


def decide(client: Client, of: str, action: str, **more: object) -> int:
    sent = {"action": action, "why": "It is no card’s.", "through": 10**6} | more
    return client.post(f"{QUEUE}{of}/", sent).status_code


def test_reports_of_one_thing_are_one_row_and_its_page_has_them_all(
    moderator: Client, speech: Speech
) -> None:
    (heap,) = moderator.get(QUEUE).context["heaps"]
    assert (heap.kind.name, heap.key, heap.reports) == ("speech", str(speech.pk), 2)
    page = moderator.get(f"{QUEUE}speech/{speech.pk}/").content.decode()
    debate = speech.round.debate
    for shown in (
        "It says what &lt;nobody&gt; said.",
        "So do I think.",
        debate.motion,
        debate.story.headline,
    ):
        assert shown in page
    assert speech.sentences[0]["text"].split("’")[0][:40] in page
    cited = next(n for sentence in speech.sentences for n in sentence["citations"])
    card = debate.brief.card(cited)
    assert card is not None
    assert card.label in html.unescape(page)


def test_hiding_puts_a_notice_in_its_place_settles_what_was_seen_and_is_logged(
    moderator: Client, speech: Speech
) -> None:
    seen = max(SpeechReport.objects.values_list("pk", flat=True))
    SpeechReport.objects.create(speech=speech, text="Sent while the page was open.")
    assert (
        decide(moderator, f"speech/{speech.pk}", "hide", notice="Taken down for a false name.", through=seen)
        == 303
    )
    speech.refresh_from_db()
    assert speech.hidden_reason == "Taken down for a false name."
    assert [r.text for r in SpeechReport.objects.filter(resolved_at=None)] == [
        "Sent while the page was open."
    ]
    entry = LogEntry.objects.get()
    assert entry.user.username == "moderator"
    assert entry.change_message == "Hidden behind “Taken down for a false name.”: It is no card’s."
    history = moderator.get(f"/admin/debate/speech/{speech.pk}/history/").content.decode()
    assert "Taken down for a false name." in history
    assert decide(moderator, f"speech/{speech.pk}", "hide") == 409, "it is hidden already"
    assert decide(moderator, f"speech/{speech.pk}", "restore") == 303
    speech.refresh_from_db()
    assert speech.hidden_reason == ""


def test_without_a_reason_nothing_is_done_and_what_was_typed_stays(moderator: Client, speech: Speech) -> None:
    answer = moderator.post(
        f"{QUEUE}speech/{speech.pk}/", {"action": "hide", "notice": "My own words.", "why": " "}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say for the desk’s log why." in page
    assert "My own words." in page
    speech.refresh_from_db()
    assert not speech.hidden_reason
    assert not LogEntry.objects.exists()


def test_what_cannot_be_done_says_why(moderator: Client, speech: Speech) -> None:
    page = moderator.get(f"{QUEUE}speech/{speech.pk}/").content.decode()
    assert "The referee has judged these words" in page
    assert "the offline engine would write the same words again" in page
    assert decide(moderator, f"speech/{speech.pk}", "anew") == 409
    assert decide(moderator, f"speech/{speech.pk}", "burn") == 409
    assert SpeechReport.objects.filter(resolved_at=None).count() == 2


def test_what_failed_is_sent_to_be_written_anew(moderator: Client, speech: Speech) -> None:
    Speech.objects.filter(pk=speech.pk).update(state="failed", failure="Too long.")
    assert decide(moderator, f"speech/{speech.pk}", "anew") == 303
    speech.refresh_from_db()
    assert speech.state == "queued"


def test_a_voice_is_moderated_alike(moderator: Client, play: Play, flagship: Story) -> None:
    voices.ask(play.player, story=flagship, persona=play.debate.pro)
    drain_voices()
    voice = Voice.objects.get()
    voices.report(play.player, voice=voice, text="He never wrote so.")
    assert "He never wrote so." in moderator.get(f"{QUEUE}voice/{voice.pk}/").content.decode()
    assert decide(moderator, f"voice/{voice.pk}", "dismiss") == 303
    assert VoiceReport.objects.get().resolved_at is not None
    assert decide(moderator, f"voice/{voice.pk}", "hide") == 303
    voice.refresh_from_db()
    assert voice.hidden_reason == "A moderator has taken this text down."
    (heap,) = moderator.get(f"{QUEUE}?state=settled&kind=voice").context["heaps"]
    assert heap.key == str(voice.pk)


def test_a_name_is_reported_replaced_and_given_back(moderator: Client, rae: Client) -> None:
    rude = player_of(User.objects.create_user("rude"))
    before = rude.handle
    url = f"/leaderboard/report/?name={before}"
    assert rae.get(url).status_code == 200
    assert rae.post(url, {"text": ""}).status_code == 422
    for _ in range(2):
        assert rae.post(url, {"text": "It means something else."}).status_code == 200
    assert NameReport.objects.get().handle == before
    assert decide(moderator, f"name/{rude.pk}", "hide") == 303
    rude.refresh_from_db()
    assert rude.handle != before
    entry = LogEntry.objects.get()
    assert entry.change_message == f"Reset the handle “{before}” to “{rude.handle}”: It is no card’s."
    assert decide(moderator, f"name/{rude.pk}", "restore") == 303
    rude.refresh_from_db()
    assert rude.handle == before


def test_a_report_of_a_name_goes_with_its_players(rae: Client) -> None:
    rude, anonymous = player_of(User.objects.create_user("rude")), Player.objects.create()
    account = player_of(User.objects.create_user("rae"))
    for reporter in (anonymous, account):
        moderating.report(reporter, of=rude, text="Mine.")
    moderating.hand_over(anonymous, account)
    assert NameReport.objects.filter(player=account).count() == 1
    assert [each["text"] for each in moderating.export(account)] == ["Mine."]
    moderating.forget(account)
    assert "" in NameReport.objects.values_list("text", flat=True)


def test_an_editor_looks_and_decides_nothing(speech: Speech) -> None:
    editor = signed_in("editor")
    page = editor.get(f"{QUEUE}speech/{speech.pk}/").content.decode()
    assert "A moderator decides." in page
    assert 'name="action"' not in page
    assert decide(editor, f"speech/{speech.pk}", "hide") == 403
    assert "name" not in {kind.name for kind, _ in editor.get(QUEUE).context["kinds"]}
    assert editor.get(f"{QUEUE}name/1/").status_code == 404


def test_its_pages_are_valid_and_run_nothing_inline(speech: Speech) -> None:
    admin = signed_in("admin")
    for page in (
        QUEUE,
        f"{QUEUE}speech/{speech.pk}/",
        "/admin/machinery/",
        "/admin/machinery/again/debate.speech/",
    ):
        assert_valid(admin.get(page).content.decode())


@pytest.mark.parametrize(
    "at", ["speech/999999/", "speech/x/", "nothing/1/", "quotation/0/", f"speech/{'9' * 40}/"]
)
def test_what_is_not_there_is_not_found(moderator: Client, at: str) -> None:
    assert moderator.get(QUEUE + at).status_code == 404


def test_nobody_without_a_role_sees_the_queue(client: Client) -> None:
    assert client.get(QUEUE).status_code == 302
    client.force_login(User.objects.create_user("staff", is_staff=True))
    assert client.get(QUEUE).status_code == 403
