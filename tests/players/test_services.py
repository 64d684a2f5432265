"""The ledgers: once per source, capped by the day, recounted without drift, whoever asks at once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from newsroom.players import achievements, registry, xp
from newsroom.players.models import Award, CredEntry, Earned, Merge, Player
from newsroom.players.services import (
    award_xp,
    awarded,
    delete_player,
    player_of,
)
from tests.players.ledgers import check, cred_of, settle
from tests.threads import raised_at_once


@pytest.fixture
def player(db: None) -> Player:
    return Player.objects.create()


def test_cred_begins_at_1000_and_moves_by_the_entry(player: Player) -> None:
    assert cred_of(player) == 1000
    entry = settle(player)
    assert (entry.delta, entry.is_counted, entry.house_line) == (D("9.6"), True, D("0.5"))
    assert cred_of(player) == player.cred == D("1009.6")


def test_settling_again_gives_the_first_entry(player: Player) -> None:
    first = settle(player)
    again = settle(player, outcome="con")
    assert again.pk == first.pk
    assert cred_of(player) == D("1009.6")


def test_an_unrated_play_moves_nothing_and_uses_up_nothing(player: Player) -> None:
    for n in range(10):
        entry = settle(player, n, rated=False)
        assert (entry.delta, entry.is_rated, entry.is_counted) == (0, False, False)
    assert settle(player, 11).is_counted
    assert cred_of(player) == D("1009.6")


def test_eight_debates_of_a_day_count_with_both_rounds(player: Player) -> None:
    for n in range(9):
        settle(player, n)
    second_rounds = [settle(player, n, source=f"play:{n}:round:2", k=100) for n in range(9)]
    assert [entry.is_counted for entry in second_rounds] == [True] * 8 + [False]
    assert second_rounds[8].delta == 0
    assert "8 debates a day" in second_rounds[8].sentence
    # 8 · 60 · .16 + 8 · 100 · .16
    assert cred_of(player) == D(1000) + 8 * D("9.6") + 8 * D(16)


def test_the_next_utc_day_counts_afresh(player: Player) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 1, 23, 59, tzinfo=dt.UTC), tick=False):
        assert [settle(player, n).is_counted for n in range(9)] == [True] * 8 + [False]
    with time_machine.travel(dt.datetime(2026, 3, 2, 0, 0, tzinfo=dt.UTC), tick=False):
        assert settle(player, 20).is_counted


def test_the_daily_debate_counts_beside_the_eight_on_the_day_it_was_called(player: Player) -> None:
    called = timezone.now() - dt.timedelta(days=1)
    for n in range(9):
        settle(player, n, played_at=called)
    daily = settle(player, 50, kind="daily", played_at=called)
    assert daily.is_counted
    assert daily.played_at == called


def test_a_hundred_settlements_add_up_exactly(player: Player) -> None:
    start = timezone.now() - dt.timedelta(days=200)
    for n in range(100):
        settle(player, n, house_line=D("0.37"), confidence=55, played_at=start + dt.timedelta(days=n))
    # 60 · (.63² − .45²) = 60 · (.3969 − .2025)
    assert cred_of(player) == D(1000) + 100 * D("11.664")
    check()


def test_an_award_is_entered_once(player: Player) -> None:
    assert award_xp(player, source="play:1:round:1", amount=20, label="Round 1")
    assert not award_xp(player, source="play:1:round:1", amount=20, label="Round 1")
    assert player.xp == 20


def test_farming_meets_the_cap_of_the_day(player: Player) -> None:
    for n in range(300):
        award_xp(player, source=f"play:{n}:finish", amount=20, label="Debate finished")
    assert player.xp == xp.MOST_A_DAY
    assert [awarded(player, f"play:{n}:finish") for n in (0, 31, 32, 299, 300)] == [20, 20, 10, 0, 0]
    assert sum(award.full for award in player.awards.all()) == 6000
    award_xp(player, source="quiz:1:finish", amount=20, label="Quiz")
    assert player.xp == xp.MOST_A_DAY + 20  # kinds are counted apart
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        award_xp(player, source="play:later:finish", amount=20, label="Debate finished")
    assert player.xp == xp.MOST_A_DAY + 40
    check()


def test_an_award_of_a_merged_player_goes_to_the_account(player: Player) -> None:
    account = player_of(User.objects.create_user("rae"))
    Player.objects.filter(pk=player.pk).update(merged_into=account)
    award_xp(player, source="play:1:round:1", amount=20, label="Round 1")
    account.refresh_from_db()
    assert account.xp == awarded(account, "play:1:round:1") == awarded(player, "play:1:round:1") == 20
    assert awarded(Player.objects.create(), "play:1:round:1") == 0


def test_recounting_finds_and_repairs_drift(player: Player) -> None:
    settle(player)
    award_xp(player, source="play:1:round:1", amount=20, label="Round 1")
    Player.objects.filter(pk=player.pk).update(xp=7, cred=D(5))
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("recount_scores", "--check", stdout=out)
    assert "1 with drift" in out.getvalue()
    call_command("recount_scores", stdout=StringIO())
    check()
    player.refresh_from_db()
    assert (player.xp, player.cred) == (20, D("1009.6"))


@pytest.mark.django_db(transaction=True)
def test_simultaneous_awards_of_one_source_pay_once() -> None:
    player = Player.objects.create()
    failed = raised_at_once(
        8, lambda n: award_xp(player, source="play:1:finish", amount=20, label="Finished")
    )
    assert failed == []
    player.refresh_from_db()
    assert player.xp == 20


@pytest.mark.django_db(transaction=True)
def test_simultaneous_awards_stay_under_the_cap_and_lose_none() -> None:
    player = Player.objects.create()
    work = lambda n: [award_xp(player, source=f"play:{n}:{i}", amount=20, label="x") for i in range(8)]  # noqa: E731
    assert raised_at_once(8, work) == []
    player.refresh_from_db()
    assert Award.objects.count() == 64
    assert player.xp == xp.MOST_A_DAY
    check()


@pytest.mark.django_db(transaction=True)
def test_simultaneous_settlements_count_eight_debates() -> None:
    player = Player.objects.create()
    assert raised_at_once(12, lambda n: settle(player, n)) == []
    assert CredEntry.objects.filter(is_counted=True).count() == 8
    assert cred_of(player) == D(1000) + 8 * D("9.6")
    check()


@pytest.mark.django_db(transaction=True)
def test_an_achievement_comes_once_with_its_reason() -> None:
    player = Player.objects.create()
    settle(player, 1, confidence=85)
    assert raised_at_once(4, lambda n: achievements.award(player)) == []
    held = {earned.key: earned.reason for earned in player.achievements.all()}
    assert set(held) == {"on-record", "sure-right"}
    assert held["sure-right"] == "You were 85 % sure of a round, and right."


def test_a_rule_added_later_is_backfilled(player: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "achievements", dict(registry.achievements))
    settle(player)
    registry.register_achievement("late", "Late", "Exist.", lambda player: f"You have {player.xp} XP.")
    call_command("award_achievements", stdout=StringIO())
    call_command("award_achievements", stdout=StringIO())
    assert Earned.objects.get(key="late").reason == "You have 0 XP."


def test_a_rule_that_fails_stops_no_other(player: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "achievements", dict(registry.achievements))

    def broken(player: Player) -> str | None:
        raise RuntimeError

    registry.register_achievement("broken", "Broken", "Never.", broken)
    registry.register_achievement("after", "After", "Exist.", lambda player: "You exist.")
    assert "after" in {earned.key for earned in achievements.award(player)}


def test_there_are_twelve_rules_or_more_and_each_says_what_it_wants() -> None:
    assert len(registry.achievements) >= 12
    assert all(one.meaning.endswith(".") and one.name for one in registry.achievements.values())


def test_deleting_leaves_nothing_of_the_player(player: Player) -> None:
    user = User.objects.create_user("rae", "rae@example.org", "correct horse")
    account = player_of(user)
    settle(account)
    award_xp(account, source="play:1:finish", amount=20, label="Finished")
    achievements.award(account)
    Player.objects.filter(pk=player.pk).update(merged_into=account)
    Merge.objects.create(anonymous=player.pk, account=account.pk)
    delete_player(account)
    for model in (Player, Award, CredEntry, Earned, Merge, User):
        assert model.objects.count() == 0, model  # type: ignore[attr-defined]
    assert connection.vendor  # the database itself enforced the rest


def test_deleting_an_editor_leaves_the_editors_account(db: None) -> None:
    user = User.objects.create_user("ed", is_staff=True)
    delete_player(player_of(user))
    assert User.objects.filter(pk=user.pk).exists()
    assert Player.objects.count() == 0


def test_no_two_achievements_share_a_name() -> None:
    names = [achievement.name for achievement in registry.achievements.values()]
    assert sorted(set(names)) == sorted(names)
    assert {achievement.group for achievement in registry.achievements.values()} == set(registry.GROUPS)


@pytest.mark.django_db
def test_what_a_transaction_earns_in_several_entries_is_looked_through_once(
    django_capture_on_commit_callbacks: Any,
) -> None:
    player, other = Player.objects.create(), Player.objects.create()
    with django_capture_on_commit_callbacks(execute=True) as looks, transaction.atomic():
        for n in range(3):
            award_xp(player, source=f"play:{n}:finish", amount=20, label="Played")
        award_xp(other, source="play:9:finish", amount=5, label="Played")
    assert len(looks) == 2
    assert {look.player for look in looks} == {player.pk, other.pk}
