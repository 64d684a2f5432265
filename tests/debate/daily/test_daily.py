"""The daily debate: chosen by rule, the same for all, and closed to everybody until its day is over."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from debate.arena import services
from debate.daily import services as daily
from debate.daily import waking
from debate.models import Daily, Debate, Persona, Play, Prediction, Round, Speech, Verdict
from debate.referee.scoring import XP_FINISH, XP_ROUND
from newsroom import days
from newsroom.generation.models import State
from newsroom.players.models import CredEntry, Player
from newsroom.players.services import xp_drift
from stories import publishing
from stories.document import StoryDocument
from stories.models import Story
from stories.page import accent_of
from tests.debate import fixtures
from tests.debate.daily.calling import DAY, HTMX, NEXT, NOON, post, write_today
from tests.debate.playing import drain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=True) as traveller:
        yield traveller


@pytest.fixture
def written(flagship: Story, cast: dict[str, Persona]) -> Daily:
    """Today's debate, written whole."""
    return write_today()


# --- chosen by rule ----------------------------------------------------------------------------------------


def test_the_day_alone_decides_among_what_is_published(
    publish: Callable[[StoryDocument], Story], cast: dict[str, Persona]
) -> None:
    for document in list(fixtures.documents().values())[:3]:
        publish(document)
    first, again = daily.choose(DAY), daily.choose(DAY)
    assert first is not None
    assert again is not None
    assert (first.story, first.motion.key, first.pro, first.con) == (
        again.story,
        again.motion.key,
        again.pro,
        again.con,
    )
    chosen = {
        (choice.story.slug, choice.motion.key, choice.pro.slug, choice.con.slug)
        for n in range(20)
        if (choice := daily.choose(DAY + dt.timedelta(days=n)))
    }
    assert len(chosen) > 10
    for n in range(20):
        choice = daily.choose(DAY + dt.timedelta(days=n))
        assert choice is not None
        assert choice.pro.disposition != choice.con.disposition


def test_yesterdays_story_comes_last(
    publish: Callable[[StoryDocument], Story], cast: dict[str, Persona], clock: time_machine.Traveller
) -> None:
    for document in list(fixtures.documents().values())[:2]:
        publish(document)
    stories = []
    for n in range(6):
        clock.move_to(NOON + dt.timedelta(days=n))
        made = daily.ensure(days.today())
        assert made is not None
        stories.append(made.debate.story_id)
    assert all(one != other for one, other in itertools.pairwise(stories))


def test_a_story_that_is_not_debatable_is_never_chosen(flagship: Story, cast: dict[str, Persona]) -> None:
    Story.objects.filter(pk=flagship.pk).update(debatable=False, not_debatable_reason="The trial has begun.")
    flagship.refresh_from_db()
    publishing.publish(flagship)
    assert daily.choose(DAY) is None


def test_with_nothing_published_the_page_says_so(cast: dict[str, Persona], rae: Client) -> None:
    page = rae.get("/daily/")
    assert page.status_code == 200
    assert "There is no debate today" in page.content.decode()
    assert "Missing a day costs nothing" in page.content.decode()
    assert post(rae, 1) == 409
    assert (Daily.objects.count(), Player.objects.count()) == (0, 0)


def test_its_texts_exist_nowhere_else(written: Daily, sly: Client) -> None:
    assert written.debate.brief.edition.startswith("2026-11-23-")
    with override_settings(SECRET_KEY="of another site" * 5):
        assert daily.edition_of(dt.date(2026, 11, 23)) != written.debate.brief.edition
    debate = written.debate
    motion = next(m for m in debate.story.document.motions if m.key == debate.motion_key)
    other = services.start_play(
        Player.objects.create(), story=debate.story, motion=motion, pro=debate.pro, con=debate.con
    )
    assert other.debate_id != debate.pk
    drain(other.debate)
    openings = [
        {s.text for s in Speech.objects.filter(round__debate=d, part="opening")}
        for d in (debate, other.debate)
    ]
    assert not openings[0] & openings[1]


# --- written once, whoever asks ----------------------------------------------------------------------------


def test_it_is_written_whole_with_one_fixed_question(written: Daily) -> None:
    assert Round.objects.filter(debate=written.debate).count() == 2
    assert Verdict.objects.filter(round__debate=written.debate, state=State.READY).count() == 2
    question = daily.question_of(written)
    assert question == Round.objects.get(number=2).question
    write_today()
    assert (Daily.objects.count(), Debate.objects.count(), Round.objects.count()) == (1, 1, 2)


def test_the_hourly_task_does_it_too_and_again_does_nothing(
    flagship: Story, cast: dict[str, Persona], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert daily.keep() is False
    drain(Daily.objects.get().debate)
    assert daily.keep() is False
    drain(Daily.objects.get().debate)
    assert daily.keep() is True
    monkeypatch.setattr(waking, "close_old_connections", lambda: None)  # the test’s own must stay open
    waking.daily(looks=1)
    assert (Daily.objects.count(), Round.objects.count(), Verdict.objects.count()) == (1, 2, 2)


def test_the_task_is_on_the_schedule() -> None:
    from newsroom import settings as site  # tests keep no schedule of their own
    from newsroom.celery import app

    app.loader.import_default_modules()
    assert "debate.daily" in app.tasks
    assert "debate.daily" in {entry["task"] for entry in site.CELERY_BEAT_SCHEDULE.values()}


@pytest.mark.django_db(transaction=True)
def test_many_first_visitors_make_one_debate(flagship: Story, cast: dict[str, Persona]) -> None:
    barrier, found, broken = threading.Barrier(6), [], []

    def visit() -> None:
        try:
            barrier.wait()
            made = daily.ensure(DAY)
            found.append(made.pk if made else None)
        except Exception as error:  # shown by the assertion below
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=visit) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert len(set(found)) == 1
    assert (Daily.objects.count(), Debate.objects.count(), Speech.objects.count()) == (1, 1, 2)


def test_a_failed_piece_is_said_and_tried_again_later(
    flagship: Story, cast: dict[str, Persona], rae: Client, clock: time_machine.Traveller
) -> None:
    made = daily.ensure(DAY)
    assert made is not None
    Speech.objects.filter(side="pro").update(
        state=State.FAILED, failure="This took too long to write.", finished_at=NOON
    )
    page = rae.get("/daily/").content.decode()
    assert "debate has stalled" in page
    assert 'http-equiv="refresh"' not in page
    assert Speech.objects.get(side="pro").has_failed
    clock.shift(601)
    rae.get("/daily/")
    assert Speech.objects.get(side="pro").state == State.QUEUED


# --- calling it --------------------------------------------------------------------------------------------


def test_the_page_shows_both_rounds_and_their_seals_and_makes_no_player(written: Daily, rae: Client) -> None:
    page = rae.get("/daily/").content.decode()
    assert page.count('class="speech"') == 6
    assert page.count("The verdict is written and sealed") == 2
    assert page.count('class="odds"') == 2
    assert "Missing a day costs nothing" in page
    assert 'http-equiv="refresh"' not in page
    assert Player.objects.count() == 0
    assert "sessionid" not in rae.cookies


def test_a_page_that_waits_refreshes_itself(flagship: Story, cast: dict[str, Persona], rae: Client) -> None:
    page = rae.get("/daily/").content.decode()
    assert 'http-equiv="refresh"' in page
    assert post(rae, 1) == 409
    assert Prediction.objects.count() == 0


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_each_round_is_called_once_in_any_order_and_playing_pays_at_once(
    written: Daily, rae: Client, order: tuple[int, int]
) -> None:
    assert post(rae, order[0]) == 303
    assert Player.objects.get().xp == XP_ROUND
    assert post(rae, order[1], "con", 85) == 303
    player, play = Player.objects.get(), Play.objects.get()
    assert player.xp == 2 * XP_ROUND + XP_FINISH
    assert xp_drift(player) == 0
    assert play.question == daily.question_of(written)
    assert play.finished_at is not None
    assert CredEntry.objects.count() == 0
    page = rae.get("/daily/").content.decode()
    assert page.count("Your call is sealed") == 2
    assert "30 XP so far" in page


def test_the_same_call_again_is_harmless_and_another_one_is_a_409(written: Daily, rae: Client) -> None:
    assert post(rae, 1) == 303
    assert post(rae, 1) == 303
    assert post(rae, 1, "con") == 409
    assert post(rae, 1, "pro", 85) == 409
    assert Prediction.objects.get().side == "pro"
    assert Player.objects.get().xp == XP_ROUND


@pytest.mark.parametrize(
    "wrong", [{"number": 3}, {"side": "left"}, {"confidence": 60}, {"side": ""}, {"day": "yesterday"}]
)
def test_a_malformed_call_is_a_422(written: Daily, rae: Client, wrong: dict[str, object]) -> None:
    assert post(rae, **({"number": 1} | wrong)) == 422  # type: ignore[arg-type]
    assert (Prediction.objects.count(), Player.objects.count()) == (0, 0)


def test_htmx_gets_the_fragment(written: Daily, rae: Client) -> None:
    response = rae.post("/daily/", {"round": 1, "side": "pro", "confidence": 70}, **HTMX)
    assert response.status_code == 200
    assert response.content.decode().lstrip().startswith('<section id="daily"')


# --- coming back -------------------------------------------------------------------------------------------


def test_it_says_what_it_is_about_and_when_it_opens_and_leads_to_the_quiz(
    written: Daily, rae: Client
) -> None:
    page = " ".join(rae.get("/daily/").content.decode().split())
    debate = written.debate
    assert f"<title>{debate.motion} · The daily debate" in page
    assert f"{debate.pro.name} argues for the motion, {debate.con.name} against it." in page
    assert "every verdict opens at once at 00:00 UTC on 24 November 2026, when the next debate begins" in page
    assert f'accent-{accent_of(debate.story.document.category)}"' in page
    assert 'href="/quiz/daily/"' in page
    assert "noindex" not in page


def test_a_day_that_is_over_is_led_to_from_the_head_and_read_by_who_never_played(
    written: Daily, rae: Client, sly: Client, clock: time_machine.Traveller
) -> None:
    post(rae, 1)
    clock.move_to(NEXT)
    write_today()
    page = " ".join(sly.get("/daily/").content.decode().split())
    link = f'<a href="/daily/{DAY}/">Yesterday’s verdicts are open: how everyone called it</a>'
    assert link in page
    assert page.index(link) < page.index('id="round-1"'), "not below both rounds of today"
    past = " ".join(sly.get(f"/daily/{DAY}/").content.decode().split())
    head, rounds = past[: past.index('id="round-1"')], past[past.index('id="round-1"') :]
    assert "Every day two figures of the past argue one motion" in head
    assert "1 player called this one." in head
    assert "100 % of 1 player had called it for" in head, "how everyone called it stands with the result"
    assert "Round one:" in head
    assert rounds.count('class="verdict"') == 2
    assert "You called" not in past
    assert "Call today’s debate" in past
    assert "noindex" not in past
    assert Player.objects.count() == 1


def test_days_that_are_over_lead_to_each_other(
    written: Daily, rae: Client, clock: time_machine.Traveller
) -> None:
    clock.move_to(NEXT)
    write_today()
    assert 'rel="next"' not in rae.get(f"/daily/{DAY}/").content.decode(), "today’s is not over"
    clock.shift(dt.timedelta(days=1))
    page = rae.get(f"/daily/{DAY}/").content.decode()
    assert 'href="/daily/2026-11-24/" rel="next"' in page
    assert 'rel="prev"' not in page
    assert f'href="/daily/{DAY}/" rel="prev"' in rae.get("/daily/2026-11-24/").content.decode()


def test_once_it_is_written_the_page_looks_for_nothing_to_write(written: Daily, rae: Client) -> None:
    rae.get("/daily/")
    with CaptureQueriesContext(connection) as queries:
        rae.get("/daily/")
    assert len(queries) <= 13
