"""A quotation corrected or withdrawn: what it voids, what it leaves, and that it can come back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from newsroom.errors import Conflict
from newsroom.players.models import Player
from newsroom.players.services import xp_drift
from quiz import bank, loading, services, voids
from quiz.models import Report, Run
from stories import publishing
from stories.document import StoryDocument
from stories.models import Person, Quote, Story
from stories.renaming import rename
from tests.quiz.documents import TEXTS, quotable, quote
from tests.quiz.playing import Hands, answer, loaded, opened, play, round_of, wrong_option

pytestmark = pytest.mark.django_db
Publish = Callable[[StoryDocument], Story]


def without(key: str) -> StoryDocument:
    return quotable(quotes=[quote(other) for other in TEXTS if not key.endswith(other)])


def changed(which: str, **fields: str) -> StoryDocument:
    quotes = [quote(other) | (fields if other == which else {}) for other in TEXTS]
    return quotable(quotes=quotes)


@pytest.mark.parametrize(
    ("fields", "is_void"),
    [
        ({"text": "The ferry hardly ever ran on time"}, True),
        ({"speaker": "ben"}, True),
        ({"date": "2026-05-13"}, False),
        ({"context": "In the first hearing, after midnight."}, False),
        ({"key": "renamed"}, False),
    ],
)
def test_only_the_words_and_their_speaker_make_a_question(
    run: Run, publish: Publish, hands: Hands, fields: dict[str, str], is_void: bool
) -> None:
    play(run, hands)
    if "key" in fields:
        rename(Quote.objects.get(key="ada-on-q1"), fields["key"])
    publish(changed("q1", **fields))
    voids.recheck_everything()
    assert [r.is_void for r in loaded(run).rounds if r.quote_key == "ada-on-q1"] == [is_void]


def test_a_speakers_new_key_voids_nothing_and_a_report_still_counts(
    run: Run, publish: Publish, hands: Hands
) -> None:
    play(run, hands)
    said = next(r for r in loaded(run).rounds if r.quote_key == "ada-on-q6")
    Report.objects.create(
        story=said.story,
        quote_key=said.quote_key,
        fingerprint=said.fingerprint,
        reason=Report.Reason.WORDING,
        state=Report.State.UPHELD,
    )
    assert voids.recheck_everything() == 1
    ada = Person.objects.get(key="ada")
    rename(ada, "ada-voss")
    publishing.publish(ada.story)
    assert voids.recheck_everything() == 0
    assert [r.quote_key for r in loaded(run).rounds if r.is_void] == ["ada-on-q6"]
    asked = bank.askable(Story.objects.get(pk=said.story_id), bank.upheld())
    assert len(asked) == 5
    assert "ada-on-q6" not in {question.quote.key for question in asked}


def test_a_withdrawn_quotation_counts_neither_way_and_totals_are_repaired(
    run: Run, player: Player, publish: Publish, hands: Hands
) -> None:
    play(run, hands, "111111", after_ms=10_000)
    third = round_of(run, 3).quote_key
    publish(without(third))
    assert voids.recheck_everything() == 1
    run.refresh_from_db()
    # five right at 10 s, the streak across the gap: 5·125 + 10 + 20 + 30 + 40
    assert (run.points, run.counted, run.correct, run.best_streak) == (725, 5, 5, 5)
    assert voids.drifted() == []
    player.refresh_from_db()
    assert (run.xp, player.xp, xp_drift(player)) == (16, 16, 0)  # the ledger is only ever added to


def test_a_wrong_answer_to_a_withdrawn_quotation_no_longer_breaks_the_streak(
    run: Run, publish: Publish, hands: Hands
) -> None:
    play(run, hands, "110111", after_ms=10_000)
    assert (run.points, run.best_streak) == (5 * 125 + 10 + 10 + 20, 3)
    publish(without(round_of(run, 3).quote_key))
    voids.recheck_everything()
    run.refresh_from_db()
    assert (run.points, run.best_streak, run.correct, run.counted) == (725, 5, 5, 5)


def test_it_comes_back_when_it_is_published_again(run: Run, publish: Publish, hands: Hands) -> None:
    play(run, hands)
    before = run.points
    publish(without("q1"))
    voids.recheck_everything()
    publish(quotable())
    assert voids.recheck_everything() == 1
    assert voids.recheck_everything() == 0
    run.refresh_from_db()
    assert run.points == before
    assert not run.rounds.filter(voided_at__isnull=False).exists()


def test_publication_itself_voids(
    run: Run,
    publish: Publish,
    hands: Hands,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    play(run, hands)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        publish(without("q1"))
    run.refresh_from_db()
    assert (run.counted, run.rounds.filter(voided_at__isnull=False).count()) == (5, 1)


def test_reading_voids_where_publication_could_not(run: Run, publish: Publish, hands: Hands) -> None:
    play(run, hands)
    publish(without("q1"))  # its on_commit never runs in this test
    run.refresh_from_db()
    assert run.counted == 6
    opened(run, hands)
    run.refresh_from_db()
    assert run.counted == 5


def test_a_withdrawn_story_voids_all_of_it_and_the_ledger_stays(
    run: Run, player: Player, story: Story, hands: Hands
) -> None:
    play(run, hands)
    publishing.withdraw(story, reason="Wrong.")
    voids.recheck_everything()
    run.refresh_from_db()
    assert (run.points, run.counted, run.average_ms, run.xp) == (0, 0, None, 16)
    player.refresh_from_db()
    assert player.xp == 16
    publishing.publish(story)
    voids.recheck_everything()
    run.refresh_from_db()
    assert run.counted == 6


def test_a_round_voided_before_it_was_answered_is_passed_over(
    run: Run, publish: Publish, hands: Hands
) -> None:
    answer(run, 1, hands)
    token = wrong_option(round_of(run, 2)).token
    publish(without(round_of(run, 2).quote_key))
    voids.recheck_everything()
    with pytest.raises(Conflict, match="withdrawn"):
        services.answer(run, number=2, token=token, now=hands.read())
    assert opened(run, hands).run.position == 3
    for number in (3, 4, 5, 6):
        answer(run, number, hands)
    run.refresh_from_db()
    assert (run.counted, run.best_streak) == (5, 5)
    assert run.finished_at is not None


def test_a_run_whose_last_open_round_is_voided_ends(run: Run, publish: Publish, hands: Hands) -> None:
    for number in range(1, 6):
        answer(run, number, hands)
    publish(without(round_of(run, 6).quote_key))
    over = opened(run, hands)
    assert over.current is None
    run.refresh_from_db()
    assert (run.finished_at, run.xp) == (hands.read(), 14)


def test_an_upheld_report_takes_the_quotation_out_of_runs_and_of_new_quizzes(
    run: Run, story: Story, hands: Hands
) -> None:
    play(run, hands)
    report = services.report(run, number=1, reason="speaker", note="")
    Report.objects.update(state=Report.State.UPHELD)
    voids.recheck_everything()
    assert loaded(run).rounds[0].is_void
    other = services.start(Player.objects.create(), story=story, timed=True)
    assert report.fingerprint not in {round.fingerprint for round in loaded(other).rounds}
    Report.objects.update(state=Report.State.DISMISSED)
    voids.recheck_everything()
    assert not loaded(run).rounds[0].is_void


def test_a_daily_begun_after_a_withdrawal_asks_the_rest(
    publish: Publish, player: Player, story: Story, hands: Hands
) -> None:
    early = services.start_daily(player, timed=True)
    gone = round_of(early, 1)
    publish(without(gone.quote_key))
    late = services.start_daily(Player.objects.create(), timed=True)
    assert [r.fingerprint for r in loaded(late).rounds] == [r.fingerprint for r in loaded(early).rounds[1:]]
    opened(early, hands)
    assert round_of(early, 1).is_void


def test_a_corrected_quotation_can_be_asked_again_as_a_new_one(
    run: Run, player: Player, publish: Publish, hands: Hands
) -> None:
    play(run, hands)
    story = publish(changed("q1", speaker="ben"))
    again = services.start(player, story=story, timed=True)
    corrected = next(r for r in loaded(again).rounds if r.quote_key == "ada-on-q1")
    assert loading.speaker_of(corrected).key == "ben"


def test_the_command_repairs_and_its_check_finds_drift(
    run: Run, hands: Hands, capsys: pytest.CaptureFixture[str]
) -> None:
    play(run, hands)
    call_command("recheck_quizzes", check=True)
    Run.objects.update(points=1)
    with pytest.raises(CommandError, match=str(run.pk)):
        call_command("recheck_quizzes", check=True)
    call_command("recheck_quizzes")
    assert "1 totals repaired" in capsys.readouterr().out
    call_command("recheck_quizzes", check=True)
    assert Run.objects.get().points == run.points


def test_rechecking_costs_the_same_however_much_was_played(
    story: Story, hands: Hands, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(3):
        play(services.start(Player.objects.create(), story=story, timed=True), hands)
    voids.recheck_everything()
    with django_assert_num_queries(3):  # type: ignore[attr-defined]  # upheld, stories, rounds
        voids.recheck(list(Story.objects.select_related("live").defer("live__document")))
