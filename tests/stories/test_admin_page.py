"""The story's one page at the desk: its parts, items in panels, keys that are proposed, saves that are no edit."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from stories.models import Person, Source, Story
from tests.stories.desk import Desk, desk_page, draft, item_page, story_page

pytestmark = pytest.mark.django_db

PANEL = {"HX-Request": "true", "HX-Target": "panel-1"}


@pytest.fixture
def desk(admin_client: Client) -> Desk:
    return Desk(admin_client)


@pytest.fixture
def story() -> Story:
    return draft()


def add_page(kind: str, story: Story) -> str:
    return f"{reverse(f'admin:stories_{kind}_add')}?story={story.pk}"


def in_panel(desk: Desk, url: str, **fields: Any) -> Any:
    """Open an item's form in a panel of the story's page, fill some of it and send it."""
    form = desk.form_of(desk.client.get(url, headers=PANEL), "panel-1-form")
    return desk.client.post(url, {**form, **fields}, headers=PANEL)


def test_an_item_is_saved_in_a_panel_and_says_which_list_to_show_anew(desk: Desk, story: Story) -> None:
    event = story.timeline.first()
    assert event is not None
    response = in_panel(desk, item_page(event), title="Said in a panel", _save="1")
    assert response.status_code == 204
    told = json.loads(response["HX-Trigger"])["desk:saved"]
    assert (told["kind"], told["section"], told["pk"], told["next"]) == ("event", "timeline", event.pk, "")
    section = desk.open(reverse("admin:stories_story_section", args=[story.pk, "timeline"])).content.decode()
    assert 'value="Said in a panel"' in section
    assert section.count("hx-swap-oob") == 3, "what is missing, the counts, and how the draft stands"
    assert "figures-TOTAL_FORMS" not in section


def test_a_panel_refuses_with_what_was_typed_and_no_id_of_the_page_behind(desk: Desk, story: Story) -> None:
    response = in_panel(desk, add_page("figure", story), value="12", label="", _save="1")
    page = response.content.decode()
    assert response.status_code == 200
    assert "This field is required" in page
    assert desk.form_of(response, "panel-1-form")["value"] == ["12"]
    assert 'id="id_' not in page
    assert "<html" not in page


def test_another_follows_in_the_panel_and_a_motion_leads_to_its_bearings(desk: Desk, story: Story) -> None:
    fields = {"title": "The record", "kind": "official", "reliability": "Verbatim."}
    response = in_panel(desk, add_page("source", story), **fields, _addanother="1")
    told = json.loads(response["HX-Trigger"])["desk:saved"]
    assert told["next"] == add_page("source", story)
    response = in_panel(desk, add_page("motion", story), text="The plan should stand", _save="1")
    motion = story.motions.get(key="plan-should-stand")
    assert json.loads(response["HX-Trigger"])["desk:saved"]["next"] == item_page(motion)


def test_a_key_left_empty_is_made_of_what_the_item_says_and_is_free(desk: Desk, story: Story) -> None:
    source = str(story.sources.all()[0].pk)
    speaker = Person.objects.create(story=story, key="x", name="Ann van Lee", office="Mayor", part="Speaks.")
    wanted: list[tuple[str, dict[str, Any], str]] = [
        ("source", {"title": "The Minutes", "kind": "official", "reliability": "Good."}, "minutes"),
        ("source", {"title": "The minutes!", "kind": "official", "reliability": "Good."}, "minutes-2"),
        ("source", {"title": "Протокол", "kind": "official", "reliability": "Good."}, "source"),
        ("person", {"name": "Anne-Marie d’Été", "office": "None", "part": "None."}, "anne-marie-dete"),
        (
            "quote",
            {
                "text": "We vote today and not a day later than that.",
                "speaker": str(speaker.pk),
                "source": source,
                "date": "2026-01-01",
                "context": "In council.",
            },
            "lee-we-vote-today-and-not-a",
        ),
    ]
    for kind, fields, key in wanted:
        desk.save(add_page(kind, story), f"{kind}_form", **fields)
        assert story._meta.apps.get_model("stories", kind).objects.filter(story=story, key=key).exists(), key
    made = Source.objects.get(story=story, key="minutes-2")
    desk.save(item_page(made), "source_form", key="minutes-of-may")
    made.refresh_from_db()
    assert made.key == "minutes-of-may", "a draft’s key can be changed"


def test_a_story_without_an_address_gets_one_of_its_headline(desk: Desk) -> None:
    for slug in ("dam-is-planned", "dam-is-planned-2"):
        desk.save(
            reverse("admin:stories_story_add"),
            "story_form",
            headline="A dam is planned",
            standfirst="Two towns.",
            category="Water",
            as_of="2026-02-01",
            overview="Text.",
        )
        assert Story.objects.filter(slug=slug).exists()


def test_a_save_that_changes_nothing_is_no_edit(desk: Desk, story: Story) -> None:
    story.overview = "One.\n\nTwo."
    story.save()
    event = story.timeline.first()
    assert event is not None
    form = desk.form(story_page(story), "story_form") | {"overview": "One.\r\n\r\nTwo.", "_continue": "1"}
    desk.send(story_page(story), form)
    desk.save(item_page(event), "event_form")
    assert not LogEntry.objects.exists()
    page = desk.open(story_page(story)).content.decode()
    assert "You changed nothing, so nothing was saved." in page
    desk.save(item_page(event), "event_form", title="Changed")
    assert "Title" in LogEntry.objects.get().get_change_message()


def test_the_overview_is_shown_as_readers_get_it_with_citations_that_lead_nowhere(
    desk: Desk, story: Story
) -> None:
    event = story.timeline.first()
    assert event is not None
    text = f"It is *late* [[event-{event.key}]] [[event-nowhere]] <script>alert(1)</script>"
    shown = desk.client.post(desk_page("overview", story), {"overview": text}).content.decode()
    assert "<em>late</em>" in shown
    assert f'href="#event-{event.key}"' in shown
    assert "[[event-nowhere]]" in shown
    assert "<script" not in shown
    part = {"HX-Request": "true", "HX-Target": "shown"}
    assert Client().post(desk_page("overview", story), {"overview": text}, headers=part).status_code == 403
