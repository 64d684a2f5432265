"""Reported quotations in the queue: upheld, one leaves the quiz at once; dismissed or restored, it is asked."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from newsroom.players.models import Player
from quiz import services
from quiz.models import Report, Run
from tests.moderation.desk import signed_in
from tests.quiz.playing import Hands, loaded, play

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(db: None) -> Client:
    return signed_in("moderator")


@pytest.fixture
def report(run: Run, hands: Hands) -> Report:
    play(run, hands)
    return services.report(run, number=1, reason="speaker", note="It was Ben & not Ada.")


def decide(client: Client, report: Report, action: str) -> str:
    url = f"/admin/reports/quotation/{report.fingerprint}/"
    response = client.post(url, {"action": action, "why": "Compared.", "through": 10**6}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_it_is_shown_with_its_speaker_source_reason_and_note(moderator: Client, report: Report) -> None:
    assert report.text in moderator.get("/admin/reports/").content.decode()
    page = moderator.get(f"/admin/reports/quotation/{report.fingerprint}/").content.decode()
    for shown in (report.speaker, "Someone else said it", "It was Ben &amp; not Ada.", "In the draft now"):
        assert shown in page
    assert "Nobody wrote it here" in page


def test_upholding_voids_at_once_and_dismissing_brings_back(
    moderator: Client, report: Report, run: Run
) -> None:
    before = run.points
    assert "1 round(s)" in decide(moderator, report, "hide")
    run.refresh_from_db()
    assert (run.counted, loaded(run).rounds[0].is_void) == (5, True)
    report.refresh_from_db()
    assert report.decided_by is not None
    decide(moderator, report, "dismiss")
    run.refresh_from_db()
    assert (run.counted, run.points) == (6, before)
    said = [entry.change_message for entry in LogEntry.objects.order_by("pk")]
    assert said == ["Hidden: Compared.", "Reports dismissed: Compared."]


def test_one_decision_settles_every_report_of_a_quotation(
    moderator: Client, report: Report, run: Run, hands: Hands
) -> None:
    assert run.story is not None
    other = play(services.start(Player.objects.create(), story=run.story, timed=True), hands)
    number = next(r.number for r in loaded(other).rounds if r.fingerprint == report.fingerprint)
    services.report(other, number=number, reason="source", note="")
    decide(moderator, report, "hide")
    assert set(Report.objects.values_list("state", flat=True)) == {"upheld"}
    decide(moderator, report, "restore")
    assert set(Report.objects.values_list("state", flat=True)) == {"open"}


def test_a_daily_tells_what_it_asks_once_its_day_is_over(report: Report) -> None:
    daily = services.daily_of(report.created_at.date())
    assert daily is not None
    admin = signed_in("admin")
    pages = ("/admin/quiz/dailyquiz/", f"/admin/quiz/dailyquiz/{daily.pk}/change/")
    for page in pages:
        assert "ada-on" not in admin.get(page).content.decode()
    assert admin.get("/admin/quiz/dailyquiz/?questions__contains=ada").status_code in (302, 400)
    daily.day -= dt.timedelta(days=1)
    daily.save()
    for page in pages:
        assert "ada-on" in admin.get(page).content.decode()
