"""Deleting: what goes and what breaks is said in words before, and all of it can be put back until publication."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from newsroom.documents import DocumentFaults
from stories import deletion, publishing
from stories.models import Deleted, Story
from tests.stories.desk import Desk, desk_page, item_page
from tests.stories.documents import example, raw

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    values = raw(overview="The vote [[event-vote-called]], by [[person-mara-lind]], says [[source-survey]].")
    values["motions"][0]["bearing"].append(
        {"item": "quote-lind-view", "side": "con", "reason": "She says so."}
    )
    return publishing.load(example(**values))[0]


@pytest.fixture
def desk(admin_client: Client) -> Desk:
    return Desk(admin_client)


def items(story: Story) -> dict[str, Any]:
    return {
        "person": story.people.get(),
        "source": story.sources.get(),
        "event": story.timeline.get(),
        "motion": story.motions.get(),
        "organisation": story.organisations.get(),
        "figure": story.figures.get(),
        "quote": story.quotes.get(),
    }


def test_what_goes_with_a_person_and_what_is_left_broken_is_said(story: Story) -> None:
    told = deletion.consequences([story.people.get()])
    assert told.goes == ("the quote lind-view",)
    assert told.broken == (
        "the overview, which cites [[person-mara-lind]]",
        "a bearing of the motion “The bridge is worth its toll” that cites quote-lind-view",
    )
    assert told.loses == ("the event vote-called, which names mara-lind",)


def test_what_rests_on_a_source_alone_is_said(story: Story) -> None:
    told = deletion.consequences([story.sources.get()])
    assert told.goes == ("the quote lind-view",)
    assert "the overview, which cites [[source-survey]]" in told.broken
    assert "the series of the figure minutes, which rests on it" in told.broken
    assert set(told.loses) == {
        f"the {item}, which then rests on no source"
        for item in (
            "figure minutes",
            "person mara-lind",
            "organisation council",
            "event vote-called",
            "scenario narrow-yes",
        )
    }


@pytest.mark.parametrize("kind", ["person", "source", "event", "motion", "organisation", "figure", "quote"])
def test_what_is_put_back_is_as_it_was(story: Story, kind: str) -> None:
    before = publishing.compile_document(story)
    (kept,) = deletion.delete([items(story)[kind]], by=None)
    try:
        changed = publishing.compile_document(story) != before
    except DocumentFaults:
        changed = True
    assert changed
    assert deletion.put_back(kept) == ""
    assert publishing.compile_document(Story.objects.get(pk=story.pk)) == before
    assert not Deleted.objects.exists()


def test_two_deletions_come_back_in_either_order_or_say_what_is_needed(story: Story) -> None:
    before = publishing.compile_document(story)
    (first,) = deletion.delete([story.quotes.get()], by=None)
    (second,) = deletion.delete([story.people.get()], by=None)
    with pytest.raises(ValidationError, match="The quote lind-view needs what is gone meanwhile"):
        deletion.put_back(first)
    deletion.put_back(second)
    deletion.put_back(first)
    assert publishing.compile_document(story) == before


def test_a_tie_to_what_is_gone_meanwhile_is_said_and_a_taken_key_refused(story: Story) -> None:
    (kept,) = deletion.delete([story.people.get()], by=None)
    story.timeline.get().delete()
    made = story.people.create(key="mara-lind", name="Another", office="None", part="None.")
    with pytest.raises(ValidationError, match="mara-lind is the key of another item meanwhile"):
        deletion.put_back(kept)
    made.delete()
    assert deletion.put_back(kept) == "What is gone meanwhile it no longer names: 1 time."


def test_a_publication_ends_the_way_back(story: Story) -> None:
    extra = story.figures.create(key="extra", value="1", label="one", explanation="One.", as_of="2026-01-01")
    deletion.delete([extra], by=None)
    assert deletion.recent(story).count() == 1
    publishing.publish(story)
    story.refresh_from_db()
    assert deletion.recent(story).count() == 0
    deletion.delete([story.figures.get()], by=None)
    assert [row.what for row in Deleted.objects.all()] == ["figure minutes"], (
        "what was kept before is kept no longer"
    )


def test_the_desk_says_it_offers_undo_and_puts_back(desk: Desk, story: Story) -> None:
    before = publishing.compile_document(story)
    person = story.people.get()
    url = reverse("admin:stories_person_delete", args=[person.pk])
    page = desk.open(url).text
    assert "Left broken, and blocking publication until it is mended:" in page
    assert "the quote lind-view" in page
    assert desk.client.post(url, {"post": "yes"}).status_code == 302
    kept = Deleted.objects.get()
    assert kept.by == User.objects.get()
    page = desk.open(desk_page("checklist", story)).text
    assert f'person mara-lind <a href="{desk_page("deleted", story)}#deleted-{kept.pk}">Undo</a>' in page
    assert "person mara-lind" in desk.open(desk_page("deleted", story)).text
    for status in (302, 302):  # the second time it is back already, and says so
        assert desk.send(desk_page("deleted", story), {"deleted": str(kept.pk)}).status_code == status
    assert publishing.compile_document(story) == before
    desk.open(item_page(person))


def test_a_bulk_action_keeps_what_it_deletes_too(desk: Desk, story: Story) -> None:
    before = publishing.compile_document(story)
    quote = story.quotes.get()
    url = reverse("admin:stories_quote_changelist")
    action = {"action": "delete_selected", "_selected_action": [str(quote.pk)]}
    page = desk.send(url, action)
    assert "a bearing of the motion" in page.text
    assert desk.send(url, action | {"post": "yes"}).status_code == 302
    deletion.put_back(Deleted.objects.get())
    assert publishing.compile_document(story) == before
