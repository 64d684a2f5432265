"""The editors' queue of reported quotations."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from newsroom.players.models import Player
from quiz import services
from quiz.models import Report, Run
from tests.quiz.playing import Hands, loaded, play

pytestmark = pytest.mark.django_db
QUEUE = "/admin/quiz/report/"


@pytest.fixture
def editor(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("editor", password="newsroom"))
    return client


@pytest.fixture
def report(run: Run, hands: Hands) -> Report:
    play(run, hands)
    return services.report(run, number=1, reason="speaker", note="It was Ben & not Ada.")


def decide(editor: Client, report: Report, action: str) -> str:
    response = editor.post(QUEUE, {"action": action, "_selected_action": [report.pk]}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_the_queue_shows_quotation_speaker_reason_and_note(editor: Client, report: Report) -> None:
    page = editor.get(QUEUE).content.decode()
    for shown in (report.speaker, "Someone else said it", "It was Ben &amp; not Ada.", report.story.slug):
        assert shown in page
    assert editor.get(f"{QUEUE}{report.pk}/change/").status_code == 200


def test_upholding_voids_at_once_and_reopening_brings_back(editor: Client, report: Report, run: Run) -> None:
    before = run.points
    assert "1 round(s)" in decide(editor, report, "uphold")
    run.refresh_from_db()
    assert (run.counted, loaded(run).rounds[0].is_void) == (5, True)
    report.refresh_from_db()
    assert report.decided_by is not None
    decide(editor, report, "dismiss")
    run.refresh_from_db()
    assert (run.counted, run.points) == (6, before)


def test_one_decision_settles_every_report_of_a_quotation(
    editor: Client, report: Report, run: Run, hands: Hands
) -> None:
    assert run.story is not None
    other = play(services.start(Player.objects.create(), story=run.story, timed=True), hands)
    number = next(r.number for r in loaded(other).rounds if r.fingerprint == report.fingerprint)
    services.report(other, number=number, reason="source", note="")
    decide(editor, report, "uphold")
    assert set(Report.objects.values_list("state", flat=True)) == {"upheld"}
    decide(editor, report, "reopen")
    assert set(Report.objects.values_list("state", flat=True)) == {"open"}


def test_reports_and_dailies_are_looked_at_never_typed(editor: Client, report: Report) -> None:
    assert editor.get(f"{QUEUE}add/").status_code == 403
    assert editor.get("/admin/quiz/dailyquiz/").status_code == 200
    services.daily_of(report.created_at.date())
    assert "ada-on" in editor.get("/admin/quiz/dailyquiz/").content.decode()
