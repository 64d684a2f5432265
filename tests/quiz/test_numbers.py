"""One number for one thing: what a story says of its quotations, and what its quiz says."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from quiz.models import Report
from stories.finished import finish
from stories.models import Story
from stories.shelf import pages
from tests.quiz.playing import START, begin, loaded
from tests.stories.documents import published, shipped

pytestmark = pytest.mark.django_db


def text(client: Client, path: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(path).content.decode()).split())


def test_story_start_and_index_count_alike(client: Client) -> None:
    story = published(shipped("miami-track-ukraine"))
    page = text(client, story.get_absolute_url())
    said = re.search(r"The quiz asks (\d+) of the (\d+), in up", page)
    assert said
    asked, all_of_them = said.groups()
    assert int(asked) < int(all_of_them) == len(story.document.quotes)
    assert f"{all_of_them} quotations by" in page
    wanted = f"{asked} of the {all_of_them} quotations"
    assert wanted in text(client, f"{story.get_absolute_url()}quiz/")
    assert wanted in text(client, "/quiz/")


def test_a_quiz_that_reports_have_emptied_is_no_longer_offered(
    story: Story, client: Client, admin_client: Client, settings: Settings
) -> None:
    settings.STORY_ORIGINS = ["http://testserver"]
    finish(story)
    page = text(client, story.get_absolute_url())
    assert "The quiz asks all of them" in page
    run = begin(client)
    Report.objects.bulk_create(
        Report(story=story, round=round, fingerprint=round.fingerprint, text="x", speaker="x", reason="other")
        for round in loaded(run).rounds[:3]
    )
    for report in Report.objects.all():
        sent = {"action": "hide", "why": "It was never said.", "through": report.pk}
        queue = f"/admin/reports/quotation/{report.fingerprint}/"
        assert admin_client.post(queue, sent).status_code == 303

    pages.clear()  # as the end of the transaction does
    page = text(client, story.get_absolute_url())
    assert "They are too few, too short or too telling for a quiz." in page
    assert "Play the quiz" not in page
    assert "There is no quiz of this story yet" in text(client, START)
