"""How a round's time is divided among its pieces, and when a model is told early that it is too slow."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from debate.arena import services
from debate.engines.base import Occasion
from debate.engines.llm import asking
from debate.engines.llm.asking import Sitting, share
from debate.models import Debate, Persona, Play, Speech, Verdict
from debate.written import ahead, flow
from newsroom.generation.models import Generated, State
from newsroom.llm.errors import Unavailable
from newsroom.llm.models import Call, Outcome
from stories.models import Story
from tests.debate.engines.llm.parrot import Parrot
from tests.debate.engines.llm.test_debate import drain
from tests.debate.playing import begin
from tests.llm.fake_openai import MODEL


@pytest.mark.parametrize(
    ("left", "pieces", "seconds"),
    [
        (124, 1, 120),  # the last piece has all that is left
        (124, 2, 90),  # an opening; 30 s are kept for the verdict
        (124, 3, 60),  # an answer; 30 s each for closing and verdict
        (54, 2, 25),  # little is left: equal parts
        (64, 3, 20),
        (904, 3, 840),
    ],
)
def test_a_slow_piece_may_take_what_those_after_it_do_not_need(left: int, pieces: int, seconds: int) -> None:
    assert share(Occasion(seconds_left=left, pieces_left=pieces)) == seconds


def made(purpose: str, seconds: float, outcome: Outcome = Outcome.DONE, minutes_ago: float = 1) -> None:
    call = Call.objects.create(
        purpose=purpose, model=MODEL, outcome=outcome, latency_ms=round(1000 * seconds)
    )
    Call.objects.filter(pk=call.pk).update(created_at=timezone.now() - dt.timedelta(minutes=minutes_ago))


def seconds_of(occasion: Occasion, **how: Any) -> float | None:
    class Blank:
        stamp = "test-1"

        def filled(self, **blanks: str) -> tuple[()]:
            return ()

    sitting = Sitting(occasion)
    return sitting.request("opening", Blank(), {}, max_tokens=100, temperature=0.5, **how).deadline_seconds  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("occasion", "how", "seconds"),
    [
        (Occasion(seconds_left=120), {}, 90),  # the setting
        (Occasion(seconds_left=54), {}, 50),
        (Occasion(seconds_left=120, pieces_left=3), {}, 56),
        (Occasion(seconds_left=1020, is_awaited=False), {}, 300),  # the other setting
        (Occasion(seconds_left=1020, is_awaited=False), {"most_seconds": 20.0}, 20),
    ],
)
def test_a_call_gets_the_least_of_its_limits(
    settings: Settings, parrot: Parrot, occasion: Occasion, how: dict[str, Any], seconds: float
) -> None:
    settings.LLM_DEADLINE_SECONDS, settings.LLM_AHEAD_DEADLINE_SECONDS = 90, 300
    assert seconds_of(occasion, **how) == pytest.approx(seconds, abs=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("calls", "is_tried"),
    [
        ([], True),
        ([("opening", 70)], True),  # once is no habit
        ([("opening", 70), ("opening", 60)], False),
        ([("opening", 70), ("opening", 70, Outcome.UNAVAILABLE)], False),
        ([("opening", 70), ("opening", 40)], True),  # one was fast enough
        ([("opening", 70), ("closing", 70)], True),
        ([("opening", 70), ("opening", 70, Outcome.DONE, 6)], True),  # long ago
        ([("opening", 70), ("opening", 0, Outcome.UNDER_WAY), ("opening", 70)], False),
    ],
)
def test_a_model_that_has_been_slower_than_there_is_time_is_not_waited_for(
    settings: Settings, parrot: Parrot, calls: list[tuple[Any, ...]], is_tried: bool
) -> None:
    settings.LLM_DEADLINE_SECONDS = 90
    for call in calls:
        made(*call)
    if is_tried:
        assert seconds_of(Occasion(seconds_left=54)) == pytest.approx(50, abs=1)
    else:
        with pytest.raises(Unavailable, match="of late took"):
            seconds_of(Occasion(seconds_left=54))
    assert seconds_of(Occasion(seconds_left=94)) == pytest.approx(90, abs=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "thinks", "is_tried"),
    [
        ("prose", [60, 65], False),
        ("prose", [60], True),
        ("prose", [60, 2], True),
        (
            "json_schema",
            [60, 65],
            True,
        ),  # a form comes all at once: its first word tells nothing of another's
    ],
)
def test_a_model_that_thinks_for_longer_than_there_is_time_is_not_waited_for(
    settings: Settings, parrot: Parrot, form: str, thinks: list[float], is_tried: bool
) -> None:
    for seconds in thinks:
        made("closing", seconds + 10)
        Call.objects.filter(first_words_ms=0).update(form=form, first_words_ms=round(1000 * seconds))
    settings.LLM_DEADLINE_SECONDS = 90
    if is_tried:
        assert seconds_of(Occasion(seconds_left=54)) == pytest.approx(50, abs=1)
    else:
        with pytest.raises(Unavailable, match="of late took"):
            seconds_of(Occasion(seconds_left=54))


@pytest.mark.django_db
def test_a_reader_of_a_model_that_is_too_slow_has_the_offline_text_at_once(
    parrot: Parrot, flagship: Story, cast: dict[str, Persona]
) -> None:
    for _ in range(2):
        made("opening", 110, Outcome.UNAVAILABLE)
    play = begin(flagship, cast)
    drain(play.debate)
    for speech in Speech.objects.all():
        assert (speech.engine, speech.attempt) == ("offline", 1)
        assert speech.fallback_reason == "The model is too slow at the moment to write this in time."
    assert parrot.fake.chats("opening") == []
    assert {verdict.engine for verdict in Verdict.objects.all()} == {"llm"}


def left(row: Generated) -> float:
    return (row.give_up_at - timezone.now()).total_seconds()


@pytest.fixture
def play(parrot: Parrot, flagship: Story, cast: dict[str, Persona]) -> Play:
    made = begin(flagship, cast)
    begin(flagship, cast)
    drain(made.debate)
    return made


def answers(debate: Debate) -> list[Speech]:
    return list(Speech.objects.filter(round__debate=debate, part="answer"))


@pytest.mark.django_db
def test_what_nobody_waits_for_has_minutes_and_what_somebody_waits_for_has_not(
    play: Play, settings: Settings
) -> None:
    settings.LLM_AHEAD_DEADLINE_SECONDS = 300
    ahead.write_ahead()
    for answer in answers(play.debate):
        assert left(answer) == pytest.approx(Generated.PATIENCE_SECONDS + flow.PIECES * 300, abs=5)
    Speech.objects.filter(round__question__number=1).update(state=State.RUNNING, attempt=1)
    services.predict(play, number=1, side="pro", confidence=70)
    services.choose_question(play, number=1)
    for answer in answers(play.debate):
        question = answer.round.question
        assert question is not None
        is_chosen = question.number == 1
        assert (left(answer) <= Generated.PATIENCE_SECONDS) == is_chosen


@pytest.mark.django_db
def test_a_text_that_runs_on_is_not_read_to_its_end(play: Play, parrot: Parrot) -> None:
    """Thirty thousand dots would keep a check busy; a tenth of them is no speech either."""
    parrot.fake.answer("answer", "." * 30_000)
    services.predict(play, number=1, side="pro", confidence=70)
    services.choose_question(play, number=1)
    drain(play.debate)
    assert {answer.engine for answer in answers(play.debate)} == {"offline"}
    longest = max(
        len(raw) for raw in Call.objects.filter(purpose="answer").values_list("raw_output", flat=True)
    )
    assert longest <= asking.PROSE_CHARACTERS
