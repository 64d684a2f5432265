"""Cred counts only where nobody can look first; everywhere else a call is for XP, and its player is told before."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client

from debate.arena import services, stakes
from debate.arena.stage import stage_of
from debate.models import Debate, Persona, Play, Prediction, Verdict
from newsroom.errors import Conflict
from newsroom.players import services as players
from newsroom.players.merging import merge
from newsroom.players.models import CredEntry, Player
from stories.models import Story
from tests.debate.playing import at_once, begin, drain

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(flagship: Story, cast: dict[str, Persona]) -> Play:
    """A play whose first round can be called."""
    play = begin(flagship, cast)
    drain(play.debate)
    return play


def another(play: Play) -> Play:
    """Somebody else's play of the same debate: perhaps the same person, under another name."""
    return Play.objects.create(player=Player.objects.create(), debate=play.debate)


def call(play: Play, number: int = 1, side: str = "pro") -> Prediction:
    return services.predict(play, number=number, side=side, confidence=85)


def go_on(play: Play, question: int = 1) -> None:
    services.choose_question(play, number=question)
    drain(play.debate)


def counted(play: Play) -> list[int]:
    """The rounds whose calls moved, or could have moved, this player's cred."""
    entries = CredEntry.objects.filter(player=play.player_id, is_counted=True)
    return sorted(int(entry.source[-1]) for entry in entries)


# --- looking first -----------------------------------------------------------------------------------------


def test_the_first_to_play_a_debate_plays_it_for_cred(mine: Play) -> None:
    assert stage_of(mine).rounds[0].for_xp == ""
    call(mine)
    go_on(mine)
    assert stage_of(mine).rounds[1].for_xp == ""
    call(mine, 2)
    assert counted(mine) == [1, 2]


def test_whoever_comes_after_a_verdict_was_opened_plays_for_xp_and_is_told_before(mine: Play) -> None:
    """A second browser looks first; then the account calls what it saw, as sure as can be."""
    spy = another(mine)
    call(spy)
    outcome = Verdict.objects.get(round__number=1).outcome
    told = stage_of(mine).rounds[0]
    assert told.for_xp == stakes.OPENED
    assert {odds.if_right for _, _, calls in told.odds for odds in calls} == {""}
    call(mine, side=str(outcome) if outcome.is_decided else "pro")
    mine.player.refresh_from_db()
    assert mine.player.cred == Decimal(1000)
    entry = CredEntry.objects.get(player=mine.player)
    assert (entry.is_rated, entry.is_counted) == (False, False)
    assert stakes.OPENED in entry.sentence
    assert not mine.player.achievements.filter(key="on-record").exists()


def test_a_round_that_was_opened_meanwhile_is_for_xp_though_the_first_was_not(mine: Play) -> None:
    call(mine)
    spy = another(mine)
    call(spy)
    go_on(spy)
    call(spy, 2)
    go_on(mine)
    assert stage_of(mine).rounds[1].for_xp == stakes.OPENED
    call(mine, 2)
    assert counted(mine) == [1]


def test_deleting_who_looked_first_does_not_close_the_verdict_again(mine: Play) -> None:
    spy = another(mine)
    call(spy)
    players.delete_player(spy.player)
    assert stakes.why_for_xp(mine.debate, mine) == stakes.OPENED


def test_another_edition_of_an_offline_debate_is_the_same_debate(
    mine: Play, flagship: Story, cast: dict[str, Persona]
) -> None:
    call(mine)
    Debate.objects.update(brief_sha256="0" * 64)  # as if it had been written of an earlier revision
    later = begin(flagship, cast)
    assert later.debate_id != mine.debate_id
    assert stakes.why_for_xp(later.debate, later) == stakes.OPENED


def test_a_debate_of_the_repertoire_is_for_xp(mine: Play) -> None:
    Debate.objects.update(admission="approved")
    mine.refresh_from_db()
    assert stakes.why_for_xp(mine.debate, mine) == stakes.SHIPPED


def test_sides_swapped_is_another_debate(mine: Play, flagship: Story, cast: dict[str, Persona]) -> None:
    call(mine)
    swapped = services.start_play(
        mine.player,
        story=flagship,
        motion=flagship.document.motions[0],
        pro=cast["mozi"],
        con=cast["thucydides"],
    )
    assert stakes.why_for_xp(swapped.debate, swapped) == ""


def test_what_was_opened_under_no_name_stays_ones_own_after_signing_up(mine: Play) -> None:
    """The play moves to the account, and with it the right to call its second round for cred; the first one's stays behind."""
    call(mine)
    account = Player.objects.create(user=User.objects.create_user("rae"))
    assert merge(mine.player, account)
    mine.refresh_from_db()
    go_on(mine)
    call(mine, 2)
    assert counted(mine) == [2]


def test_the_ninth_debate_of_a_day_says_before_the_call_that_cred_does_not_count(mine: Play) -> None:
    for n in range(8):
        players.settle_cred(
            mine.player, source=f"play:{n}:round:1", debate_ref=f"debate:x{n}", side="pro", confidence=55,
            house_line=Decimal(".5"), outcome="pro", k=60,
        )  # fmt: skip
    assert stage_of(mine).rounds[0].for_xp == stakes.LATER


# --- the call and what was said of it ----------------------------------------------------------------------


def test_a_call_for_cred_is_not_made_if_it_has_become_one_for_xp(mine: Play) -> None:
    call(another(mine))
    with pytest.raises(Conflict, match="was not made"):
        services.predict(mine, number=1, side="pro", confidence=85, for_cred=True)
    assert not mine.predictions.exists()
    assert services.predict(mine, number=1, side="pro", confidence=85).for_xp == stakes.OPENED


def test_the_page_says_what_is_at_stake_and_sends_it_with_the_call(
    flagship: Story, cast: dict[str, Persona], rae: Client, sly: Client
) -> None:
    choice = {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"}
    rae.post(f"/stories/{flagship.slug}/arena/", choice)
    sly.post(f"/stories/{flagship.slug}/arena/", choice)
    hers, his = Play.objects.order_by("started_at")
    drain(hers.debate)
    page = rae.get(hers.get_absolute_url()).content.decode()
    assert 'name="stake" value="cred"' in page
    assert "The house gives Thucydides" in page
    sent = {"round": 1, "side": "pro", "confidence": 70, "stake": "cred"}
    assert sly.post(f"/plays/{his.pk}/predict/", sent).status_code == 303
    refused = rae.post(f"/plays/{hers.pk}/predict/", sent)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "was not made" in page
    assert "This call is for XP." in page
    assert "if right" not in page
    assert 'name="stake"' not in page


@pytest.mark.django_db(transaction=True)
def test_of_many_calls_at_one_moment_exactly_one_is_the_first(mine: Play) -> None:
    plays = [mine, *(another(mine) for _ in range(7))]
    at_once(8, lambda i: call(plays[i]))
    assert Prediction.objects.count() == 8
    first = Prediction.objects.get(for_xp="")
    verdict = Verdict.objects.get(round__number=1)
    assert verdict.opened_by_id == first.play_id
    assert CredEntry.objects.filter(is_counted=True).count() == 1


def test_a_debate_that_goes_on_offline_keeps_its_first(mine: Play) -> None:
    call(mine)
    on, _ = Debate.objects.by_another(mine.debate, engine="another", continues=True)
    Play.objects.filter(pk=mine.pk).update(debate=on)
    assert stakes.why_for_xp(on, Play.objects.get()) == ""
    assert stakes.why_for_xp(on) == stakes.OPENED
