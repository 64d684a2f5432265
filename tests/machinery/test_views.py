"""The page of the machinery, failed work run again in bulk, and what a story costs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from debate.models import Persona, Speech, Verdict
from newsroom.llm import spend
from newsroom.llm.models import Call, Endpoint
from newsroom.running.models import Pulse, stamp
from stories.models import Story
from tests.debate.playing import begin
from tests.moderation.desk import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/admin/machinery/"
AGAIN = f"{PAGE}again/debate.speech/"


@pytest.fixture
def speeches(flagship: Story, cast: dict[str, Persona]) -> list[Speech]:
    """Two that have failed."""
    begin(flagship, cast)
    Speech.objects.update(state="failed", failure="Nobody answered.", attempt=3, finished_at=timezone.now())
    return list(Speech.objects.order_by("pk"))


def test_it_tells_what_waits_fails_and_hangs_who_works_and_what_was_called(
    speeches: list[Speech], client: Client, settings: Settings
) -> None:
    settings.CELERY_BEAT_SCHEDULE = {"write-ahead": {"task": "debate.ahead", "schedule": 300}}
    now = timezone.now()
    Speech.objects.filter(pk=speeches[1].pk).update(
        state="running", leased_until=now - dt.timedelta(seconds=9)
    )
    Verdict.objects.create(round=speeches[0].round, queued_at=now - dt.timedelta(minutes=7))
    stamp(Pulse.Kind.WORKER, "worker here 1")
    Endpoint.objects.create(
        address="http://model.test/v1",
        failures=5,
        resting_until=now + dt.timedelta(minutes=1),
        last_failure="status 503",
    )
    Call.objects.create(purpose="closing", model="m", raw_output="never shown here")
    page = signed_in("editor").get(PAGE)
    lines = {line.label: line for line, _ in page.context["lines"]}
    found = lines["debate.speech"]
    assert (found.failed, found.failed_today, found.running, found.overdue) == (1, 1, 1, 1)
    assert lines["debate.verdict"].queued == 1
    text = page.content.decode()
    for shown in ("worker here 1", "resting until", "status 503", "closing", "write-ahead"):
        assert shown in text
    assert "never shown here" not in text
    assert "Run again…" not in text, "an editor runs nothing again"
    assert "status 503" not in signed_in("moderator").get(PAGE).content.decode()
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    assert client.get(PAGE).status_code == 403


def test_what_failed_is_run_again_once_somebody_has_said_why(speeches: list[Speech]) -> None:
    moderator = signed_in("moderator")
    assert "Nobody answered." in moderator.get(AGAIN).content.decode()
    assert moderator.post(AGAIN, {"why": ""}).status_code == 422
    assert Speech.objects.filter(state="failed").count() == 2, "nothing happens before"
    assert moderator.post(AGAIN, {"why": "The endpoint is back."}).status_code == 303
    assert set(Speech.objects.values_list("state", flat=True)) == {"queued"}
    said = {(entry.object_id, entry.change_message) for entry in LogEntry.objects.all()}
    assert said == {(str(speech.pk), "Run again: The endpoint is back.") for speech in speeches}
    assert "Nothing of this has failed." in moderator.get(AGAIN).content.decode()


def test_those_chosen_in_a_list_are_asked_about_first(speeches: list[Speech]) -> None:
    moderator = signed_in("moderator")
    chosen = {"action": "run_again", "_selected_action": [speeches[0].pk]}
    asked = moderator.post("/admin/debate/speech/", chosen)
    assert asked.headers["Location"] == f"{AGAIN}?pk={speeches[0].pk}"
    moderator.post(asked.headers["Location"], {"why": "So."})
    assert [s.state for s in Speech.objects.order_by("pk")] == ["queued", "failed"]


def test_who_may_not_runs_nothing_again(speeches: list[Speech]) -> None:
    editor = signed_in("editor")
    assert editor.get(AGAIN).status_code == 403
    assert editor.post(AGAIN, {"why": "So."}).status_code == 403
    assert signed_in("moderator").get(f"{PAGE}again/debate.persona/").status_code == 404


def test_what_it_costs_is_told_by_story_and_by_debate(speeches: list[Speech], flagship: Story) -> None:
    debate = speeches[0].round.debate
    for number, money in ((str(debate.pk), 3_000_000), (str(debate.pk), 1_000_000), ("999999", 500_000)):
        Call.objects.create(
            purpose="opening",
            model="m",
            subject="debate.debate",
            subject_id=number,
            tokens_in=10,
            tokens_out=5,
            money_micros=money,
        )
    stories, debates = spend.by_subject(timezone.now().date())
    assert [(cost.name, cost.calls, cost.tokens, cost.money) for cost in stories] == [
        (flagship.headline, 2, 30, 4.0),
        ("Of what is no more", 1, 15, 0.5),
    ]
    assert debates[0].name.startswith(debate.motion)
    page = signed_in("editor").get("/admin/llm/call/spend/").content.decode()
    assert debate.motion in page
    assert f"/admin/debate/debate/{debate.pk}/change/" in page
