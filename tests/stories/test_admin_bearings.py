"""The bearings of a motion as one table of the story's items."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from stories.admin.bearings import Said, said_of
from stories.models import Bearing, Event, Motion, Story
from tests.stories.desk import Desk, draft, errors, item_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin_client: Client) -> Desk:
    return Desk(admin_client)


@pytest.fixture
def story() -> Story:
    return draft()


@pytest.fixture
def motion(story: Story) -> Motion:
    return story.motions.all()[0]


def line(ref: str, **said: str) -> dict[str, str]:
    return {f"bearing-{ref}-{part}": value for part, value in said.items()}


def stored(motion: Motion) -> list[tuple[str, str, str]]:
    return list(motion.bearings.values_list("item", "side", "reason"))


@pytest.mark.parametrize(
    ("sides", "said"),
    [
        ([], Said()),
        (["pro"], Said(side="pro", reason="pro 0")),
        (["both"], Said(side="both", reason="both 0")),
        (["con", "pro"], Said(side="both", reason="pro 1", against="con 0")),
        (["pro", "both"], Said(side="both", reason="pro 0", against="both 1")),
    ],
)
def test_stored_bearings_read_as_one_line(sides: list[str], said: Said) -> None:
    assert said_of([Bearing(side=side, reason=f"{side} {n}") for n, side in enumerate(sides)]) == said


def test_saving_without_a_change_changes_nothing_whatever_is_stored(desk: Desk, motion: Motion) -> None:
    first = motion.bearings.all()[0]
    for side in {"pro", "con", "both"} - {first.side}:
        motion.bearings.create(item=first.item, side=side, reason=f"Another {side}.", order=5)
    motion.bearings.create(item="event-gone-long-ago", side="pro", reason="It went.", order=900)
    before = list(motion.bearings.values())
    desk.save(item_page(motion), "motion_form")
    assert list(motion.bearings.values()) == before


def test_every_item_is_a_line_and_its_side_and_reason_are_saved(
    desk: Desk, story: Story, motion: Motion
) -> None:
    motion.bearings.all().delete()
    event, figure, quote = story.timeline.all()[0], story.figures.all()[0], story.quotes.all()[0]
    form = desk.form(item_page(motion), "motion_form")
    assert f"bearing-event-{event.key}-reason" in form
    assert f"bearing-quote-{quote.key}-side" in form
    desk.save(
        item_page(motion),
        "motion_form",
        **line(f"event-{event.key}", side="pro", reason="It began."),
        **line(f"figure-{figure.key}", side="both", reason="It is much.", against="It is little."),
        **line(f"quote-{quote.key}", side="both", reason="He said so."),
    )
    assert set(stored(motion)) == {
        (f"event-{event.key}", "pro", "It began."),
        (f"figure-{figure.key}", "pro", "It is much."),
        (f"figure-{figure.key}", "con", "It is little."),
        (f"quote-{quote.key}", "both", "He said so."),
    }
    desk.save(item_page(motion), "motion_form", **line(f"event-{event.key}", side=""))
    assert f"event-{event.key}" not in {item for item, _, _ in stored(motion)}, "“no” takes a bearing away"


def test_a_bearing_keeps_its_place_when_it_changes_sides(desk: Desk, motion: Motion) -> None:
    before = [item for item, _, _ in stored(motion)]
    first = motion.bearings.all()[0]
    other = "con" if first.side == "pro" else "pro"
    desk.save(item_page(motion), "motion_form", **line(first.item, side=other))
    assert [item for item, _, _ in stored(motion)] == before
    assert motion.bearings.all()[0].side == other


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"side": "pro", "reason": " "}, "Give a reason"),
        ({"side": "", "reason": "Typed."}, "Choose the side"),
        ({"side": "con", "reason": "Typed.", "against": "More."}, "belongs to an item that bears both ways"),
        ({"side": "sideways", "reason": "Typed."}, "Choose a side."),
    ],
)
def test_a_line_that_will_not_do_says_why_and_loses_nothing(
    desk: Desk, story: Story, motion: Motion, said: dict[str, str], words: str
) -> None:
    motion.bearings.all().delete()
    ref = f"event-{story.timeline.all()[0].key}"
    other = line(f"figure-{story.figures.all()[0].key}", side="pro", reason="Typed elsewhere.")
    form = desk.form(item_page(motion), "motion_form") | line(ref, **said) | other | {"_save": "1"}
    response = desk.send(item_page(motion), form)
    assert words in errors(response)
    again = desk.form_of(response, "motion_form")
    for part, value in said.items():
        assert part == "side" or [value.strip()] == again[f"bearing-{ref}-{part}"]
    assert "Typed elsewhere." in str(again)
    assert stored(motion) == []


def test_a_line_that_somebody_else_changed_is_not_overwritten(desk: Desk, motion: Motion) -> None:
    mine, theirs = motion.bearings.all()[:2]
    form = desk.form(item_page(motion), "motion_form") | {"_save": "1"}
    motion.bearings.filter(pk__in=[mine.pk, theirs.pk]).update(reason="Theirs.")
    response = desk.send(item_page(motion), form | line(mine.item, reason="Mine."))
    assert "Somebody changed this line" in errors(response)
    assert (
        desk.send(item_page(motion), desk.form_of(response, "motion_form") | {"_save": "1"}).status_code
        == 302
    )
    reasons = dict(motion.bearings.values_list("item", "reason"))
    assert (reasons[mine.item], reasons[theirs.item]) == ("Mine.", "Theirs.")


def test_a_motion_is_added_with_its_bearings(desk: Desk, story: Story) -> None:
    url = f"{reverse('admin:stories_motion_add')}?story={story.pk}"
    ref = f"event-{story.timeline.all()[0].key}"
    desk.save(url, "motion_form", text="It will hold", **line(ref, side="pro", reason="It has."))
    assert stored(story.motions.get(text="It will hold")) == [(ref, "pro", "It has.")]


def test_four_hundred_items_fit_into_one_request(
    desk: Desk, story: Story, motion: Motion, django_assert_max_num_queries: Any
) -> None:
    Event.objects.bulk_create(
        Event(
            story=story,
            key=f"e-{i}",
            title=f"Event {i}",
            date=story.as_of,
            type="Test",
            description="So.",
            order=i,
        )
        for i in range(400)
    )
    with django_assert_max_num_queries(40):
        form = desk.form(item_page(motion), "motion_form")
    assert sum(map(len, form.values())) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS / 2
    desk.save(item_page(motion), "motion_form", **line("event-e-399", side="con", reason="The last."))
    assert ("event-e-399", "con", "The last.") in stored(motion)
