"""Many at once: threads with connections of their own, on whatever database is configured."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from newsroom.errors import Conflict
from newsroom.players.models import Player
from newsroom.players.services import xp_drift
from quiz import services
from quiz.models import Answer, DailyQuiz, Run
from stories.models import Story
from tests.quiz.playing import loaded, right_option, round_of
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def begun(story: Story, *, answered: int = 0) -> Run:
    run = services.start(Player.objects.create(), story=story, timed=True)
    services.open_run(loaded(run), timezone.now())
    for number in range(1, answered + 1):
        token = right_option(round_of(run, number)).token
        services.answer(run, number=number, token=token, now=timezone.now())
        services.go_on(run, number=number)
        services.open_run(loaded(run), timezone.now())
    return run


def test_one_of_four_different_answers_at_once_counts(story: Story) -> None:
    run = begun(story)
    tokens = [option.token for option in round_of(run, 1).options.all()]
    got = at_once(4, lambda n: services.answer(run, number=1, token=tokens[n], now=timezone.now()))
    assert sum(isinstance(one, Answer) for one in got) == 1
    assert sum(isinstance(one, Conflict) for one in got) == 3
    assert Answer.objects.count() == 1


def test_the_same_answer_eight_times_at_once_is_one_answer(story: Story) -> None:
    run = begun(story)
    token = right_option(round_of(run, 1)).token
    got = at_once(8, lambda n: services.answer(run, number=1, token=token, now=timezone.now()))
    assert {one.pk for one in got} == {Answer.objects.get().pk}


def test_the_last_answer_given_eight_times_pays_once(story: Story) -> None:
    run = begun(story, answered=5)
    token = right_option(round_of(run, 6)).token
    at_once(8, lambda n: services.answer(run, number=6, token=token, now=timezone.now()))
    player = Player.objects.get()
    assert (player.awards.count(), player.xp, xp_drift(player)) == (1, 16, 0)


def test_two_quizzes_ending_at_once_share_the_day(story: Story) -> None:
    run = begun(story, answered=5)
    untimed = services.start(run.player, story=story, timed=False)
    services.open_run(loaded(untimed), timezone.now())
    for number in range(1, 6):
        token = right_option(round_of(untimed, number)).token
        services.answer(untimed, number=number, token=token, now=timezone.now())
        services.go_on(untimed, number=number)
        services.open_run(loaded(untimed), timezone.now())
    ends = [(one, right_option(round_of(one, 6)).token) for one in (run, untimed)]
    got = at_once(2, lambda n: services.answer(ends[n][0], number=6, token=ends[n][1], now=timezone.now()))
    assert all(isinstance(one, Answer) for one in got)
    player = Player.objects.get()
    assert (player.xp, xp_drift(player)) == (16 + 4, 0)  # whichever was second had nothing new to place


def test_starting_eight_times_at_once_starts_once(story: Story) -> None:
    player = Player.objects.create()
    got = at_once(8, lambda n: services.start(player, story=story, timed=True).pk)
    assert len(set(got)) == 1 == Run.objects.count()


def test_the_first_players_of_a_day_get_one_daily(story: Story) -> None:
    players = [Player.objects.create() for _ in range(6)]
    got = at_once(6, lambda n: services.start_daily(players[n], timed=True))
    assert all(isinstance(one, Run) for one in got), got
    assert DailyQuiz.objects.count() == 1
    assert connection.vendor in ("sqlite", "postgresql")


def test_a_round_opened_in_two_tabs_has_one_clock(story: Story) -> None:
    run = services.start(Player.objects.create(), story=story, timed=True)
    got = at_once(6, lambda n: services.open_run(loaded(run), timezone.now()).rounds[0].shown_at)
    assert set(got) == {round_of(run, 1).shown_at}
