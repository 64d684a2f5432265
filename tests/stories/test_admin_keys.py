"""The key of an item at the desk: free until readers know it, then renamed with a way from the old address."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from stories import publishing
from stories.models import Renamed, Story
from tests.stories.desk import Desk, item_page
from tests.stories.documents import example

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin_client: Client) -> Desk:
    return Desk(admin_client)


@pytest.fixture
def story() -> Story:
    return publishing.load(example())[0]


def rename_page(item: object) -> str:
    return reverse(f"admin:stories_{item._meta.model_name}_rename", args=[item.pk])  # type: ignore[attr-defined]


def test_a_key_that_no_reader_knows_is_typed_and_what_refers_to_it_follows(desk: Desk, story: Story) -> None:
    figure = story.figures.get()
    desk.save(item_page(figure), "figure_form", key="nine")
    story.refresh_from_db()
    document = publishing.compile_document(story)
    assert document.figures[0].key == "nine"
    assert "[[figure-nine]]" in document.overview
    assert document.motions[0].bearing[0].item == "figure-nine"
    assert not Renamed.objects.exists()


def test_a_key_that_readers_know_is_shown_and_not_asked_for(desk: Desk, story: Story) -> None:
    publishing.publish(story)
    event = story.timeline.get()
    form = desk.form(item_page(event), "event_form")
    assert "key" not in form
    page = desk.open(item_page(event)).content.decode()
    assert f'<code>vote-called</code> <a href="{rename_page(event)}">' in page
    desk.save(item_page(event), "event_form", key="silently", title="Another title")
    event.refresh_from_db()
    assert (event.key, event.title) == ("vote-called", "Another title")


def test_its_own_page_says_what_follows_and_renames_it(desk: Desk, story: Story) -> None:
    publishing.publish(story)
    event = story.timeline.get()
    page = " ".join(desk.open(rename_page(event)).content.decode().split())
    assert "Readers know this item as <code>event-vote-called</code>" in page
    assert "1 citation in the overview." in page
    response = desk.save(rename_page(event), "desk-form", new="ballot")
    assert response.url == item_page(event)
    assert "event-vote-called is event-ballot now" in desk.open(response.url).content.decode()
    assert LogEntry.objects.get().change_message == "Renamed from event-vote-called to event-ballot."
    assert Renamed.objects.get().new == "ballot"


@pytest.mark.parametrize("new", ["", "Not A Key", "survey", "x" * 81, "vote-called", "count"])
def test_a_key_that_will_not_do_is_refused_and_kept(desk: Desk, story: Story, new: str) -> None:
    publishing.publish(story)
    story.timeline.create(
        key="count", date="2026-06-14", title="The count", type="Vote", description="Counted."
    )
    event = story.timeline.get(key="vote-called")
    response = desk.send(rename_page(event), {"new": new})
    if new == "survey":
        assert response.status_code == 302, "another kind’s key is no obstacle"
        return
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert new[:80] in response.content.decode()
    event.refresh_from_db()
    assert event.key == "vote-called"


def test_who_may_only_look_renames_nothing(story: Story) -> None:
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_event"))
    client = Client()
    client.force_login(viewer)
    assert client.get(rename_page(story.timeline.get())).status_code == 403
    assert client.get(reverse("admin:stories_event_rename", args=[99999])).status_code == 403
