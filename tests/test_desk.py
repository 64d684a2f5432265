"""The desk's front page: stories first, and what waits for somebody."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from quiz.models import Report
from stories.models import Story

pytestmark = pytest.mark.django_db


def signed_in(role: str) -> Client:
    client = Client()
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def test_the_front_page_begins_with_stories_and_ends_with_accounts(admin_client: Client) -> None:
    apps = admin_client.get(reverse("admin:index")).context["app_list"]
    names = [app["app_label"] for app in apps]
    assert names[0] == "stories"
    assert names[-1] == "auth"
    assert apps[0]["models"][0]["object_name"] == "Story"


def test_the_front_page_counts_what_waits_and_leads_to_it(flagship: Story) -> None:
    quote = flagship.document.quotes[0]
    for state in (Report.State.OPEN, Report.State.OPEN, Report.State.DISMISSED):
        Report.objects.create(
            story=flagship,
            quote_key=quote.key,
            fingerprint="0" * 64,
            text=quote.text,
            reason="other",
            state=state,
        )
    client = signed_in("moderator")
    counts = client.get(reverse("admin:index")).context["front_counts"]
    reported = next(count for count in counts if count.label == "reported quotations")
    assert reported.number == 1, "two reports of one quotation"
    assert [heap.reports for heap in client.get(reported.url).context["heaps"]] == [2]


def test_a_count_is_shown_to_those_alone_who_may_decide(flagship: Story) -> None:
    labels = {
        count.label for count in signed_in("editor").get(reverse("admin:index")).context["front_counts"]
    }
    assert "debates to review" in labels
    assert "reported quotations" not in labels
