"""The editors' desk: what is missing, preview, publish, withdraw, who may."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from stories import publishing
from stories.document import parse_story
from stories.models import (
    Bearing,
    Event,
    Revision,
    Story,
)
from tests.stories.desk import Desk, desk_page, draft, item_page, story_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin_client: Client) -> Desk:
    return Desk(admin_client)


@pytest.fixture
def story() -> Story:
    return draft()


def test_faults_block_publishing_name_the_item_and_lose_nothing(desk: Desk, story: Story) -> None:
    publishing.publish(story)
    event = story.timeline.get(key="riyadh-talks")
    event.precision = "month"
    event.save()
    Event.objects.filter(story=story, key="paris-summit").update(key="paris-meeting")
    for url in (story_page(story), desk_page("checklist", story), desk_page("publish", story)):
        page = desk.open(url).content.decode()
        assert f'<a href="{item_page(event)}#id_date">Event riyadh-talks · date</a>' in page
        assert "with precision month the day is written 01" in page
    assert "to mend before it can be published" in page
    assert '<form method="post" class="desk-form"' not in page
    response = desk.send(
        desk_page("publish", story), {"note": "Anyway", "kind": "substantive", "reviewed": "x"}
    )
    assert response.status_code == 422
    assert story.revisions.count() == 1
    assert Event.objects.get(pk=event.pk).precision == "month"
    preview = desk.open(desk_page("preview", story), status=422).content.decode()
    assert "Event riyadh-talks · date" in preview
    assert desk.client.get(desk_page("export", story)).status_code == 302


def test_the_checklist_leads_to_the_bearing_and_to_the_story_field(desk: Desk, story: Story) -> None:
    motion = story.motions.all()[1]
    bearing = motion.bearings.all()[0]
    Bearing.objects.filter(pk=bearing.pk).update(item="event-gone")
    Story.objects.filter(pk=story.pk).update(overview="It rests on [[event-nothing]].")
    page = desk.open(desk_page("checklist", story)).content.decode()
    assert f'<a href="{item_page(motion)}#bearings-group">Motion {motion.key} · bearing 1</a>' in page
    assert f'<a href="{story_page(story)}#id_overview">Overview</a>' in page
    page = desk.open(item_page(motion)).content.decode()
    assert 'name="bearing-event-gone-reason"' in page, "what is gone keeps its line"
    assert "No longer in the story" in page


def test_the_preview_shows_the_draft_to_staff_only(desk: Desk, story: Story, client: Client) -> None:
    publishing.publish(story)
    Story.objects.filter(pk=story.pk).update(headline="A headline nobody has seen")
    response = desk.open(desk_page("preview", story))
    page = response.content.decode()
    assert "Draft preview" in page
    assert "A headline nobody has seen" in page
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert "style=" not in page
    reader = User.objects.create_user("reader", password="x")
    staff = User.objects.create_user("staff", password="x", is_staff=True)
    for user in (None, reader):
        if user:
            client.force_login(user)
        response = client.get(desk_page("preview", story))
        assert response.status_code == 302
        assert "A headline nobody has seen" not in response.content.decode()
    client.force_login(staff)
    assert client.get(desk_page("preview", story)).status_code == 403
    assert "A headline nobody has seen" not in client.get(story.get_absolute_url()).content.decode()


def test_publishing_needs_the_permission_to_change_stories(story: Story, client: Client) -> None:
    viewer = User.objects.create_user("viewer", password="x", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_story"))
    client.force_login(viewer)
    for page in ("checklist", "preview", "export"):
        assert client.get(desk_page(page, story)).status_code == 200
    for page in ("publish", "withdraw"):
        assert client.get(desk_page(page, story)).status_code == 403
        assert client.post(desk_page(page, story), {"reason": "x"}).status_code == 403
    assert client.post(desk_page("restore", story)).status_code == 403
    page = client.get(story_page(story)).content.decode()
    assert "_order_by_date" not in page
    assert "Publish…" not in page
    assert not story.revisions.exists()


def test_publishing_twice_makes_one_revision(desk: Desk, story: Story) -> None:
    form = desk.form(desk_page("publish", story), "desk-form") | {"note": "Once."}
    assert desk.send(desk_page("publish", story), form).status_code == 302
    assert desk.send(desk_page("publish", story), form).status_code == 302
    assert story.revisions.count() == 1
    page = desk.open(desk_page("publish", story)).content.decode()
    assert "There is nothing to publish" in page


def test_what_changed_after_the_review_is_not_published_unseen(desk: Desk, story: Story) -> None:
    publishing.publish(story)
    Story.objects.filter(pk=story.pk).update(headline="Reviewed headline")
    page = desk.open(desk_page("publish", story))
    assert "<ins>" in page.content.decode()
    form = desk.form_of(page, "desk-form") | {"note": "Kept note"}
    Story.objects.filter(pk=story.pk).update(headline="Slipped in later")
    response = desk.send(desk_page("publish", story), form)
    assert response.status_code == 409
    text = response.content.decode()
    assert "The draft changed after you opened this page" in text
    assert 'value="Kept note"' in text
    assert story.revisions.count() == 1
    assert desk.send(desk_page("publish", story), desk.form_of(response, "desk-form")).status_code == 302
    story.refresh_from_db()
    assert story.document.headline == "Slipped in later"


def test_a_story_is_withdrawn_with_a_reason_and_given_back(desk: Desk, story: Story, client: Client) -> None:
    revision = publishing.publish(story)
    response = desk.send(desk_page("withdraw", story), {"reason": ""})
    assert response.status_code == 422
    assert client.get(story.get_absolute_url()).status_code == 200
    desk.save(desk_page("withdraw", story), "desk-form", reason="A source was forged.")
    assert client.get(story.get_absolute_url()).status_code == 410
    page = desk.open(story_page(story)).content.decode()
    assert "Withdrawn: readers find a notice" in page
    assert "A source was forged." in page
    assert desk.client.get(desk_page("restore", story)).status_code == 405
    Story.objects.filter(pk=story.pk).update(headline="Only a draft")
    desk.send(desk_page("restore", story), {"why": " "})
    assert client.get(story.get_absolute_url()).status_code == 410, "nobody said why"
    desk.send(desk_page("restore", story), {"why": "It was not forged."})
    assert LogEntry.objects.latest("pk").change_message == "Restored: It was not forged."
    story.refresh_from_db()
    assert story.live == revision, "restoring publishes no draft"
    assert story.is_published
    assert story.withdrawn_reason == ""
    assert "Only a draft" not in client.get(story.get_absolute_url()).content.decode()


def test_publishing_gives_a_withdrawn_story_back_too(desk: Desk, story: Story) -> None:
    publishing.publish(story)
    publishing.withdraw(story, reason="Wrong.")
    desk.save(desk_page("publish", story), "desk-form", note="Mended.")
    story.refresh_from_db()
    assert story.is_published
    assert story.live is not None
    assert story.live.number == 2


def test_a_published_story_keeps_its_address_and_is_not_deleted(desk: Desk, story: Story) -> None:
    publishing.publish(story)
    desk.save(story_page(story), "story_form", slug="elsewhere")
    story.refresh_from_db()
    assert story.slug == "miami-track-ukraine"
    assert (
        desk.client.post(reverse("admin:stories_story_delete", args=[story.pk]), {"post": "yes"}).status_code
        == 403
    )


def test_revisions_are_read_only_and_lead_to_their_document(desk: Desk, story: Story) -> None:
    revision = publishing.publish(story, note="A first note", reviewed_by=User.objects.first())
    page = desk.open(reverse("admin:stories_revision_changelist")).content.decode()
    assert "A first note" in page
    url = reverse("admin:stories_revision_json", args=[revision.pk])
    assert url in page
    assert desk.open(url).json()["slug"] == story.slug
    change = reverse("admin:stories_revision_change", args=[revision.pk])
    assert desk.client.post(change, {"note": "x"}).status_code == 403
    assert desk.client.get(reverse("admin:stories_revision_add")).status_code == 403
    assert Revision.objects.get().note == "A first note"


def test_the_draft_is_exported_as_a_document(desk: Desk, story: Story) -> None:
    response = desk.open(desk_page("export", story))
    assert parse_story(response.content) == publishing.compile_document(story)
    assert response["Content-Disposition"] == 'attachment; filename="miami-track-ukraine.yaml"'


def test_unknown_stories_are_not_found_and_forms_need_their_token(desk: Desk, story: Story) -> None:
    for page in ("checklist", "preview", "export", "publish", "withdraw"):
        assert desk.client.get(reverse(f"admin:stories_story_{page}", args=[999])).status_code == 404
    for page in ("checklist", "preview", "export"):
        assert desk.client.post(desk_page(page, story)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get())
    for page in ("publish", "withdraw", "restore"):
        assert strict.post(desk_page(page, story), {"reason": "x"}).status_code == 403
    assert Story.objects.filter(withdrawn_at__lte=now()).count() == 0


def test_pages_hold_no_inline_script_or_style(desk: Desk, story: Story) -> None:
    publishing.publish(story)
    pages = [
        story_page(story),
        desk_page("publish", story),
        desk_page("checklist", story),
        desk_page("preview", story),
    ]
    pages += [reverse("admin:stories_story_changelist"), reverse("admin:stories_story_add")]
    pages += [
        item_page(items.first()) for items in (story.timeline, story.quotes, story.motions, story.sources)
    ]
    for url in pages:
        page = desk.open(url).content.decode()
        assert "<style" not in page, url
        assert " style=" not in page, url
        assert "<script>" not in page, url
        assert " onclick=" not in page, url


def test_who_may_only_look_or_only_edit_the_story_itself_sees_no_button_for_more(
    story: Story, client: Client
) -> None:
    person = User.objects.create_user("person", password="x", is_staff=True)
    of_stories = Permission.objects.filter(content_type__app_label="stories")
    person.user_permissions.set(of_stories.filter(codename__startswith="view_"))
    client.force_login(person)
    for url in (story_page(story), *(item_page(items.first()) for items in (story.timeline, story.motions))):
        page = client.get(url).content.decode()
        assert 'name="_save"' not in page
        assert "Add event" not in page
    person.user_permissions.add(Permission.objects.get(codename="change_story"))
    desk = Desk(client)
    assert "Add event" not in desk.open(story_page(story)).content.decode()
    title = story.timeline.all()[0].title
    desk.save(story_page(story), "story_form", headline="Mine", **{"timeline-0-title": "Not mine"})
    story.refresh_from_db()
    assert (story.headline, story.timeline.all()[0].title) == ("Mine", title)
