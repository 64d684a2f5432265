"""What the arena adds to a player's page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from debate.arena import services
from debate.models import Persona, Play, Prediction, Speech, SpeechReport
from debate.record import profile, readership
from debate.voices import services as voices
from newsroom.players.merging import merge
from newsroom.players.models import Player
from newsroom.players.services import delete_player, player_of, xp_drift
from stories.models import Story
from tests.debate.playing import begin, drain

pytestmark = pytest.mark.django_db


def finish(play: Play) -> Play:
    drain(play.debate)
    services.predict(play, number=1, side="pro", confidence=70)
    services.choose_question(play, number=1)
    drain(play.debate)
    services.predict(play, number=2, side="con", confidence=70)
    return play


def test_unfinished_plays_are_found_again_on_the_players_page(
    flagship: Story, cast: dict[str, Persona]
) -> None:
    rae = Client()
    rae.post(
        f"/stories/{flagship.slug}/arena/",
        {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"},
    )
    page = rae.get("/me/").content.decode()
    assert Play.objects.get().get_absolute_url() in page
    assert "Waiting for you" in page


def test_signing_in_brings_plays_and_their_xp_along_once(flagship: Story, cast: dict[str, Persona]) -> None:
    anonymous = finish(begin(flagship, cast)).player
    account = player_of(User.objects.create_user("rae", password="x"))
    earned = Player.objects.get(pk=anonymous.pk).xp
    assert merge(anonymous, account) is True
    assert merge(anonymous, account) is False
    account.refresh_from_db()
    assert account.xp == earned > 0
    assert account.plays.count() == 1
    assert xp_drift(account) == 0


def test_a_debate_played_twice_keeps_the_accounts_own_play(flagship: Story, cast: dict[str, Persona]) -> None:
    account = player_of(User.objects.create_user("rae", password="x"))
    own = finish(begin(flagship, cast, account))
    anonymous = finish(begin(flagship, cast)).player
    account.refresh_from_db()
    before = account.xp
    merge(anonymous, account)
    account.refresh_from_db()
    assert account.xp == before
    assert list(account.plays.values_list("pk", flat=True)) == [own.pk]


def test_the_export_holds_every_call(flagship: Story, cast: dict[str, Persona]) -> None:
    (debate,) = profile.export(finish(begin(flagship, cast)).player)
    assert [call["confidence"] for call in debate["calls"]] == [70, 70]
    assert debate["for"] == "Thucydides"


def test_achievements_are_earned_by_what_the_ledgers_say(flagship: Story, cast: dict[str, Persona]) -> None:
    play = begin(flagship, cast)
    assert profile.first_finish(play.player) is None
    finish(play)
    assert "A frozen front line" in (profile.first_finish(play.player) or "")
    assert profile.both_ways(play.player) is not None
    assert profile.swapped(play.player) is None
    assert profile.six_personas(play.player) is None
    again = services.start_play(
        play.player,
        story=flagship,
        motion=flagship.document.motions[0],
        pro=cast["mozi"],
        con=cast["thucydides"],
    )
    finish(again)
    assert profile.swapped(play.player) is not None


def test_who_asked_for_a_voice_moves_into_the_account_and_is_in_its_data(
    flagship: Story, cast: dict[str, Persona]
) -> None:
    anonymous = Player.objects.create()
    voices.ask(anonymous, story=flagship, persona=cast["mozi"])
    account = player_of(User.objects.create_user("rae", password="x"))
    merge(anonymous, account)
    (asked,) = profile.export_voices(account)
    assert (asked["persona"], asked["story"]) == ("Mozi", flagship.slug)
    assert profile.export_voices(anonymous) == []


# --- reading: the server's clock, and nothing to be gained ---------------------------------------------------


@pytest.mark.parametrize(
    ("words", "seconds", "has_read"),
    [
        (240, 35, False),
        (240, 36, True),  # 240 words at 400 a minute
        (240, 30 * 60, True),
        (240, 30 * 60 + 1, False),  # a page left open
        (0, 60, False),
    ],
)
def test_the_time_that_reading_takes(words: int, seconds: int, has_read: bool) -> None:
    assert readership.took_time_to_read(words, dt.timedelta(seconds=seconds)) is has_read


def test_a_call_counts_as_read_from_when_its_speeches_and_its_play_were_there(
    flagship: Story, cast: dict[str, Persona]
) -> None:
    play = begin(flagship, cast)
    finish(play)
    assert readership.calls_after_reading(play.player) == []
    one, two = play.predictions.all()
    began = play.started_at
    Play.objects.filter(pk=play.pk).update(started_at=began - dt.timedelta(hours=2))
    Prediction.objects.filter(pk=one.pk).update(created_at=one.created_at + dt.timedelta(minutes=2))
    Prediction.objects.filter(pk=two.pk).update(
        created_at=two.created_at + dt.timedelta(minutes=2, seconds=9)
    )
    # Round 1 was read for two minutes; round 2 was called nine seconds after the call of round 1.
    assert [call.number for call in readership.calls_after_reading(play.player)] == [1]
    Prediction.objects.filter(pk=two.pk).update(created_at=two.created_at + dt.timedelta(minutes=5))
    assert [call.number for call in readership.calls_after_reading(play.player)] == [1, 2]


def test_reading_is_found_when_the_rule_is_new_and_brings_no_xp(
    flagship: Story, cast: dict[str, Persona], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readership, "ROUNDS", 2)
    play = begin(flagship, cast)
    finish(play)
    for minutes, call in enumerate(play.predictions.all(), start=1):
        Prediction.objects.filter(pk=call.pk).update(
            created_at=call.created_at + dt.timedelta(minutes=2 * minutes)
        )
    play.player.refresh_from_db()
    before = play.player.xp
    assert not play.player.achievements.filter(key="read-both").exists()
    call_command("award_achievements")
    earned = play.player.achievements.get(key="read-both")
    assert earned.reason == "You took the time to read both sides of 2 rounds before calling them."
    play.player.refresh_from_db()
    assert play.player.xp == before


def test_deleting_a_player_takes_the_words_of_their_reports(
    flagship: Story, cast: dict[str, Persona]
) -> None:
    play = begin(flagship, cast)
    drain(play.debate)
    speech = Speech.objects.filter(side="pro").get()
    services.report(play, speech=speech, text="I, Rae of Mill Lane, never said so.")
    assert profile.export_reports(play.player)[0]["text"].startswith("I, Rae")
    delete_player(play.player)
    report = SpeechReport.objects.get()
    assert (report.player, report.text, report.speech) == (None, "", speech)


def test_reports_move_into_the_account_and_go_with_it(flagship: Story, cast: dict[str, Persona]) -> None:
    play = begin(flagship, cast)
    drain(play.debate)
    services.report(play, speech=Speech.objects.filter(side="con").get(), text="Rae again.")
    account = player_of(User.objects.create_user("rae"))
    merge(play.player, account)
    assert SpeechReport.objects.get().player == account
    delete_player(account)
    assert SpeechReport.objects.get().text == ""
