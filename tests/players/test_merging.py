"""An anonymous player's XP goes into the account exactly once; cred does not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from newsroom.players import registry
from newsroom.players.merging import merge
from newsroom.players.models import Award, Merge, Player
from newsroom.players.services import award_xp, player_of, xp_drift
from tests.players.ledgers import check, settle
from tests.threads import raised_at_once

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "merges", dict(registry.merges))


def pair(name: str = "rae") -> tuple[Player, Player]:
    return Player.objects.create(), player_of(User.objects.create_user(name, password=PASSWORD))


@pytest.mark.django_db
def test_xp_moves_and_cred_stays() -> None:
    anonymous, account = pair()
    award_xp(anonymous, source="play:1:finish", amount=20, label="Finished")
    award_xp(account, source="play:2:finish", amount=20, label="Finished")
    settle(anonymous)
    settle(account, outcome="con")
    assert merge(anonymous, account)
    assert not merge(anonymous, account)
    for player in (anonymous, account):
        player.refresh_from_db()
        assert xp_drift(player) == 0
    assert (anonymous.xp, account.xp) == (0, 40)
    assert (anonymous.merged_into, account.cred) == (account, D("985.6"))
    check()


@pytest.mark.django_db
def test_the_same_source_is_not_paid_twice() -> None:
    anonymous, account = pair()
    for player in (anonymous, account):
        award_xp(player, source="play:1:finish", amount=20, label="Finished")
    merge(anonymous, account)
    account.refresh_from_db()
    assert account.xp == 20


@pytest.mark.django_db
def test_an_app_moves_its_rows_and_holds_back_what_the_account_has_already() -> None:
    anonymous, account = pair()
    moved: list[tuple[int, int]] = []

    def hand_over(old: Player, new: Player) -> list[str]:
        moved.append((old.pk, new.pk))
        return ["play:7:"]

    registry.register_merge("game", hand_over)
    award_xp(anonymous, source="play:7:finish", amount=20, label="Finished")
    award_xp(anonymous, source="play:70:finish", amount=20, label="Finished")
    merge(anonymous, account)
    account.refresh_from_db()
    assert moved == [(anonymous.pk, account.pk)]
    assert account.xp == 20
    check()


@pytest.mark.django_db
def test_an_app_that_fails_leaves_everything_as_it_was() -> None:
    anonymous, account = pair()
    award_xp(anonymous, source="play:1:finish", amount=20, label="Finished")

    def broken(old: Player, new: Player) -> None:
        raise RuntimeError("crash in between")

    registry.register_merge("broken", broken)
    with pytest.raises(RuntimeError):
        merge(anonymous, account)
    anonymous.refresh_from_db()
    assert (anonymous.xp, anonymous.merged_into, Merge.objects.count()) == (20, None, 0)
    del registry.merges["broken"]
    assert merge(anonymous, account)


@pytest.mark.django_db
def test_new_sessions_merged_one_after_another_stay_under_the_cap_of_the_day() -> None:
    account = player_of(User.objects.create_user("rae"))
    for n in range(6):
        anonymous = Player.objects.create()
        for i in range(40):
            award_xp(anonymous, source=f"play:{n}-{i}:finish", amount=20, label="Finished")
        merge(anonymous, account)
    account.refresh_from_db()
    assert account.xp == 800
    check()


@pytest.mark.django_db
def test_awards_keep_their_day() -> None:
    anonymous, account = pair()
    award_xp(anonymous, source="play:1:finish", amount=20, label="Finished")
    before = timezone.now() - dt.timedelta(days=9)
    Award.objects.update(created_at=before)
    merge(anonymous, account)
    assert account.awards.get().created_at == before


@pytest.mark.django_db
def test_accounts_are_never_merged() -> None:
    _, one = pair("one")
    _, two = pair("two")
    assert not merge(one, two)
    assert not merge(one, one)


@pytest.mark.django_db(transaction=True)
def test_six_merges_at_once_count_once() -> None:
    anonymous, account = pair()
    award_xp(anonymous, source="play:1:finish", amount=20, label="Finished")
    done: list[bool] = []
    assert raised_at_once(6, lambda n: done.append(merge(anonymous, account))) == []
    account.refresh_from_db()
    assert sorted(done) == [False] * 5 + [True]
    assert account.xp == 20
    check()


@pytest.mark.django_db(transaction=True)
def test_awards_during_the_merge_are_lost_by_nobody() -> None:
    anonymous, account = pair()

    def work(n: int) -> None:
        if n == 0:
            merge(anonymous, account)
        else:
            award_xp(anonymous, source=f"play:{n}:finish", amount=20, label="Finished")

    assert raised_at_once(7, work) == []
    account.refresh_from_db()
    assert account.xp == 120
    check()


@pytest.mark.django_db(transaction=True)
def test_two_tabs_signing_in_at_once_merge_once() -> None:
    anonymous, account = pair()
    award_xp(anonymous, source="play:1:finish", amount=20, label="Finished")
    browser = Client()
    session = browser.session
    session["player"] = anonymous.pk
    session.save()
    tabs = [Client(raise_request_exception=False) for _ in range(2)]
    for tab in tabs:
        tab.cookies["sessionid"] = session.session_key

    def sign_in(n: int) -> None:
        tabs[n].post("/accounts/sign-in/", {"name": "rae", "password": PASSWORD})

    assert raised_at_once(2, sign_in) == []
    account.refresh_from_db()
    assert account.xp == 20
    assert Merge.objects.count() == 1
    check()
