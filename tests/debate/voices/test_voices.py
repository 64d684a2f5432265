"""Voices as rows: written once for what they rest on, stale when that has changed, kept until a fresh one is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from debate import grounding
from debate.engines.base import VOICE_WORDS
from debate.evidence.cards import story_brief
from debate.grounding import count_words
from debate.models import Persona, Voice, VoiceReport
from debate.voices import services as voices
from newsroom.generation import services as generation
from newsroom.generation.models import State
from newsroom.llm.models import Call
from newsroom.players.models import Player
from newsroom.players.services import delete_player
from stories.document import StoryDocument
from stories.models import Revision, Story
from tests.debate.engines.llm.parrot import Parrot
from tests.debate.fixtures import documents
from tests.debate.playing import a_figure, at_once, drain_voices, revise
from tests.llm import fake_openai as faults
from tests.llm.conftest import fake  # noqa: F401 - a fixture
from tests.llm.fake_openai import FakeOpenAI

pytestmark = pytest.mark.django_db


def ask(story: Story, persona: Persona, player: Player | None = None) -> None:
    voices.ask(player or Player.objects.create(), story=story, persona=persona)


def headline(document: StoryDocument) -> StoryDocument:
    return document.model_copy(update={"headline": "Another headline for the same story"})


SUBSTANTIVE, COPY_EDIT = Revision.Kind.SUBSTANTIVE, Revision.Kind.COPY_EDIT


def reworded(document: StoryDocument) -> StoryDocument:
    """The story with another word in a figure, which is on a card, and no other fact."""
    first, *rest = document.figures
    explanation = first.explanation.replace("revised", "reworked")
    assert explanation != first.explanation
    return document.model_copy(
        update={"figures": [first.model_copy(update={"explanation": explanation}), *rest]}
    )


@pytest.fixture
def mozi(cast: dict[str, Persona]) -> Persona:
    return cast["mozi"]


@pytest.fixture
def heard(flagship: Story, mozi: Persona) -> Voice:
    ask(flagship, mozi)
    drain_voices()
    return Voice.objects.get()


def test_a_voice_is_written_by_a_worker_checked_and_kept(flagship: Story, mozi: Persona) -> None:
    assert not voices.view_of(flagship, mozi).is_busy
    ask(flagship, mozi)
    view = voices.view_of(flagship, mozi)
    assert view.is_busy
    assert view.shown is None
    drain_voices()
    view = voices.view_of(flagship, mozi)
    assert view.shown is not None
    assert (view.shown.state, view.shown.engine, view.shown.attempt) == (State.READY, "offline", 1)
    assert view.shown.prompt_version
    assert (view.is_busy, view.is_stale, view.may_ask) == (False, False, False)
    least, most = VOICE_WORDS
    assert least <= count_words(view.shown.text) <= most
    assert len(view.evidence) >= 3
    assert view.checks.passed == view.checks.claims > 0
    assert view.checks.checker == ""
    report = grounding.check(view.shown.text, view.shown.brief)
    assert all(sentence.status != "unsupported" for sentence in report.sentences)
    assert view.shown.brief_sha256 == story_brief(flagship.document).digest
    assert view.shown.revision_id == flagship.live_id


def test_asking_again_writes_nothing(heard: Voice, flagship: Story, mozi: Persona) -> None:
    ask(flagship, mozi)
    assert generation.work_on(Voice, heard.pk) is False
    again = Voice.objects.get()
    assert (again.attempt, again.finished_at) == (heard.attempt, heard.finished_at)


def test_each_persona_and_each_story_has_its_own(
    flagship: Story, cast: dict[str, Persona], publish: Callable[[StoryDocument], Story]
) -> None:
    other = publish(documents()["apollo-13"])
    for story in (flagship, other):
        for who in ("mozi", "thucydides"):
            ask(story, cast[who])
    drain_voices()
    assert len({voice.text for voice in Voice.objects.all()}) == 4


def test_a_substantive_revision_that_changes_a_card_makes_it_stale(
    heard: Voice, flagship: Story, mozi: Persona
) -> None:
    story = revise(flagship, SUBSTANTIVE, a_figure("The revised framework has 19 points."))
    view = voices.view_of(story, mozi)
    assert view.shown == heard
    assert (view.is_stale, view.may_ask, view.is_busy) == (True, True, False)


def test_a_copy_edit_makes_nothing_stale_even_of_a_card(heard: Voice, flagship: Story, mozi: Persona) -> None:
    story = revise(flagship, COPY_EDIT, reworded)
    view = voices.view_of(story, mozi)
    assert (view.shown, view.is_stale, view.may_ask) == (heard, False, False)
    ask(story, mozi)
    assert Voice.objects.count() == 1


def test_a_substantive_revision_elsewhere_makes_nothing_stale(
    heard: Voice, flagship: Story, mozi: Persona
) -> None:
    """Nor does one that follows a copy edit of a card: what it changed itself counts."""
    story = revise(flagship, SUBSTANTIVE, headline)
    assert not voices.view_of(story, mozi).is_stale
    story = revise(story, COPY_EDIT, reworded)
    story = revise(
        story, SUBSTANTIVE, lambda document: document.model_copy(update={"status_line": "Nothing new."})
    )
    view = voices.view_of(story, mozi)
    assert (view.shown, view.is_stale, view.may_ask) == (heard, False, False)


def test_a_refresh_is_for_the_live_revision_and_the_old_text_stays_until_it_is_ready(
    heard: Voice, flagship: Story, mozi: Persona
) -> None:
    story = revise(flagship, SUBSTANTIVE, a_figure("The revised framework has 19 points."))
    ask(story, mozi)
    view = voices.view_of(story, mozi)
    assert (view.shown, view.is_busy, view.is_stale) == (heard, True, True)
    drain_voices()
    view = voices.view_of(story, mozi)
    assert view.shown is not None
    assert view.shown != heard
    assert view.shown.revision == story.live
    assert (view.is_stale, view.may_ask) == (False, False)


def test_going_back_to_what_it_rested_on_brings_the_first_one_back(
    heard: Voice, flagship: Story, mozi: Persona
) -> None:
    before = flagship.document
    story = revise(flagship, SUBSTANTIVE, a_figure("The revised framework has 19 points."))
    ask(story, mozi)
    drain_voices()
    story = revise(story, SUBSTANTIVE, lambda _: before)
    view = voices.view_of(story, mozi)
    assert (view.shown, view.is_stale, view.may_ask) == (heard, False, False)
    ask(story, mozi)
    assert Voice.objects.count() == 2


def test_the_version_changes_with_whatever_a_reader_could_see(flagship: Story, mozi: Persona) -> None:
    seen = [voices.view_of(flagship, mozi).version]
    ask(flagship, mozi)
    seen.append(voices.view_of(flagship, mozi).version)
    drain_voices()
    seen.append(voices.view_of(flagship, mozi).version)
    story = revise(flagship, SUBSTANTIVE, a_figure("The revised framework has 19 points."))
    seen.append(voices.view_of(story, mozi).version)
    Voice.objects.update(hidden_reason="Taken down.")
    seen.append(voices.view_of(story, mozi).version)
    assert len(set(seen)) == len(seen)
    assert voices.view_of(story, mozi).version == seen[-1]


def test_a_killed_worker_loses_nothing(flagship: Story, mozi: Persona) -> None:
    ask(flagship, mozi)
    gone = timezone.now() - dt.timedelta(seconds=1)
    Voice.objects.update(
        state=State.RUNNING, attempt=1, leased_until=gone, sent_at=gone - dt.timedelta(minutes=1)
    )
    assert generation.sweep() == 1
    generation.work_on(Voice, Voice.objects.get().pk)
    voice = Voice.objects.get()
    assert (voice.state, voice.attempt) == (State.READY, 2)


def test_an_overtaken_worker_writes_nothing(flagship: Story, mozi: Persona) -> None:
    ask(flagship, mozi)
    slow = Voice.objects.get()
    Voice.objects.update(state=State.RUNNING, attempt=1)
    slow.refresh_from_db()
    written = slow.write()
    Voice.objects.update(attempt=2)
    assert generation._finish(slow, written, latency_ms=1) is False
    assert Voice.objects.get().sentences == []


def test_a_failed_one_says_why_and_is_tried_again(flagship: Story, mozi: Persona) -> None:
    ask(flagship, mozi)
    Voice.objects.update(give_up_at=timezone.now() - dt.timedelta(seconds=1))
    drain_voices()
    view = voices.view_of(flagship, mozi)
    assert view.failure == generation.TOO_LATE
    assert (view.is_busy, view.may_ask) == (False, True)
    ask(flagship, mozi)
    drain_voices()
    assert voices.view_of(flagship, mozi).shown == Voice.objects.get()


@pytest.mark.django_db(transaction=True)
def test_twenty_requests_at_once_have_one_written(flagship: Story, mozi: Persona) -> None:
    players = [Player.objects.create() for _ in range(20)]
    at_once(20, lambda i: voices.ask(players[i], story=flagship, persona=mozi))
    assert Voice.objects.count() == 1


def test_a_report_is_kept_once_a_player(heard: Voice) -> None:
    player = Player.objects.create()
    for _ in range(2):
        voices.report(player, voice=heard, text="This is not what the item says.")
    assert VoiceReport.objects.count() == 1


def test_deleting_a_player_leaves_the_text_and_no_trace_of_who_asked(flagship: Story, mozi: Persona) -> None:
    player = Player.objects.create()
    ask(flagship, mozi, player)
    drain_voices()
    voice = Voice.objects.get()
    assert voice.asked_by == player
    voices.report(player, voice=voice, text="Wrong.")
    delete_player(player)
    voice.refresh_from_db()
    assert (voice.asked_by, VoiceReport.objects.get().player) == (None, None)
    assert voice.is_ready


@pytest.mark.parametrize(
    ("update", "why"),
    [
        ({"voices": False}, "not opened this story"),
        ({"figures": [], "timeline": [], "quotes": [], "scenarios": [], "history": []}, "too little"),
        ({}, ""),
    ],
)
def test_a_story_says_why_nobody_speaks_on_it(update: dict[str, object], why: str) -> None:
    document = documents()["apollo-13"].model_copy(update=update)
    said = voices.why_silent(document)
    assert why in said
    assert bool(said) == bool(why)


# --- by a model ----------------------------------------------------------------------------------------


@pytest.fixture
def parrot(fake: FakeOpenAI) -> Parrot:  # noqa: F811
    return Parrot(fake)


def test_a_model_writes_it_and_whoever_asked_pays(parrot: Parrot, flagship: Story, mozi: Persona) -> None:
    player = Player.objects.create()
    ask(flagship, mozi, player)
    drain_voices()
    voice = Voice.objects.get()
    assert (voice.asked_of, voice.engine, voice.model, voice.fallback_reason) == (
        "llm",
        "llm",
        faults.MODEL,
        "",
    )
    assert voice.tokens_in > 0
    assert voice.raw_output
    assert set(Call.objects.values_list("purpose", "subject", "subject_id", "player_id")) == {
        (purpose, "debate.voice", str(voice.pk), player.pk) for purpose in ("voice", "checker")
    }


def test_a_model_that_is_down_is_tried_three_times_then_the_offline_engine_writes(
    parrot: Parrot, flagship: Story, mozi: Persona
) -> None:
    parrot.fails(faults.status(503))
    ask(flagship, mozi)
    drain_voices()
    voice = Voice.objects.get()
    assert (voice.state, voice.engine, voice.asked_of) == (State.READY, "offline", "llm")
    assert voice.fallback_reason
    view = voices.view_of(flagship, mozi)
    assert (view.shown, view.may_ask) == (voice, False)


def test_a_model_that_talks_nonsense_is_never_shown(parrot: Parrot, flagship: Story, mozi: Persona) -> None:
    parrot.fake.answer("voice", "Zelenskyy bought 900 elephants in Oslo [3]. " * 12)
    ask(flagship, mozi)
    drain_voices()
    voice = Voice.objects.get()
    assert (voice.engine, voice.state) == ("offline", State.READY)
    assert "elephants" not in voice.text
    assert "elephants" in voice.raw_output


def test_failing_visibly_leaves_a_failed_row_with_a_sentence(
    parrot: Parrot, flagship: Story, mozi: Persona, settings: Settings
) -> None:
    settings.NEWSROOM_FALLBACK = False
    parrot.fails(faults.status(503))
    ask(flagship, mozi)
    drain_voices()
    voice = Voice.objects.get()
    assert (voice.state, voice.attempt) == (State.FAILED, 3)
    assert voices.view_of(flagship, mozi).failure.endswith(".")


def test_once_there_is_a_model_a_reader_may_ask_for_its_text(
    heard: Voice,
    flagship: Story,
    mozi: Persona,
    fake: FakeOpenAI,  # noqa: F811
) -> None:
    Parrot(fake)
    view = voices.view_of(flagship, mozi)
    assert (view.shown, view.is_stale, view.may_ask) == (heard, False, True)
    ask(flagship, mozi)
    drain_voices()
    shown = voices.view_of(flagship, mozi).shown
    assert shown is not None
    assert shown.engine == "llm"
