"""What the arena adds to a player's page."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from debate import profile, services, voices
from debate.models import Persona, Play
from newsroom.players.merging import merge
from newsroom.players.models import Player
from newsroom.players.services import player_of, xp_drift
from stories.models import Story
from tests.debate.test_services import begin, drain

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
