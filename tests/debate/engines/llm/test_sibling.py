"""When a model fails a play for good, its player goes on offline: what moves, what stays, and that it happens once."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from debate.arena import services, sibling
from debate.arena.stage import Step, stage_of
from debate.models import Debate, Persona, Play, Prediction, QuestionSet, Round, Speech, Verdict
from debate.record import profile
from newsroom.generation import services as generation
from newsroom.players.models import Award, CredEntry, Player
from newsroom.players.services import cred_drift, xp_drift
from stories.models import Story
from tests.debate.engines.llm.parrot import Parrot
from tests.debate.playing import at_once, begin, drain
from tests.llm.fake_openai import reply, status

pytestmark = pytest.mark.django_db

CHOICE = {"motion": "frozen-front-line", "pro": "thucydides", "con": "mozi"}


@pytest.fixture(autouse=True)
def failing_visibly(settings: Settings) -> None:
    settings.NEWSROOM_FALLBACK = False


@pytest.fixture
def play(parrot: Parrot, flagship: Story, cast: dict[str, Persona], rae: Client) -> Play:
    """Rae's play of a model's debate, nothing of it written."""
    rae.post(f"/stories/{flagship.slug}/arena/", CHOICE)
    return Play.objects.get()


def stall(play: Play, parrot: Parrot) -> None:
    """Every request of a debate fails, until nothing is left to try."""
    parrot.fails(status(500))
    drain(play.debate)


def stall_in_round_two(play: Play, parrot: Parrot) -> None:
    drain(play.debate)
    services.predict(play, number=1, side="pro", confidence=70)
    services.choose_question(play, number=2)
    stall(play, parrot)
    play.refresh_from_db()


def fresh(play: Play) -> Play:
    return Play.objects.get(pk=play.pk)


def finish(play: Play) -> Play:
    """Play a debate on to its end, from wherever it stands."""
    play = fresh(play)
    drain(play.debate)
    for number in (1, 2):
        if not play.predictions.filter(number=number).exists():
            services.predict(play, number=number, side="con", confidence=85)
        if number == 1 and play.question is None:
            services.choose_question(play, number=1)
            play = fresh(play)
        drain(play.debate)
    return fresh(play)


def page_of(response: HttpResponse) -> str:
    """The page that a move leads to, wherever on it."""
    return urlsplit(response["Location"]).path


# --- before round 1 was called ---------------------------------------------------------------------------


def test_a_stalled_play_offers_both_ways_out(play: Play, parrot: Parrot, rae: Client) -> None:
    stall(play, parrot)
    page = rae.get(play.get_absolute_url()).content.decode()
    assert stage_of(play).step is Step.FAILED
    assert f'action="/plays/{play.pk}/again/#problem"' in page
    assert f'action="/plays/{play.pk}/offline/#problem"' in page
    assert "cred is untouched" in page


def test_going_on_from_round_one_is_the_offline_debate_under_the_same_address(
    play: Play, parrot: Parrot, rae: Client
) -> None:
    stall(play, parrot)
    failed, version = play.debate, stage_of(play).version
    response = rae.post(f"/plays/{play.pk}/offline/")
    assert (response.status_code, page_of(response)) == (303, play.get_absolute_url())
    moved = fresh(play)
    assert moved.debate.engine == "offline"
    assert moved.debate.brief_sha256 == failed.brief_sha256
    assert (moved.moved_from, moved.rated, Play.objects.count()) == (failed, True, 1)
    assert stage_of(moved).version > version, "a page that polls must see the change"
    drain(moved.debate)
    page = rae.get(play.get_absolute_url()).content.decode()
    assert "This play goes on with the offline engine." in page
    assert moved.moved_because in page
    state = json.loads(rae.get(f"/plays/{play.pk}.json").content)
    assert (state["step"], state["engine"], state["went_offline"]) == ("predict-1", "offline", True)
    assert CredEntry.objects.count() == 0
    done = finish(play)
    assert stage_of(done).step is Step.FINISHED
    assert Player.objects.get().xp == sum(amount for _, amount in stage_of(done).result.xp)  # type: ignore[union-attr]


def test_the_second_click_and_the_same_choice_lead_to_the_same_play(
    play: Play, parrot: Parrot, rae: Client, flagship: Story
) -> None:
    stall(play, parrot)
    where = {page_of(rae.post(f"/plays/{play.pk}/offline/")) for _ in range(3)}
    where.add(page_of(rae.post(f"/stories/{flagship.slug}/arena/", CHOICE)))
    assert where == {play.get_absolute_url()}
    assert (Play.objects.count(), Debate.objects.count()) == (1, 2)


def test_with_htmx_the_stage_of_the_sibling_comes_back(play: Play, parrot: Parrot, rae: Client) -> None:
    stall(play, parrot)
    response = rae.post(f"/plays/{play.pk}/offline/", HTTP_HX_REQUEST="true")
    assert response.status_code == 200
    assert 'data-step="writing-1"' in response.content.decode()
    assert response["HX-Push-Url"] == play.get_absolute_url()


def test_a_round_that_is_past_its_time_stalls_with_both_ways_out(play: Play, rae: Client) -> None:
    Speech.objects.update(give_up_at=timezone.now() - dt.timedelta(seconds=1))
    generation.sweep()
    shown = stage_of(play)
    assert (shown.step, shown.failure, shown.can_go_offline) == (Step.FAILED, generation.TOO_LATE, True)
    assert rae.post(f"/plays/{play.pk}/offline/").status_code == 303
    drain(fresh(play).debate)
    assert stage_of(play).step is Step.PREDICT_1


# --- after it --------------------------------------------------------------------------------------------


def test_a_called_round_one_stays_and_only_round_two_is_written_offline(
    play: Play, parrot: Parrot, rae: Client
) -> None:
    stall_in_round_two(play, parrot)
    question, xp, cred = play.question, Player.objects.get().xp, Player.objects.get().cred
    before = stage_of(play).rounds[0]
    assert rae.post(f"/plays/{play.pk}/offline/").status_code == 303
    moved = fresh(play)
    assert moved.debate.continues == moved.moved_from
    assert question is not None
    assert moved.question is not None
    assert moved.question.text == question.text
    after = stage_of(moved).rounds[0]
    assert (after.pk, after.verdict, after.pro) == (before.pk, before.verdict, before.pro)
    assert stage_of(moved).step is Step.WRITING_2
    assert not moved.debate.rounds.filter(number=1).exists()
    drain(moved.debate)
    shown = stage_of(moved)
    assert shown.step is Step.PREDICT_2
    assert {speech.engine for _, speeches in shown.rounds[0].sides for speech in speeches} == {"llm"}
    assert {speech.engine for _, speeches in shown.rounds[1].sides for speech in speeches} == {"offline"}
    assert (Player.objects.get().xp, Player.objects.get().cred) == (xp, cred)
    done = finish(play)
    sources = [award.source.removeprefix(f"play:{play.pk}:") for award in Award.objects.all()]
    assert Counter(source for source in sources if not source.startswith("call")) == Counter(
        ["round:1", "crossfire", "round:2", "finish"]
    )
    player = Player.objects.get()
    assert (xp_drift(player), cred_drift(player)) == (0, 0)
    assert set(CredEntry.objects.values_list("debate_ref", flat=True)) == {
        f"debate:{done.debate.continues_id}"
    }
    assert stage_of(done).result is not None
    replay = rae.get(f"/replays/{done.replay_code}/").content.decode()
    assert 'id="round-1"' in replay
    assert 'id="round-2"' in replay


def test_questions_that_failed_are_drawn_up_offline_from_the_openings_that_were_called(
    play: Play, parrot: Parrot, rae: Client
) -> None:
    parrot.fake._by_purpose["questions"] = status(401)
    drain(play.debate)
    assert stage_of(play).step is Step.PREDICT_1
    assert rae.post(f"/plays/{play.pk}/offline/").status_code == 409, (
        "round 1 can be called; nothing is lost yet"
    )
    services.predict(play, number=1, side="pro", confidence=70)
    assert stage_of(play).step is Step.FAILED
    assert rae.post(f"/plays/{play.pk}/offline/").status_code == 303
    moved = fresh(play)
    assert stage_of(moved).step is Step.ASKING
    drain(moved.debate)
    assert QuestionSet.objects.get(debate=moved.debate).engine == "offline"
    assert stage_of(moved).step is Step.CROSSFIRE
    assert stage_of(finish(play)).step is Step.FINISHED
    assert Verdict.objects.filter(round__number=1).count() == 1


def test_whom_one_debate_fails_in_round_two_share_its_sibling(
    play: Play, parrot: Parrot, flagship: Story, cast: dict[str, Persona]
) -> None:
    other = begin(flagship, cast)
    drain(play.debate)
    for each in (play, other):
        services.predict(each, number=1, side="pro", confidence=70)
        services.choose_question(each, number=3)
    stall(play, parrot)
    moved = [sibling.go_on_offline(each) for each in (play, other)]
    assert moved[0].debate_id == moved[1].debate_id
    assert moved[0].question_id == moved[1].question_id
    assert Round.objects.filter(number=2).count() == 2  # the one that failed, and the sibling's


# --- a player who has a play of the sibling ----------------------------------------------------------------


@pytest.fixture
def has_played_offline(
    flagship: Story, cast: dict[str, Persona], settings: Settings, play: Play
) -> Callable[[], Play]:
    """Rae's play of the offline debate, from before a model was configured."""

    def make() -> Play:
        model, settings.NEWSROOM_MODEL = settings.NEWSROOM_MODEL, ""
        made = begin(flagship, cast, play.player)
        settings.NEWSROOM_MODEL = model
        return made

    return make


def test_a_player_with_a_play_of_the_sibling_is_led_to_it(
    play: Play, parrot: Parrot, rae: Client, has_played_offline: Callable[[], Play]
) -> None:
    theirs = has_played_offline()
    stall(play, parrot)
    for _ in range(2):
        assert page_of(rae.post(f"/plays/{play.pk}/offline/")) == theirs.get_absolute_url()
    assert Play.objects.count() == 2
    assert fresh(play).debate.engine == "llm"


def test_no_round_is_paid_twice_across_siblings(
    play: Play, parrot: Parrot, has_played_offline: Callable[[], Play]
) -> None:
    theirs = has_played_offline()
    stall(play, parrot)
    sibling.go_on_offline(play)
    finish(theirs)
    paid = Player.objects.get().xp
    Parrot(parrot.fake)  # the endpoint is back
    services.try_again(play)
    finish(play)
    assert stage_of(fresh(play)).step is Step.FINISHED
    calls = Award.objects.filter(source__contains=":call:").values_list("source", flat=True)
    rounds = Counter(source.rpartition(":call:")[2] for source in calls)
    assert all(count == 1 for count in rounds.values())
    assert Player.objects.get().xp <= paid + 20 * (2 - sum(s.startswith(f"play:{theirs.pk}") for s in calls))
    for what in ("round:1", "round:2", "crossfire", "finish"):
        assert Award.objects.filter(source__endswith=what).count() == 1


# --- rated -------------------------------------------------------------------------------------------------


def test_an_unrated_play_stays_unrated(play: Play, parrot: Parrot) -> None:
    Play.objects.update(rated=False)
    stall(play, parrot)
    assert sibling.go_on_offline(play).rated is False


def test_whoever_has_opened_the_siblings_verdict_goes_on_unrated(
    play: Play, parrot: Parrot, rae: Client, sly: Client, flagship: Story, settings: Settings
) -> None:
    model, settings.NEWSROOM_MODEL = settings.NEWSROOM_MODEL, ""
    sly.post(f"/stories/{flagship.slug}/arena/", CHOICE)
    shared = finish(Play.objects.exclude(pk=play.pk).get())
    settings.NEWSROOM_MODEL = model
    rae.post(f"/replays/{shared.replay_code}/", {"round": 1, "show": "1"})
    stall(play, parrot)
    rae.post(f"/plays/{play.pk}/offline/")
    assert fresh(play).debate_id == shared.debate_id
    assert fresh(play).rated is False


def test_a_replay_that_continues_a_debate_gives_that_debates_verdict_away_too(
    play: Play, parrot: Parrot, sly: Client, flagship: Story
) -> None:
    stall_in_round_two(play, parrot)
    done = finish(sibling.go_on_offline(play))
    sly.post(f"/replays/{done.replay_code}/", {"round": 1, "show": "1"})
    sly.post(f"/stories/{flagship.slug}/arena/", CHOICE)
    assert Play.objects.exclude(pk=play.pk).get().rated is False


# --- who may, and when --------------------------------------------------------------------------------------


def test_only_a_stalled_play_of_ones_own_moves(
    play: Play, parrot: Parrot, rae: Client, sly: Client, settings: Settings
) -> None:
    url = f"/plays/{play.pk}/offline/"
    assert rae.post(url).status_code == 409
    stall(play, parrot)
    assert rae.get(url).status_code == 405
    assert sly.post(url).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = rae.cookies
    assert strict.post(url).status_code == 403
    assert fresh(play).moved_from is None


def test_an_offline_debate_that_stalled_can_only_be_tried_again(
    flagship: Story, cast: dict[str, Persona], rae: Client
) -> None:
    rae.post(f"/stories/{flagship.slug}/arena/", CHOICE)
    play = Play.objects.get()
    Speech.objects.filter(side="pro").update(state="failed", failure="This took too long to write.")
    assert rae.post(f"/plays/{play.pk}/offline/").status_code == 409
    page = rae.get(play.get_absolute_url()).content.decode()
    assert "/again/" in page
    assert "/offline/" not in page


def test_a_failure_that_somebody_mended_in_the_meantime_is_a_409(
    play: Play, parrot: Parrot, rae: Client
) -> None:
    stall(play, parrot)
    services.try_again(play)
    assert rae.post(f"/plays/{play.pk}/offline/").status_code == 409
    assert fresh(play).debate.engine == "llm"


def test_merging_into_an_account_pays_a_shared_round_one_once(
    play: Play, parrot: Parrot, flagship: Story, cast: dict[str, Persona]
) -> None:
    account = Player.objects.create()
    kept = begin(flagship, cast, account)
    stall_in_round_two(play, parrot)
    sibling.go_on_offline(play)
    doubled = list(profile.hand_over(play.player, account))
    assert doubled == [f"play:{play.pk}:"]
    assert list(account.plays.all()) == [kept]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_round_two", [False, True])
def test_sixteen_clicks_of_two_players_at_once_move_each_play_once(
    play: Play, parrot: Parrot, flagship: Story, cast: dict[str, Persona], is_round_two: bool
) -> None:
    other = begin(flagship, cast)
    if is_round_two:
        drain(play.debate)
        for each in (play, other):
            services.predict(each, number=1, side="pro", confidence=55)
            services.choose_question(each, number=1)
    stall(play, parrot)
    moved = at_once(16, lambda i: sibling.go_on_offline((play, other)[i % 2]).debate_id)
    assert len(set(moved)) == 1
    assert (Debate.objects.count(), Play.objects.count()) == (2, 2)
    siblings = Round.objects.filter(debate__engine="offline")
    assert siblings.count() == 1
    assert Speech.objects.filter(round__in=siblings).count() == 2
    assert Prediction.objects.count() == (2 if is_round_two else 0)


def test_an_answer_that_never_comes_is_a_stall_as_well(play: Play, parrot: Parrot) -> None:
    """Refusals end the same way as silence: with a sentence, and both ways out."""
    parrot.fails(reply("", refusal="I would rather not."))
    drain(play.debate)
    shown = stage_of(play)
    assert shown.can_go_offline
    assert shown.failure
