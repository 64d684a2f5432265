"""The end of a daily debate's day: nothing of a verdict leaves before it, and everything is settled after, once."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from debate.arena import choosing as arena
from debate.arena import services
from debate.arena.stage import Step, as_json, stage_of
from debate.daily import services as daily
from debate.daily import waking
from debate.models import Daily, Persona, Play, Prediction, Verdict
from debate.referee.scoring import XP_CORRECT, XP_FINISH, XP_ROUND, Fate, fate_of
from debate.replays import services as replays
from newsroom.errors import Conflict
from newsroom.players.merging import merge
from newsroom.players.models import CredEntry, Player
from newsroom.players.services import cred_drift, player_of, xp_drift
from stories.models import Story
from tests.debate.daily.calling import (
    DAY,
    HTMX,
    NEXT,
    NOON,
    assert_closed,
    post,
    secrets_of,
    write_today,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=True) as traveller:
        yield traveller


@pytest.fixture
def written(flagship: Story, cast: dict[str, Persona]) -> Daily:
    """The debate of DAY, written whole."""
    return write_today()


# --- closed until the day is over --------------------------------------------------------------------------


def test_no_byte_of_a_verdict_leaves_by_any_address_before_midnight(written: Daily, rae: Client) -> None:
    for number in (1, 2):
        post(rae, number)
    play = Play.objects.get()
    sent = rae.get("/daily/").content.decode() + rae.get("/daily/", **HTMX).content.decode()
    for name in ("play", "play_json", "stage"):
        response = rae.get(reverse(f"debate:{name}", args=[play.pk]))
        assert response.status_code in (302, 404)
        sent += response.content.decode() + str(response.headers)
    for name, data in (
        ("predict", {"round": 1, "side": "pro", "confidence": 70}),
        ("crossfire", {"question": 1}),
        ("try_again", {}),
    ):
        response = rae.post(reverse(f"debate:{name}", args=[play.pk]), data)
        assert response.status_code == 404
        sent += response.content.decode()
    for path in ("/arena/", f"/daily/{DAY}/", "/daily/2026-11-24/"):
        sent += rae.get(path).content.decode()
    assert_closed(written, sent)
    assert_closed(written, str(as_json(stage_of(play))))
    assert stage_of(play).result is None
    assert {view.verdict for view in stage_of(play).rounds} == {None}


def test_the_plays_own_moves_refuse_a_daily_debate(written: Daily, rae: Client) -> None:
    post(rae, 1)
    play = Play.objects.get()
    with pytest.raises(Conflict, match="daily debate"):
        services.predict(play, number=2, side="pro", confidence=70)
    with pytest.raises(Conflict, match="daily debate"):
        services.choose_question(play, number=1)
    assert Player.objects.get().xp == XP_ROUND


def test_the_arena_does_not_offer_it_and_it_has_no_replay(written: Daily, rae: Client) -> None:
    for number in (1, 2):
        post(rae, number)
    assert [item.debate.pk for item in arena.ready()] == []
    code = Play.objects.get().replay_code
    assert code  # what its player shares the day by
    assert replays.find(code) is None
    assert rae.get(f"/replays/{code}/").status_code == 404


@pytest.mark.parametrize("day", ["2026-11-24", "2030-01-01", "2020-01-01", "2026-13-01", "x", "20261122"])
def test_a_day_to_come_and_a_day_without_a_debate_are_404(written: Daily, rae: Client, day: str) -> None:
    response = rae.get(f"/daily/{day}/")
    assert response.status_code == 404
    assert 'href="/daily/"' in response.content.decode()


def test_today_by_its_date_leads_to_the_daily(written: Daily, rae: Client) -> None:
    assert rae.get(f"/daily/{DAY}/")["Location"] == "/daily/"


# --- midnight ----------------------------------------------------------------------------------------------


def test_after_midnight_everything_opens_and_is_paid_once(
    written: Daily, rae: Client, sly: Client, clock: time_machine.Traveller
) -> None:
    post(rae, 1, "pro", 70)
    post(rae, 2, "con", 55)
    post(sly, 1, "con", 85)
    clock.move_to(NEXT)
    page = rae.get("/daily/").content.decode()
    assert "Yesterday’s result" in page
    assert "2 players called this round: 1 for" in page
    assert page.count("You called") == 2
    verdicts = {v.round.number: v.outcome for v in Verdict.objects.filter(round__debate=written.debate)}
    for player, calls in (
        (Player.objects.order_by("pk")[0], {1: "pro", 2: "con"}),
        (Player.objects.order_by("pk")[1], {1: "con"}),
    ):
        right = sum(fate_of(side, verdicts[n]) is Fate.RIGHT for n, side in calls.items())
        finished = XP_FINISH if len(calls) == 2 else 0
        assert player.xp == XP_ROUND * len(calls) + finished + XP_CORRECT * right
        entries = CredEntry.objects.filter(player=player)
        assert {entry.kind for entry in entries} == {"daily"}
        assert {entry.outcome for entry in entries} == {str(verdicts[n]) for n in calls}
        assert (xp_drift(player), cred_drift(player)) == (0, 0)
    before = [(player.xp, player.cred) for player in Player.objects.order_by("pk")]
    rae.get("/daily/")
    rae.get(f"/daily/{DAY}/")
    daily.keep()
    assert daily.settle(Daily.objects.get(day=DAY)) is False
    assert [(player.xp, player.cred) for player in Player.objects.order_by("pk")] == before
    assert Daily.objects.get(day=DAY).settled_at is not None


def test_a_past_day_shows_the_verdicts_to_anyone(
    written: Daily, sly: Client, clock: time_machine.Traveller
) -> None:
    clock.move_to(NEXT)
    page = sly.get(f"/daily/{DAY}/").content.decode()
    for secret in secrets_of(written):
        assert secret in page
    assert page.count('class="bars"') == 2
    assert page.count("Nobody called this round.") == 2


def test_the_last_second_counts_and_the_first_of_the_next_day_does_not(
    written: Daily, rae: Client, clock: time_machine.Traveller
) -> None:
    clock.move_to(NEXT - dt.timedelta(seconds=3), tick=False)
    assert post(rae, 1, day=str(DAY)) == 303
    clock.move_to(NEXT, tick=False)
    write_today()
    assert post(rae, 2, day=str(DAY)) == 409
    with pytest.raises(Conflict, match="day is over"):
        daily.predict(Player.objects.get(), written, number=2, side="pro", confidence=70)
    assert Prediction.objects.count() == 1


def test_a_play_of_a_daily_leads_to_its_day(
    written: Daily, rae: Client, clock: time_machine.Traveller
) -> None:
    post(rae, 1)
    play = Play.objects.get()
    clock.move_to(NEXT)
    assert rae.get(play.get_absolute_url())["Location"] == f"/daily/{DAY}/"
    assert stage_of(play).step not in (Step.PREDICT_1, Step.FINISHED)
    assert stage_of(play).rounds[0].verdict is not None
    with pytest.raises(Conflict, match="daily debate"):
        services.predict(play, number=2, side="pro", confidence=70)


def test_the_hourly_task_settles_without_any_visitor(
    written: Daily, rae: Client, clock: time_machine.Traveller
) -> None:
    post(rae, 1)
    assert daily.settle(written) is False
    clock.move_to(NEXT)
    daily.keep()
    assert CredEntry.objects.count() == 1
    assert Daily.objects.get(day=DAY).settled_at is not None


def test_a_large_day_is_left_to_a_worker(
    written: Daily, rae: Client, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(rae, 1)
    clock.move_to(NEXT)
    woken: list[bool] = []
    monkeypatch.setattr(waking, "SETTLED_BY_A_PAGE", 0)
    monkeypatch.setattr(waking.daily, "apply_async", lambda: woken.append(True))
    rae.get("/daily/")
    assert woken == [True]
    assert CredEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_day_is_settled_once_by_many_at_the_same_time(
    flagship: Story, cast: dict[str, Persona], rae: Client, clock: time_machine.Traveller
) -> None:
    made = write_today()
    post(rae, 1)
    post(rae, 2)
    clock.move_to(NEXT)
    barrier, did, broken = threading.Barrier(5), [], []

    def settle() -> None:
        try:
            row = Daily.objects.get(pk=made.pk)
            barrier.wait()
            did.append(daily.settle(row))
        except Exception as error:  # shown by the assertion below
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=settle) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert did.count(True) == 1
    assert CredEntry.objects.count() == 2


def test_a_withdrawn_story_closes_its_daily_debate(
    written: Daily, rae: Client, clock: time_machine.Traveller
) -> None:
    post(rae, 1)
    Story.objects.filter(pk=written.debate.story_id).update(withdrawn_at=NOON)
    assert "Today’s story has been withdrawn" in rae.get("/daily/").content.decode()
    assert post(rae, 2) == 410
    clock.move_to(NEXT)
    assert rae.get(f"/daily/{DAY}/").status_code == 410
    daily.keep()
    assert Daily.objects.get(day=DAY).settled_at is not None


# --- cred and the account -----------------------------------------------------------------------------------


def judged_by(engine: str) -> None:
    Verdict.objects.update(engine=engine)


def test_a_day_whose_verdict_can_be_computed_is_for_xp_and_says_so(
    written: Daily, rae: Client, clock: time_machine.Traveller
) -> None:
    page = rae.get("/daily/").content.decode()
    assert "does not rank on the" in page
    assert page.count("This call is for XP.") == 2
    assert "if right" not in page
    post(rae, 1)
    clock.move_to(NEXT)
    daily.keep()
    entry = CredEntry.objects.get()
    assert (entry.is_counted, entry.delta) == (False, 0)
    assert "public rules" in entry.sentence


def test_calls_made_before_the_account_settle_no_cred_into_it(
    written: Daily, rae: Client, clock: time_machine.Traveller
) -> None:
    judged_by("llm")
    post(rae, 1)
    anonymous, account = Player.objects.get(), player_of(User.objects.create_user("rae"))
    assert merge(anonymous, account)
    daily.predict(account, written, number=2, side="pro", confidence=70)
    clock.move_to(NEXT)
    daily.keep()
    counted = {entry.source[-1]: entry.is_counted for entry in CredEntry.objects.filter(player=account)}
    assert counted == {"1": False, "2": True}  # what the account itself called counts


def test_a_second_call_under_no_name_pays_nothing_into_the_account(
    written: Daily, rae: Client, clock: time_machine.Traveller
) -> None:
    """Both ways called, once with the account and once before signing in to it."""
    judged_by("llm")
    account = player_of(User.objects.create_user("rae"))
    daily.predict(account, written, number=1, side="pro", confidence=85)
    post(rae, 1, "con", 85)
    assert merge(Player.objects.get(user=None), account)
    clock.move_to(NEXT)
    daily.keep()
    assert CredEntry.objects.filter(player=account).count() == 1
    account.refresh_from_db()
    assert account.xp in (XP_ROUND, XP_ROUND + XP_CORRECT)
    assert (xp_drift(account), cred_drift(account)) == (0, 0)


def test_the_day_is_shared_with_calls_and_later_with_the_title(
    written: Daily, rae: Client, sly: Client, clock: time_machine.Traveller
) -> None:
    post(rae, 1, "pro", 70)
    assert "share-text" not in rae.get("/daily/").content.decode()
    post(rae, 2, "con", 55)
    code = Play.objects.get().replay_code
    page = rae.get("/daily/").content.decode()
    said = "I called round one at 70 % and round two at 55 %."
    assert said in page
    assert f"/daily/{DAY}/?by={code}" in page
    assert_closed(written, page)
    led = sly.get(f"/daily/{DAY}/", {"by": code})
    assert led["Location"] == f"/daily/?by={code}"
    assert f'og:description" content="{said}' in sly.get(led["Location"]).content.decode()
    early = sly.get(f"/daily/{DAY}/card.png", {"by": code})
    assert early["Content-Type"] == "image/png"
    clock.move_to(NEXT)
    assert f"”: {said}" in rae.get(f"/daily/{DAY}/").content.decode()
    assert sly.get(f"/daily/{DAY}/card.png", {"by": code}).content != early.content
    assert sly.get("/daily/2026-12-24/card.png").status_code == 404
