"""A whole debate by a model, through rows: written, judged, falling back, and always at an end."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from debate.arena import services
from debate.arena.stage import Step, stage_of
from debate.engines import current_engine
from debate.engines.llm import asking
from debate.models import Persona, Play, Speech, Verdict
from newsroom.generation import services as generation
from newsroom.generation.models import State
from newsroom.llm.models import Call, Switch
from newsroom.management.commands.doctor import _engine
from stories.models import Story
from tests.debate.engines.llm.failing import FAILURES
from tests.debate.engines.llm.parrot import Parrot
from tests.debate.playing import begin, drain, rows
from tests.llm import fake_openai as faults
from tests.llm.conftest import SHORT_SECONDS, sent_calls
from tests.llm.fake_openai import Behaviour, status

pytestmark = pytest.mark.django_db


def play_on(play: Play) -> None:
    drain(play.debate)
    services.predict(play, number=1, side="pro", confidence=70)
    services.choose_question(play, number=2)
    drain(play.debate)


@pytest.fixture
def play(parrot: Parrot, flagship: Story, cast: dict[str, Persona]) -> Play:
    return begin(flagship, cast)


def test_a_debate_is_written_and_judged_by_the_model(play: Play, parrot: Parrot) -> None:
    assert play.debate.engine == "llm"
    play_on(play)
    assert stage_of(play).step is Step.PREDICT_2
    for row in rows(play.debate):
        assert (row.state, row.engine, row.model) == (State.READY, "llm", faults.MODEL), row.fallback_reason
        assert row.fallback_reason == ""
        assert row.prompt_version
        assert row.tokens_in > 0
        assert row.raw_output
    assert {q.presses for q in play.debate.questions.all()} == {"pro", "con", "both"}
    assert sent_calls() == len(parrot.fake.chats())
    for verdict in Verdict.objects.all():
        assert len(verdict.calls) in (2, 4)
        orders = [call["order"] for call in verdict.calls]
        assert sum("=pro first" in order for order in orders) == len(orders) / 2
    paid = set(Call.objects.values_list("subject", "subject_id", "player_id"))
    assert paid == {("debate.debate", str(play.debate_id), play.player_id)}


def test_two_runs_of_a_task_write_once(play: Play, parrot: Parrot) -> None:
    drain(play.debate)
    before = len(parrot.fake.chats())
    for row in rows(play.debate):
        assert generation.work_on(type(row), row.pk) is False
    assert len(parrot.fake.chats()) == before


def test_sentences_that_fail_are_sent_back_twice_then_cut(play: Play, parrot: Parrot) -> None:
    parrot.adds = "Ukraine will keep 950,000 troops [2]."
    parrot.replaces = lambda number: "Ukraine will keep 951,000 troops [2]."
    generation.work_on(Speech, Speech.objects.get(side="pro").pk)
    speech = Speech.objects.get(side="pro")
    assert speech.engine == "llm"
    assert "950,000" in speech.raw_output
    assert "95" not in speech.text
    assert len(parrot.fake.chats("rewrite")) == 2
    assert "950,000" in parrot.fake.chats("rewrite")[0].prompt


def test_a_rewrite_that_passes_stands_where_the_failure_stood(play: Play, parrot: Parrot) -> None:
    parrot.adds = "Ukraine will keep 950,000 troops [2]."
    parrot.replaces = lambda number: "The 20-point framework lets Ukraine keep 800,000 troops [2]."
    generation.work_on(Speech, Speech.objects.get(side="pro").pk)
    speech = Speech.objects.get(side="pro")
    assert speech.sentences[1]["text"] == "The 20-point framework lets Ukraine keep 800,000 troops [2]."
    assert len(parrot.fake.chats("rewrite")) == 1


def test_what_a_writer_thinks_aloud_is_in_no_row(play: Play, parrot: Parrot) -> None:
    write = parrot.speech
    thought = "The 20-point framework lets Ukraine keep 800,000 troops [2]. Shall I say so? "
    parrot.fake.answer("opening", lambda request: f"<think>{thought * 8}</think>\n{write(request)}")
    drain(play.debate)
    for speech in Speech.objects.all():
        assert (speech.engine, speech.attempt) == ("llm", 1), speech.fallback_reason
        assert "Shall I say so" not in speech.raw_output + speech.text


def test_a_writer_whose_thought_never_ends_leaves_it_to_the_offline_engine(
    play: Play, parrot: Parrot
) -> None:
    write = parrot.speech
    parrot.fake.answer("opening", lambda request: f"<think>{write(request)} {write(request)}")
    drain(play.debate)
    for speech in Speech.objects.all():
        assert (speech.engine, speech.fallback_reason) == ("offline", "The model’s answer could not be used.")
    assert not Call.objects.filter(purpose="opening").exclude(raw_output="").exists()


def test_a_speech_of_which_too_little_stands_is_composed_and_says_so(play: Play, parrot: Parrot) -> None:
    parrot.fake.answer("opening", "Ukraine will keep 950,000 troops [2]. The rest is silence. " * 5)
    generation.work_on(Speech, Speech.objects.get(side="pro").pk)
    speech = Speech.objects.get(side="pro")
    assert (speech.state, speech.engine) == (State.READY, "offline")
    assert speech.fallback_reason.startswith("Too little of what the model wrote")
    assert "950,000" not in speech.text
    assert speech.tokens_out > 0  # it was paid for all the same


@pytest.mark.parametrize(
    ("failure", "is_slow"), [row[1:] for row in FAILURES], ids=[name for name, *_ in FAILURES]
)
def test_every_failure_ends_with_labelled_pieces_of_the_offline_engine(
    parrot: Parrot,
    flagship: Story,
    cast: dict[str, Persona],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    failure: Behaviour,
    is_slow: bool,
) -> None:
    """Whatever fails, the round ends in its time, no worker is held beyond the deadline, and the sums agree."""
    if is_slow:
        settings.LLM_DEADLINE_SECONDS = SHORT_SECONDS
        monkeypatch.setattr(asking, "LEAST_SECONDS", SHORT_SECONDS / 2)
    parrot.fails(failure)
    play = begin(flagship, cast)
    began = time.monotonic()
    held = drain(play.debate)
    assert time.monotonic() - began < Speech.PATIENCE_SECONDS
    assert max(held) < settings.LLM_DEADLINE_SECONDS + 5
    assert stage_of(play).step is Step.PREDICT_1
    for row in rows(play.debate):
        assert (row.state, row.engine) == (State.READY, "offline")
        assert row.fallback_reason.endswith(".")
        assert row.finished_at is not None
        assert row.finished_at < row.give_up_at
        assert "it went wrong" not in row.fallback_reason + row.failure  # nothing the endpoint said
    assert play.debate.engine == "llm"
    assert sent_calls() == len(parrot.fake.chats()) > 0


def test_an_endpoint_that_dies_after_round_one_leaves_a_whole_debate(play: Play, parrot: Parrot) -> None:
    drain(play.debate)
    parrot.fails(status(500))
    play_on(play)
    assert stage_of(play).step is Step.PREDICT_2
    assert [verdict.engine for verdict in Verdict.objects.order_by("round__number")] == ["llm", "offline"]
    assert {speech.engine for speech in Speech.objects.filter(round__number=2)} == {"offline"}


def test_a_dripping_endpoint_is_not_waited_for_beyond_the_deadline(
    play: Play, parrot: Parrot, settings: Settings
) -> None:
    settings.LLM_DEADLINE_SECONDS = asking.LEAST_SECONDS + 0.1
    parrot.fails(faults.drip)
    speech = Speech.objects.get(side="pro")
    Speech.objects.filter(pk=speech.pk).update(attempt_limit=1)
    generation.work_on(Speech, speech.pk)
    speech.refresh_from_db()
    assert speech.engine == "offline"
    assert speech.latency_ms < 1000 * (asking.LEAST_SECONDS + 5)


def test_nothing_is_called_when_the_round_has_no_time_left(play: Play, parrot: Parrot) -> None:
    speech = Speech.objects.get(side="pro")
    Speech.objects.filter(pk=speech.pk).update(give_up_at=timezone.now() + dt.timedelta(seconds=8))
    generation.work_on(Speech, speech.pk)
    speech.refresh_from_db()
    assert (speech.engine, speech.fallback_reason) == (
        "offline",
        "There was no time left for the model to write this.",
    )
    assert parrot.fake.chats() == []


@pytest.mark.parametrize("why", ["switch", "budget"])
def test_the_switch_and_a_spent_budget_mean_offline_at_once(
    play: Play, parrot: Parrot, settings: Settings, why: str
) -> None:
    if why == "switch":
        Switch.objects.update_or_create(defaults={"calls_allowed": False})
    else:
        settings.LLM_BUDGET_PLAYER_DAY_TOKENS = 100
    drain(play.debate)
    assert parrot.fake.chats() == []
    for row in rows(play.debate):
        assert (row.state, row.engine, row.attempt) == (State.READY, "offline", 1)
        assert ("switched off" if why == "switch" else "budget") in row.fallback_reason


def test_failing_visibly_can_be_preferred(play: Play, parrot: Parrot, settings: Settings) -> None:
    settings.NEWSROOM_FALLBACK = False
    for _ in range(6):
        parrot.fake.then(status(500))
    drain(play.debate)
    assert stage_of(play).step is Step.FAILED
    assert all(row.state == State.FAILED and row.attempt == 3 for row in rows(play.debate))
    services.try_again(play)
    drain(play.debate)
    assert stage_of(play).step is Step.PREDICT_1


def test_a_failed_attempt_is_tried_again_before_anyone_steps_in(play: Play, parrot: Parrot) -> None:
    parrot.fake.then(status(503))
    drain(play.debate)
    assert [row.engine for row in rows(play.debate)] == ["llm"] * 4
    assert sorted(speech.attempt for speech in Speech.objects.all()) == [1, 2]


def test_without_a_model_debates_are_offline(settings: Settings, parrot: Parrot) -> None:
    assert current_engine() == "llm"
    settings.NEWSROOM_MODEL = ""
    assert current_engine() == "offline"


def test_the_doctor_names_who_writes_and_who_judges(parrot: Parrot, settings: Settings) -> None:
    settings.NEWSROOM_REFEREE_MODEL = "owl-2"
    settings.NEWSROOM_CHECKER_MODEL = "lynx-3"
    assert _engine() == "llm: parrot-1 writes, owl-2 judges, lynx-3 checks; offline steps in, labelled"
