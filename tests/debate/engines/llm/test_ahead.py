"""Written ahead: what is started before anyone asks, and every bound that it keeps."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from debate.arena import services
from debate.arena.stage import Step, stage_of
from debate.daily.services import ensure
from debate.models import Debate, Persona, Play, Round, Speech, Verdict
from debate.written import ahead, flow
from newsroom import days
from newsroom.llm.models import Call, Spend, Switch
from newsroom.players.models import Player
from stories import publishing
from stories.models import Story
from tests.debate.engines.llm.parrot import Parrot
from tests.debate.playing import at_once, begin, drain
from tests.llm.conftest import sent_calls
from tests.llm.fake_openai import status

pytestmark = pytest.mark.django_db


@pytest.fixture
def play(parrot: Parrot, flagship: Story, cast: dict[str, Persona]) -> Play:
    """One of two plays of a debate whose openings are judged."""
    made = begin(flagship, cast)
    begin(flagship, cast)
    drain(made.debate)
    return made


def branches(debate: Debate) -> list[Round]:
    return list(debate.rounds.filter(number=2))


def test_a_popular_debate_gets_its_three_branches_and_each_once(play: Play, parrot: Parrot) -> None:
    assert ahead.write_ahead() == 3
    assert ahead.write_ahead() == 0, "while they are being written nothing else is begun"
    drain(play.debate)
    assert ahead.write_ahead() == 0
    assert len(branches(play.debate)) == 3
    assert {row.engine for row in Speech.objects.all()} == {"llm"}
    per_purpose = Counter(chat.purpose for chat in parrot.fake.chats())
    assert (per_purpose["opening"], per_purpose["answer"], per_purpose["closing"]) == (2, 6, 6)
    assert sent_calls() == len(parrot.fake.chats())


def test_it_belongs_to_no_player_and_costs_the_site_alone(play: Play, settings: Settings) -> None:
    settings.LLM_BUDGET_PLAYER_DAY_TOKENS = settings.LLM_BUDGET_SITE_DAY_TOKENS = 10**9
    Spend.objects.all().delete()  # what the players' openings took
    before = Call.objects.count()
    ahead.write_ahead()
    drain(play.debate)
    written = Call.objects.order_by("created_at", "pk")[before:]
    assert len(written) > 0
    assert {call.player_id for call in written} == {None}
    assert {call.subject_id for call in written} == {str(play.debate_id)}
    assert not Spend.objects.filter(scope="player_day").exists()
    site = Spend.objects.get(scope="site_day")
    assert site.tokens == sum(call.tokens_in + call.tokens_out for call in written)


def test_whoever_chooses_a_question_written_ahead_reads_at_once(play: Play) -> None:
    ahead.write_ahead()
    drain(play.debate)
    asked = Speech.objects.count()
    services.predict(play, number=1, side="pro", confidence=70)
    services.choose_question(play, number=3)
    assert stage_of(play).step is Step.PREDICT_2
    assert Speech.objects.count() == asked


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_the_days_count_is_never_exceeded(play: Play, settings: Settings, limit: int) -> None:
    settings.AHEAD_ROUNDS_DAY = limit
    for _ in range(4):
        ahead.write_ahead()
        drain(play.debate)
    assert len(branches(play.debate)) == limit


def test_a_new_day_has_its_slots_anew(play: Play, settings: Settings) -> None:
    settings.AHEAD_ROUNDS_DAY = 1
    ahead.write_ahead()
    drain(play.debate)
    yesterday = days.today() - dt.timedelta(days=1)
    Round.objects.filter(number=2).update(ahead=f"{yesterday}/1")
    assert ahead.write_ahead() == 1


def test_the_sites_budget_is_left_to_players_beyond_its_share(play: Play, settings: Settings) -> None:
    settings.AHEAD_BUDGET_SHARE = 0.5
    settings.LLM_BUDGET_SITE_DAY_TOKENS = 1000
    Spend.objects.filter(scope="site_day").update(tokens=500)
    assert ahead.write_ahead() == 0
    Spend.objects.filter(scope="site_day").update(tokens=499)
    assert ahead.write_ahead() == 3


def test_nothing_is_begun_while_somebody_waits(play: Play, flagship: Story, cast: dict[str, Persona]) -> None:
    motion = flagship.document.motions[1]
    waiting = services.start_play(
        Player.objects.create(), story=flagship, motion=motion, pro=cast["mozi"], con=cast["thucydides"]
    )
    assert ahead.write_ahead() == 0
    drain(waiting.debate)
    assert ahead.write_ahead() == 3


@pytest.mark.parametrize("why", ["switch", "no model", "rest", "one play", "old", "withdrawn", "new brief"])
def test_it_is_not_begun_where_it_is_no_use(
    play: Play, parrot: Parrot, settings: Settings, flagship: Story, why: str
) -> None:
    match why:
        case "switch":
            Switch.objects.update_or_create(defaults={"calls_allowed": False})
        case "no model":
            settings.NEWSROOM_MODEL = ""
        case "rest":
            from newsroom.llm.models import Endpoint

            Endpoint.objects.update(failures=9, resting_until=timezone.now() + dt.timedelta(minutes=1))
        case "one play":
            Play.objects.exclude(pk=play.pk).delete()
        case "old":
            Play.objects.update(started_at=timezone.now() - dt.timedelta(days=4))
        case "withdrawn":
            Story.objects.update(withdrawn_at=timezone.now())
        case "new brief":
            motion = flagship.motions.get(key=play.debate.motion_key)
            motion.bearings.first().delete()  # type: ignore[union-attr]
            publishing.publish(flagship)
    assert ahead.write_ahead() == 0
    assert branches(play.debate) == []


def test_a_branch_that_fails_unwatched_stays_the_models_and_is_tried_when_asked_for(
    play: Play, parrot: Parrot
) -> None:
    parrot.fails(status(500))
    ahead.write_ahead()
    drain(play.debate)
    answers = Speech.objects.filter(part="answer")
    assert {(row.state, row.fallback_reason) for row in answers} == {("failed", "")}
    Parrot(parrot.fake)  # the endpoint is back
    services.predict(play, number=1, side="pro", confidence=70)
    services.choose_question(play, number=1)
    drain(play.debate)
    assert stage_of(play).step is Step.PREDICT_2
    chosen = Speech.objects.filter(round__question__number=1)
    assert {row.engine for row in chosen} == {"llm"}


def test_a_player_who_waits_for_it_gets_the_offline_engine_instead(play: Play, parrot: Parrot) -> None:
    ahead.write_ahead()
    services.predict(play, number=1, side="pro", confidence=70)
    services.choose_question(play, number=1)
    parrot.fails(status(500))
    drain(play.debate)
    assert stage_of(play).step is Step.PREDICT_2
    assert {row.engine for row in Speech.objects.filter(round__question__number=1)} == {"offline"}


def test_the_daily_pair_is_written_as_an_ordinary_debate_first(
    parrot: Parrot, flagship: Story, cast: dict[str, Persona]
) -> None:
    daily = ensure(days.today())
    assert daily is not None
    for _ in range(3):
        drain(daily.debate)
        ensure(days.today())
    assert ahead.write_ahead() == 1
    made = Debate.objects.exclude(pk=daily.debate_id).get()
    assert (made.pro, made.con, made.motion_key) == (
        daily.debate.pro,
        daily.debate.con,
        daily.debate.motion_key,
    )
    assert made.brief_sha256 != daily.debate.brief_sha256, "the day's texts and verdicts stay its own"
    drain(made)
    assert ahead.write_ahead() == 3
    drain(made)
    joined = services.start_play(
        Player.objects.create(),
        story=flagship,
        motion=next(m for m in flagship.document.motions if m.key == made.motion_key),
        pro=made.pro,
        con=made.con,
    )
    assert stage_of(joined).step is Step.PREDICT_1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_stay_within_the_slots_and_write_no_branch_twice(play: Play, settings: Settings) -> None:
    settings.AHEAD_ROUNDS_DAY = 2
    questions = list(play.debate.questions.all())
    at_once(12, lambda i: ahead._in_a_slot(questions[i % 3]))
    rounds = branches(play.debate)
    assert len(rounds) == 2
    assert sorted(str(round.ahead)[-2:] for round in rounds) == ["/1", "/2"]
    assert Speech.objects.filter(round__in=rounds).count() == 4


def test_the_offline_engine_writes_nothing_ahead(flagship: Story, cast: dict[str, Persona]) -> None:
    for _ in range(2):
        play = begin(flagship, cast)
    drain(play.debate)
    assert ahead.write_ahead() == 0
    assert Verdict.objects.count() == 1
    assert flow.start(play.debate).ahead is None
