"""A run's moves: what each does, when it is refused, and that each happens once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from newsroom.errors import Conflict, Unknown
from newsroom.players.models import Player
from newsroom.players.services import xp_drift
from quiz import services
from quiz.models import Answer, DailyQuiz, Option, Report, Run
from stories.document import StoryDocument
from stories.models import Story
from tests.quiz.documents import another, quotable, quote
from tests.quiz.playing import (
    Hands,
    answer,
    loaded,
    opened,
    play,
    right_option,
    round_of,
    wrong_option,
)

pytestmark = pytest.mark.django_db


def test_a_run_goes_from_the_first_round_to_the_result(run: Run, hands: Hands) -> None:
    play(run, hands, after_ms=10_000)
    # six right at 10 s: 6·125 + 10 + 20 + 30 + 40 + 50
    assert (run.points, run.time_points, run.correct, run.counted) == (900, 150, 6, 6)
    assert (run.best_streak, run.average_ms, run.position) == (6, 10_000, 7)
    assert run.finished_at == hands.read()
    assert loaded(run).current is None


def test_starting_again_goes_on_with_the_unfinished_run(
    run: Run, player: Player, story: Story, hands: Hands
) -> None:
    assert services.start(player, story=story, timed=True) == run
    untimed = services.start(player, story=story, timed=False)
    assert untimed != run
    play(run, hands)
    assert services.start(player, story=story, timed=True) not in (run, untimed)
    assert Run.objects.count() == 3


def test_two_attempts_share_no_token(run: Run, story: Story) -> None:
    services.start(Player.objects.create(), story=story, timed=True)
    tokens = list(Option.objects.values_list("token", flat=True))
    assert len(tokens) == 48 == len(set(tokens))
    assert all(len(token) == 22 for token in tokens)


@pytest.mark.parametrize(
    ("after_ms", "is_right", "is_late", "points"),
    [(0, True, False, 150), (19_999, True, False, 100), (21_500, True, False, 100), (21_501, False, True, 0)],
)
def test_the_right_answer_counts_until_the_grace_is_over(
    run: Run, hands: Hands, after_ms: int, is_right: bool, is_late: bool, points: int
) -> None:
    token = right_option(round_of(run, 1)).token
    hands.pass_ms(after_ms)
    given = services.answer(run, number=1, token=token, now=hands.read())
    assert (given.is_right, given.is_late, given.elapsed_ms) == (is_right, is_late, after_ms)
    assert loaded(run).score.points == points


@pytest.mark.parametrize(("set_by_ms", "elapsed", "points"), [(-60_000, 0, 150), (10**12, 86_400_000, 0)])
def test_an_answer_is_timed_within_reason_while_the_clock_is_set(
    run: Run, hands: Hands, set_by_ms: int, elapsed: int, points: int
) -> None:
    hands.pass_ms(set_by_ms)
    given = services.answer(run, number=1, token=right_option(round_of(run, 1)).token, now=hands.read())
    assert (given.elapsed_ms, loaded(run).score.points) == (elapsed, points)


def test_reloading_does_not_stop_the_clock(run: Run, hands: Hands) -> None:
    shown = round_of(run, 1).shown_at
    hands.pass_ms(12_000)
    opened(run, hands)
    assert round_of(run, 1).shown_at == shown


def test_a_round_is_settled_as_late_when_it_is_read_after_its_time(run: Run, hands: Hands) -> None:
    hands.pass_ms(21_501)
    late = opened(run, hands)
    given = late.rounds[0].given
    assert given is not None
    assert (given.option_id, given.is_late, given.is_right) == (None, True, False)
    with pytest.raises(Conflict, match="time was up"):
        services.answer(run, number=1, token=right_option(round_of(run, 1)).token, now=hands.read())


def test_the_next_rounds_clock_begins_when_it_is_shown(run: Run, hands: Hands) -> None:
    answer(run, 1, hands, after_ms=3_000)
    services.go_on(run, number=1)
    first = round_of(run, 2).shown_at
    hands.pass_ms(4_000)
    assert opened(run, hands).rounds[1].shown_at == first
    answer(run, 2, hands)
    assert round_of(run, 2).given.elapsed_ms == 4_000  # type: ignore[union-attr]


def test_leaving_after_an_answer_costs_no_time(run: Run, hands: Hands) -> None:
    services.answer(run, number=1, token=right_option(round_of(run, 1)).token, now=hands.read())
    hands.pass_ms(3_600_000)
    opened(run, hands)
    assert round_of(run, 2).shown_at is None
    services.go_on(run, number=1)
    opened(run, hands)
    answer(run, 2, hands, after_ms=1_000)
    assert loaded(run).score.streak == 2


def test_an_untimed_run_keeps_the_streak_and_gives_no_time_points(
    player: Player, story: Story, hands: Hands
) -> None:
    run = play(services.start(player, story=story, timed=False), hands, after_ms=60_000)
    # 600 and 10 + 20 + 30 + 40 + 50
    assert (run.points, run.time_points, run.best_streak) == (750, 0, 6)
    assert not Answer.objects.filter(is_late=True).exists()


def test_an_identical_repeat_gets_the_first_answer_and_another_is_refused(run: Run, hands: Hands) -> None:
    round = round_of(run, 1)
    wrong = wrong_option(round)
    first = services.answer(run, number=1, token=wrong.token, now=hands.read())
    hands.pass_ms(9_000)
    again = services.answer(run, number=1, token=wrong.token, now=hands.read())
    assert (again.pk, again.elapsed_ms) == (first.pk, first.elapsed_ms)
    with pytest.raises(Conflict):
        services.answer(run, number=1, token=right_option(round).token, now=hands.read())
    assert Answer.objects.count() == 1


def test_a_second_answer_is_refused_by_the_database_too(run: Run) -> None:
    round = round_of(run, 1)
    values = {"round": round, "option": wrong_option(round), "elapsed_ms": 1, "is_right": False}
    Answer.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(**values)


def test_a_round_that_is_not_open_takes_no_answer(run: Run, hands: Hands) -> None:
    with pytest.raises(Conflict):
        services.answer(run, number=2, token=right_option(round_of(run, 2)).token, now=hands.read())
    with pytest.raises(Conflict):
        services.give_up(run, number=2, now=hands.read())
    with pytest.raises(Conflict):
        services.go_on(run, number=1)


def test_tokens_of_another_round_or_run_are_unknown(run: Run, story: Story, hands: Hands) -> None:
    other = services.start(Player.objects.create(), story=story, timed=True)
    opened(other, hands)
    for token in (
        right_option(round_of(other, 1)).token,
        right_option(round_of(run, 2)).token,
        "",
        "x" * 22,
        "чужий",
    ):
        with pytest.raises(Unknown):
            services.answer(run, number=1, token=token, now=hands.read())
    with pytest.raises(Unknown):
        services.answer(run, number=7, token=right_option(round_of(run, 1)).token, now=hands.read())
    assert not Answer.objects.exists()


def test_giving_up_shows_the_answer_and_ends_the_streak(run: Run, hands: Hands) -> None:
    answer(run, 1, hands)
    given = services.give_up(run, number=2, now=hands.read())
    assert services.give_up(run, number=2, now=hands.read()) == given
    score = loaded(run).score
    assert (score.streak, score.correct, score.counted) == (0, 1, 2)
    with pytest.raises(Conflict):
        services.answer(run, number=2, token=right_option(round_of(run, 2)).token, now=hands.read())


def test_going_on_twice_goes_on_once(run: Run, hands: Hands) -> None:
    answer(run, 1, hands)
    services.go_on(run, number=1)
    run.refresh_from_db()
    assert run.position == 2


def test_finishing_pays_once_and_says_why(run: Run, player: Player, hands: Hands) -> None:
    play(run, hands, "111100")
    opened(run, hands)
    assert (run.xp, run.xp_reason) == (
        12,
        "4 for finishing, 2 for each of 4 quotations you had not placed before.",
    )
    award = player.awards.get()
    assert (award.source, award.amount) == (f"quiz:{run.pk}:finish", 12)
    player.refresh_from_db()
    assert (player.xp, xp_drift(player)) == (12, 0)


def test_a_quotation_placed_before_earns_nothing_again(
    run: Run, player: Player, story: Story, hands: Hands
) -> None:
    play(run, hands, "111111")
    again = play(services.start(player, story=story, timed=True), hands)
    assert (run.xp, again.xp) == (16, 4)


def test_nothing_right_earns_nothing(run: Run, player: Player, hands: Hands) -> None:
    play(run, hands, "000000")
    assert run.xp == 0
    assert not player.awards.exists()


def test_a_script_earns_no_more_than_the_cap(
    player: Player, publish: Callable[[StoryDocument], Story], hands: Hands
) -> None:
    """Twelve quizzes in one day, every answer right at once, two thirds of them new."""
    stories = [publish(another(f"story-{n}")) for n in range(8)]
    for story in [*stories, *stories[:4]]:
        play(services.start(player, story=story, timed=True), hands, after_ms=0)
    player.refresh_from_db()
    earned = [run.xp for run in Run.objects.order_by("finished_at", "started_at")]
    assert sum(earned) == player.xp == 60
    assert sorted(earned, reverse=True)[:5] == [16, 16, 8, 8, 4]
    assert xp_drift(player) == 0


def test_a_new_day_pays_in_full_again(run: Run, player: Player, story: Story, hands: Hands) -> None:
    for _ in range(4):
        play(services.start(player, story=story, timed=True), hands)
    hands.pass_ms(86_400_000)
    tomorrow = play(services.start(player, story=story, timed=True), hands)
    assert tomorrow.xp == 4


def test_the_daily_is_the_same_five_for_everyone_with_tokens_and_order_of_their_own(
    publish: Callable[[StoryDocument], Story], player: Player, hands: Hands
) -> None:
    for document in (quotable(), another()):
        publish(document)
    runs = [services.start_daily(p, timed=True) for p in (player, Player.objects.create())]
    publish(another("third-story"))  # published later in the day: changes nothing
    runs.append(services.start_daily(Player.objects.create(), timed=False))
    asked = [[round.fingerprint for round in loaded(run).rounds] for run in runs]
    assert len(asked[0]) == 5
    assert asked[0] == asked[1] == asked[2]
    four = [[{o.person for o in round.options.all()} for round in loaded(run).rounds] for run in runs]
    assert four[0] == four[1] == four[2]
    assert services.start_daily(player, timed=False) == runs[0]
    assert DailyQuiz.objects.count() == 1
    run = play(runs[0], hands)
    assert run.correct == 5


def test_there_is_no_daily_and_no_quiz_of_too_few_quotations(
    publish: Callable[[StoryDocument], Story], player: Player
) -> None:
    story = publish(quotable(quotes=[quote("q1"), quote("q2"), quote("q3")]))
    with pytest.raises(Conflict):
        services.start(player, story=story, timed=True)
    with pytest.raises(Conflict):
        services.start_daily(player, timed=True)


def test_four_usable_quotations_make_a_quiz_of_four_rounds(
    publish: Callable[[StoryDocument], Story], player: Player
) -> None:
    story = publish(quotable(quotes=[quote(f"q{n}") for n in (1, 2, 3, 4)]))
    assert services.start(player, story=story, timed=True).rounds.count() == 4


def test_a_report_is_taken_once_and_only_after_the_answer(run: Run, hands: Hands) -> None:
    with pytest.raises(Conflict):
        services.report(run, number=1, reason="speaker", note="")
    answer(run, 1, hands)
    first = services.report(run, number=1, reason="speaker", note="It was Ben.")
    again = services.report(run, number=1, reason="other", note="")
    assert again == first == Report.objects.get()
    assert (first.note, first.state, first.fingerprint) == (
        "It was Ben.",
        "open",
        round_of(run, 1).fingerprint,
    )
