"""What the quiz tells /me/, merges, exports and achievements."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from newsroom.players import registry
from newsroom.players.achievements import award
from newsroom.players.merging import merge
from newsroom.players.models import Player
from newsroom.players.services import delete_player, xp_drift
from quiz import profile, services
from quiz.models import Report, Run
from stories.document import StoryDocument
from stories.models import Story
from tests.quiz.documents import another, quotable
from tests.quiz.playing import Hands, opened, play, round_of, wrong_option

pytestmark = pytest.mark.django_db
Publish = Callable[[StoryDocument], Story]


@pytest.fixture
def account(db: None) -> Player:
    return Player.objects.create(user=User.objects.create_user("rae"))


def drift_of(player: Player) -> int:
    player.refresh_from_db()
    return xp_drift(player)


def test_signing_in_brings_runs_reports_and_xp(
    run: Run, player: Player, account: Player, hands: Hands
) -> None:
    play(run, hands)
    services.report(run, number=1, reason="speaker", note="")
    assert merge(player, account)
    assert not merge(player, account)
    run.refresh_from_db()
    account.refresh_from_db()
    assert (run.player, account.xp, xp_drift(account)) == (account, 16, 0)
    assert Report.objects.get().player == account


def test_what_may_be_played_once_stays_behind_with_its_xp(
    publish: Publish, player: Player, account: Player, hands: Hands
) -> None:
    story = publish(quotable())
    for someone in (player, account):
        play(services.start_daily(someone, timed=True), hands)
        services.start(someone, story=story, timed=True)
    before = Player.objects.get(pk=account.pk).xp
    merge(player, account)
    account.refresh_from_db()
    assert (account.xp, account.quiz_runs.count(), drift_of(account)) == (before, 2, 0)


def test_a_new_name_each_time_gains_nothing(story: Story, account: Player, hands: Hands) -> None:
    """Ten anonymous players play the same quiz in a day, and each is merged into one account."""
    for _ in range(10):
        someone = Player.objects.create()
        play(services.start(someone, story=story, timed=True), hands)
        merge(someone, account)
    account.refresh_from_db()
    # 4 + 2·6, then finishing alone: 4, half of it twice, a quarter six times
    assert (account.xp, drift_of(account)) == (16 + 4 + 2 + 2 + 6, 0)
    assert sum(run.xp for run in Run.objects.all()) == account.xp


def test_a_run_begun_while_its_player_was_merged_is_not_lost(
    story: Story, player: Player, account: Player, hands: Hands
) -> None:
    merge(player, account)
    stray = services.start(player, story=story, timed=True)
    assert stray.player == account
    Run.objects.update(player=player)
    client = Client()
    assert account.user is not None
    client.force_login(account.user)
    assert client.get(stray.get_absolute_url()).status_code == 200
    play(stray, hands)
    account.refresh_from_db()
    assert (account.xp, drift_of(account)) == (16, 0)


def test_the_page_about_me_lists_quizzes_and_hides_numbers_on_request(
    run: Run, player: Player, hands: Hands, rae: Client, client_of: Callable[[Client], Client]
) -> None:
    client_of(rae)
    play(run, hands, "111100")
    assert run.story is not None
    services.start(player, story=run.story, timed=False)
    page = rae.get("/me/").content.decode()
    assert "Quizzes not finished" in page
    assert "4 of 6 right" in page
    Player.objects.filter(pk=player.pk).update(numbers_hidden=True)
    for path in ("/me/", "/quiz/", run.get_absolute_url()):
        hidden = rae.get(path).content.decode()
        assert "4 of 6 right" not in hidden or path == run.get_absolute_url()
        assert "Your best" not in hidden
        assert "+12" not in hidden


def test_the_export_holds_every_answer(run: Run, player: Player, hands: Hands) -> None:
    play(run, hands, "100000")
    exported = profile.export(player)
    assert len(exported[0]["answers"]) == 6
    assert exported[0]["answers"][0]["right"] is True
    assert exported[0]["xp"] == run.xp


def test_deleting_a_player_deletes_runs_and_forgets_who_reported(
    run: Run, player: Player, hands: Hands
) -> None:
    play(run, hands)
    services.report(run, number=1, reason="other", note="I, Rae of Mill Lane, was there.")
    delete_player(player)
    assert not Run.objects.exists()
    report = Report.objects.get()
    assert (report.player, report.round, report.note) == (None, None, "")


@pytest.mark.parametrize(
    ("stayed_ms", "earned"), [(5_000, False), (6_000, True), (900_000, True), (901_000, False)]
)
def test_staying_with_what_a_quotation_comes_from_is_reading(
    publish: Publish,
    player: Player,
    hands: Hands,
    monkeypatch: pytest.MonkeyPatch,
    stayed_ms: int,
    earned: bool,
) -> None:
    monkeypatch.setattr(profile, "IN_CONTEXT", 3)
    run = services.start(player, story=publish(quotable()), timed=False)
    opened(run, hands)
    for number in (1, 2, 3):
        round = round_of(run, number)
        services.answer(run, number=number, token=wrong_option(round).token, now=hands.read())
        hands.pass_ms(stayed_ms)
        services.go_on(run, number=number)
        opened(run, hands)
    assert bool(profile.in_context(player)) is earned


def test_achievements_are_earned_once_each_by_what_was_played(
    publish: Publish, player: Player, hands: Hands
) -> None:
    stories = [publish(another(f"story-{n}")) for n in range(3)]
    keys = {key for key, *_ in profile.ACHIEVEMENTS}
    assert keys <= set(registry.achievements)
    assert all(rule(player) is None for _, _, _, rule, _ in profile.ACHIEVEMENTS)
    run = play(services.start(player, story=stories[0], timed=True), hands)
    for story in stories[1:]:
        play(services.start(player, story=story, timed=False), hands)
    services.report(run, number=1, reason="speaker", note="")
    Report.objects.update(state=Report.State.UPHELD)
    award(player)
    held = {one.key for one in player.achievements.all() if one.key in keys}
    assert held == {"quiz-first", "quiz-perfect", "quiz-quick", "quiz-calm", "quiz-stories", "quiz-report"}
    award(player)
    assert player.achievements.filter(key__in=keys).count() == 6


def test_five_dailies_on_any_days_are_an_achievement(story: Story, player: Player, hands: Hands) -> None:
    for days in (0, 3, 1, 7, 29):
        hands.pass_ms(days * 86_400_000)
        play(services.start_daily(player, timed=False), hands)
    assert profile.five_dailies(player) == "You played 5 daily quizzes."
    assert Run.objects.finished().count() == 5
