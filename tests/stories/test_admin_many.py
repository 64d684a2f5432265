"""The editors' desk with many hands and many items: nothing is overwritten, nothing times out."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from stories import publishing
from stories.admin.inlines import LINES_OF_A_KIND
from stories.models import (
    Event,
    Figure,
    Story,
)
from tests.stories.desk import Desk, draft, item_page, story_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin_client: Client) -> Desk:
    return Desk(admin_client)


@pytest.fixture
def story() -> Story:
    return draft()


def test_a_newer_change_is_not_overwritten_and_what_was_typed_is_kept(desk: Desk, story: Story) -> None:
    url = story_page(story)
    mine = desk.form(url, "story_form")
    theirs = {"headline": "Theirs", "standfirst": "Theirs, not shown to me."}
    Story.objects.filter(pk=story.pk).update(**theirs)
    response = desk.send(url, mine | {"headline": "Mine", "_save": "1"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Somebody changed this after you opened the page" in page
    assert "Theirs" in page
    assert 'value="Mine"' in page
    story.refresh_from_db()
    assert story.headline == "Theirs"
    response = desk.send(url, desk.form_of(response, "story_form") | {"_save": "1"})
    assert response.status_code == 302, "in knowledge of theirs, a second save goes through"
    story.refresh_from_db()
    assert story.headline == "Mine"
    assert story.standfirst == "Theirs, not shown to me.", "what was not shown is still not overwritten"


def test_a_field_left_alone_keeps_what_somebody_else_saved(desk: Desk, story: Story) -> None:
    url = story_page(story)
    mine = desk.form(url, "story_form")
    event = story.timeline.first()
    assert event is not None
    Story.objects.filter(pk=story.pk).update(standfirst="Their standfirst.")
    Event.objects.filter(pk=event.pk).update(title="Their title")
    assert desk.send(url, mine | {"headline": "Mine", "_save": "1"}).status_code == 302
    story.refresh_from_db()
    event.refresh_from_db()
    assert (story.headline, story.standfirst, event.title) == ("Mine", "Their standfirst.", "Their title")


def test_a_newer_change_of_a_row_or_an_item_is_refused_too(desk: Desk, story: Story) -> None:
    event = story.timeline.first()
    assert event is not None
    url = story_page(story)
    row = desk.form(url, "story_form") | {"timeline-0-title": "Mine", "_save": "1"}
    item = desk.form(item_page(event), "event_form") | {"sources": [], "_save": "1"}
    Event.objects.filter(pk=event.pk).update(title="Theirs")
    event.sources.set(story.sources.all())
    response = desk.send(url, row)
    assert "Somebody changed this" in response.content.decode()
    assert 'value="Mine"' in response.content.decode()
    others = [str(story.sources.all()[2].pk)]
    response = desk.send(item_page(event), item | {"sources": others})
    assert "Somebody changed this" in response.content.decode()
    event.refresh_from_db()
    assert event.title == "Theirs"
    assert event.sources.count() == story.sources.count()


def test_rows_added_or_deleted_meanwhile_do_not_stop_a_save(desk: Desk, story: Story) -> None:
    url = story_page(story)
    mine = desk.form(url, "story_form") | {"figures-0-label": "Mine", "headline": ""}
    kept, gone = story.figures.all()[:2]
    gone.delete()
    Figure.objects.create(
        story=story, key="new", value="1", label="new", explanation="New.", as_of="2026-01-01", order=5
    )
    response = desk.send(url, mine | {"_save": "1"})
    assert response.status_code == 200, "the headline is missing"
    again = desk.form_of(response, "story_form")
    assert again["figures-0-label"] == ["Mine"]
    assert again["figures-0-id"] == [str(kept.pk)]
    assert desk.send(url, again | {"headline": "There", "_save": "1"}).status_code == 302
    kept.refresh_from_db()
    assert kept.label == "Mine"
    assert set(story.figures.values_list("key", flat=True)) >= {"new", kept.key}


@pytest.fixture
def long_story(story: Story) -> Story:
    day = story.as_of
    Event.objects.bulk_create(
        Event(
            story=story,
            key=f"e-{i}",
            title=f"Event {i}",
            date=day,
            type="Test",
            description="It was.",
            order=i,
        )
        for i in range(5_000)
    )
    return story


def test_five_thousand_events_are_a_list_of_links_and_the_page_still_saves(
    desk: Desk, long_story: Story, django_assert_max_num_queries: Any
) -> None:
    url = story_page(long_story)
    with django_assert_max_num_queries(60):
        response = desk.open(url)
    page = response.content.decode()
    assert "timeline-TOTAL_FORMS" not in page
    assert f"{reverse('admin:stories_event_changelist')}?story__id__exact={long_story.pk}" in page
    form = desk.form_of(response, "story_form")
    assert sum(map(len, form.values())) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    assert desk.send(url, form | {"headline": "Long", "_save": "1"}).status_code == 302
    assert desk.send(url, form | {"headline": "Long", "_order_by_date": "1"}).status_code == 302
    long_story.refresh_from_db()
    assert long_story.headline == "Long"
    changelist = f"{reverse('admin:stories_event_changelist')}?story__id__exact={long_story.pk}"
    assert "event-e-17<" in desk.open(changelist + "&q=e-17").content.decode()
    motion = long_story.motions.first()
    assert motion is not None
    with django_assert_max_num_queries(40):
        page = desk.open(item_page(motion)).content.decode()
    assert page.count('value="event-e-17"') == 1, (
        "one shared list of suggestions, not a line for each of 5,000 events"
    )
    desk.save(
        item_page(motion),
        "motion_form",
        **{
            "bearing-new-item": "event-e-17",
            "bearing-new-side": "pro",
            "bearing-new-reason": "It was the seventeenth.",
        },
    )
    assert motion.bearings.filter(item="event-e-17", side="pro").exists()


def test_a_list_that_outgrew_the_table_while_it_was_open_still_saves(desk: Desk, story: Story) -> None:
    form = desk.form(story_page(story), "story_form") | {"timeline-0-title": "Typed before it grew"}
    Event.objects.bulk_create(
        Event(
            story=story,
            key=f"e-{i}",
            title="E",
            date=story.as_of,
            type="Test",
            description="It was.",
            order=999,
        )
        for i in range(LINES_OF_A_KIND)
    )
    assert desk.send(story_page(story), form | {"_save": "1"}).status_code == 302
    assert story.timeline.filter(title="Typed before it grew").exists()


def test_the_flagship_page_stays_under_sixty_queries(
    desk: Desk, story: Story, django_assert_max_num_queries: Any
) -> None:
    publishing.publish(story)
    with django_assert_max_num_queries(60):
        desk.open(story_page(story))


def test_an_item_deleted_while_it_was_open_comes_back_with_what_was_typed(desk: Desk, story: Story) -> None:
    event = story.timeline.first()
    assert event is not None
    sources = [str(source.pk) for source in story.sources.all()[:2]]
    typed = desk.form(item_page(event), "event_form") | {"title": "Typed", "sources": sources, "_save": "1"}
    url = item_page(event)
    for headers, form in (
        ({}, "event_form"),
        ({"HX-Request": "true", "HX-Target": "panel-1"}, "panel-1-form"),
    ):
        story.timeline.filter(key=event.key).delete()
        response = desk.client.post(url, typed, headers=headers)
        assert response.status_code == 409
        page = response.content.decode()
        assert headers or "Somebody deleted this event while you had it open." in page
        again = desk.form_of(response, form)
        assert again["title"] == ["Typed"]
        assert sorted(again["sources"]) == sorted(sources)
        assert not story.timeline.filter(title="Typed").exists()
        address = f"{reverse('admin:stories_event_add')}?story={story.pk}"
        assert f'action="{address}"' in page
        desk.client.post(address, again | {"_save": "1"}, headers=headers)
        made = story.timeline.get(title="Typed")
        assert (made.key, made.sources.count()) == (event.key, 2)


def test_a_line_deleted_while_it_was_typed_in_is_told_of_and_can_be_made_anew(
    desk: Desk, story: Story
) -> None:
    first, second = story.figures.all()[:2]
    mine = desk.form(story_page(story), "story_form") | {"figures-0-label": "Typed & kept", "_continue": "1"}
    first.delete()
    second.delete()
    assert desk.send(story_page(story), mine).status_code == 302
    response = desk.open(story_page(story))
    told = [message.message for message in response.context["messages"] if "Somebody deleted" in str(message)]
    assert len(told) == 1, "the line that was left alone is not worth a word"
    address = told[0].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert desk.form(address, "figure_form")["label"] == ["Typed & kept"]
