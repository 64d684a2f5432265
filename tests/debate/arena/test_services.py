"""A play's moves: what each does, when it is refused, and that each happens once."""

from __future__ import annotations

import pytest

from debate.arena import services
from debate.arena.stage import Step, stage_of
from debate.models import Debate, Persona, Play, Prediction, Round, Speech, Verdict
from debate.referee.scoring import XP_CORRECT, XP_CROSSFIRE, XP_FINISH, XP_ROUND, Fate, Outcome, fate_of, seal
from newsroom.errors import Conflict
from newsroom.generation.models import State
from newsroom.players.models import Player
from newsroom.players.services import xp_drift
from stories.models import Story
from tests.debate.playing import begin, drain

pytestmark = pytest.mark.django_db


@pytest.fixture
def play(flagship: Story, cast: dict[str, Persona]) -> Play:
    return begin(flagship, cast)


def at(play: Play) -> Step:
    return stage_of(play).step


def test_a_play_runs_from_openings_to_a_result_and_pays_by_the_table(play: Play) -> None:
    assert at(play) is Step.WRITING_1
    drain(play.debate)
    assert at(play) is Step.PREDICT_1
    services.predict(play, number=1, side="pro", confidence=70)
    assert at(play) is Step.CROSSFIRE
    services.choose_question(play, number=2)
    assert at(play) is Step.WRITING_2
    drain(play.debate)
    assert at(play) is Step.PREDICT_2
    services.predict(play, number=2, side="con", confidence=55)
    shown = stage_of(play)
    assert shown.step is Step.FINISHED
    assert shown.result is not None
    right = sum(view.call.fate is Fate.RIGHT for view in shown.rounds if view.call)
    expected = XP_FINISH + 2 * XP_ROUND + right * XP_CORRECT + XP_CROSSFIRE
    play.player.refresh_from_db()
    assert play.player.xp == shown.result.xp_total == expected
    assert xp_drift(play.player) == 0


def test_joining_a_debate_that_exists_writes_nothing_again(
    flagship: Story, cast: dict[str, Persona], play: Play
) -> None:
    drain(play.debate)
    second = begin(flagship, cast)
    assert second.debate_id == play.debate_id
    assert second.pk != play.pk
    assert at(second) is Step.PREDICT_1
    assert Speech.objects.count() == 2


def test_asking_for_the_same_debate_again_leads_back_to_the_play(
    flagship: Story, cast: dict[str, Persona], play: Play
) -> None:
    assert begin(flagship, cast, play.player).pk == play.pk
    assert Play.objects.count() == 1


def test_sides_swapped_is_another_debate(flagship: Story, cast: dict[str, Persona], play: Play) -> None:
    swapped = services.start_play(
        play.player,
        story=flagship,
        motion=flagship.document.motions[0],
        pro=cast["mozi"],
        con=cast["thucydides"],
    )
    assert swapped.debate_id != play.debate_id


def test_no_prediction_opens_before_the_verdict_is_sealed(play: Play) -> None:
    with pytest.raises(Conflict, match="not sealed"):
        services.predict(play, number=1, side="pro", confidence=70)
    with pytest.raises(Conflict, match="has not begun"):
        services.predict(play, number=2, side="pro", confidence=70)
    assert Prediction.objects.count() == 0


def test_a_prediction_is_made_once(play: Play) -> None:
    drain(play.debate)
    first = services.predict(play, number=1, side="pro", confidence=70)
    earned = Player.objects.get(pk=play.player_id).xp
    assert services.predict(play, number=1, side="pro", confidence=70).pk == first.pk
    for side, confidence in (("con", 70), ("pro", 85)):
        with pytest.raises(Conflict, match="sealed"):
            services.predict(play, number=1, side=side, confidence=confidence)
    assert Prediction.objects.count() == 1
    assert Player.objects.get(pk=play.player_id).xp == earned


def test_the_crossfire_is_set_once_and_only_after_the_first_call(play: Play) -> None:
    drain(play.debate)
    with pytest.raises(Conflict, match="Predict round one"):
        services.choose_question(play, number=1)
    services.predict(play, number=1, side="pro", confidence=70)
    chosen = services.choose_question(play, number=1)
    assert services.choose_question(play, number=1) == chosen
    with pytest.raises(Conflict, match="have chosen"):
        services.choose_question(play, number=3)
    assert Round.objects.filter(number=2).count() == 1


def test_a_question_has_one_round_two_for_all_who_choose_it(
    flagship: Story, cast: dict[str, Persona], play: Play
) -> None:
    other = begin(flagship, cast)
    drain(play.debate)
    for each in (play, other):
        services.predict(each, number=1, side="con", confidence=55)
        services.choose_question(each, number=3)
    drain(play.debate)
    assert Round.objects.filter(number=2).count() == 1
    assert Speech.objects.filter(round__number=2).count() == 4
    assert at(play) is at(other) is Step.PREDICT_2


def test_a_failed_piece_stalls_the_play_and_can_be_tried_again(play: Play) -> None:
    speech = Speech.objects.get(side="pro")
    Speech.objects.filter(pk=speech.pk).update(state=State.FAILED, failure="This took too long to write.")
    stalled = stage_of(play)
    assert stalled.step is Step.FAILED
    assert stalled.failure == "This took too long to write."
    assert services.try_again(play) == 1
    assert services.try_again(play) == 0
    drain(play.debate)
    assert at(play) is Step.PREDICT_1


def test_the_seal_shown_before_fits_the_verdict_shown_after(play: Play) -> None:
    drain(play.debate)
    before = stage_of(play).rounds[0]
    assert len(before.seal) == 64
    assert before.verdict is None
    services.predict(play, number=1, side="pro", confidence=85)
    verdict = Verdict.objects.get(round__number=1)
    after = stage_of(play).rounds[0]
    assert after.verdict is not None
    assert after.call is not None
    assert seal(after.verdict.nonce, verdict.record) == before.seal
    assert after.call.fate is fate_of("pro", Outcome(verdict.record["outcome"]))


def test_every_change_a_player_could_see_raises_the_version(play: Play) -> None:
    versions = [stage_of(play).version]
    drain(play.debate)
    versions.append(stage_of(play).version)
    services.predict(play, number=1, side="pro", confidence=85)
    versions.append(stage_of(play).version)
    services.choose_question(play, number=1)
    versions.append(stage_of(play).version)
    drain(play.debate)
    versions.append(stage_of(play).version)
    assert versions == sorted(set(versions))


def test_a_persona_cannot_oppose_itself_even_by_a_direct_write(play: Play) -> None:
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        Debate.objects.filter(pk=play.debate_id).update(con=play.debate.pro)
