"""The editors' desk: writing a story and ordering its items."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from stories import publishing
from stories.models import (
    Bearing,
    Event,
    Figure,
    Motion,
    Organisation,
    Person,
    Quote,
    Source,
    Story,
)
from tests.stories.desk import Desk, desk_page, draft, errors, item_page, story_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin_client: Client) -> Desk:
    return Desk(admin_client)


@pytest.fixture
def story() -> Story:
    return draft()


@pytest.fixture
def other() -> Story:
    """Another story with one item of each kind that can be referred to."""
    made = Story.objects.create(
        slug="other",
        headline="Other",
        category="Test",
        standfirst="Other.",
        as_of="2026-01-01",
        overview="Text.",
    )
    Source.objects.create(story=made, key="foreign", title="Foreign", kind="reference", reliability="Fair.")
    Person.objects.create(story=made, key="foreigner", name="A Foreigner", office="None", part="None.")
    return made


def test_an_editor_writes_a_whole_story_from_nothing_and_publishes_it(desk: Desk) -> None:
    add_story = reverse("admin:stories_story_add")
    response = desk.save(
        add_story,
        "story_form",
        headline="A dam is planned",
        standfirst="Two towns disagree.\r\nOne of them floods.",
        category="Water",
        as_of="2026-02-01",
        slug="dam",
        overview="The council voted [[event-vote]].\r\n\r\nThe river [[figure-height]] decides.",
    )
    story = Story.objects.get()
    assert response.url == story_page(story)
    assert story.overview == "The council voted [[event-vote]].\n\nThe river [[figure-height]] decides."
    assert story.standfirst == "Two towns disagree. One of them floods."

    def add(model: str, **fields: Any) -> Any:
        url = f"{reverse(f'admin:stories_{model}_add')}?story={story.pk}"
        return desk.save(url, f"{model}_form", **fields)

    response = add("source", key="minutes", title="Minutes", kind="official", reliability="Verbatim.")
    assert response.url == f"{story_page(story)}#sources-group"
    source = str(story.sources.get().pk)
    add("person", key="mayor", name="The Mayor", office="Mayor", part="Called the vote.", sources=[source])
    add(
        "organisation",
        key="town",
        name="Town",
        type="Council",
        status="Divided",
        description="It votes.",
        sources=source,
    )
    person, organisation = str(story.people.get().pk), str(story.organisations.get().pk)
    add(
        "event",
        key="vote",
        title="The vote",
        date="2026-01-30",
        type="Decision",
        description="They voted.",
        sources=[source],
        people=[person],
        organisations=[organisation],
        is_key="on",
    )
    add(
        "event",
        key="flood",
        title="The flood",
        date="2025-11-02",
        type="Nature",
        description="It rained.",
        sources=source,
    )
    add(
        "figure",
        key="height",
        value="40",
        unit="m",
        label="of dam",
        explanation="It is high.",
        as_of="2026-01-30",
        sources=source,
    )
    add(
        "scenario",
        key="built",
        title="It is built",
        description="Concrete.",
        discussed_by="The Mayor\r\nEngineers\r\n",
        sources=source,
    )
    add(
        "precedent",
        key="old-dam",
        title="The old dam",
        period="1920s",
        what_happened="Built.",
        short_term="Jobs.",
        long_term="Silt.",
        relevance="Same river.",
    )
    add(
        "quote",
        key="we-vote",
        text="We vote today.",
        speaker=person,
        source=source,
        date="2026-01-30",
        context="In council.",
        compared_with="the minutes",
    )
    response = add("motion", key="build", text="The dam should be built")
    motion = story.motions.get()
    assert response.url == f"{item_page(motion)}#bearings-group"
    assert motion.default, "the first motion of a story is its default"
    desk.save(
        item_page(motion),
        "motion_form",
        **{
            "bearing-event-vote-side": "pro",
            "bearing-event-vote-reason": "The town wants it.",
            "bearing-precedent-old-dam-side": "con",
            "bearing-precedent-old-dam-reason": "Silt came.",
        },
    )
    assert story.scenarios.get().discussed_by == ["The Mayor", "Engineers"]
    assert list(story.timeline.values_list("key", "order")) == [("vote", 10), ("flood", 20)], (
        "new items come last"
    )

    page = desk.open(story_page(story)).content.decode()
    assert "Nothing blocks publication" in page
    assert "Never published" in page
    response = desk.save(desk_page("publish", story), "desk-form", note="First.", kind="substantive")
    story.refresh_from_db()
    assert story.is_published
    assert response.url == story_page(story)
    assert story.live is not None
    assert story.live.reviewed_by == User.objects.get()
    assert story.document.timeline[0].people == ["mayor"]
    page = desk.open(story_page(story)).content.decode()
    assert story.get_absolute_url() in page, "the message links to the page"
    assert "The draft is what readers see" in page


def test_what_a_speech_calls_an_item_is_typed_in_its_line_and_must_be_a_noun_phrase(
    desk: Desk, story: Story
) -> None:
    page = desk.open(story_page(story)).content.decode()
    figure = story.figures.all()[0]
    assert "How a speech names it" in page
    desk.save(story_page(story), "story_form", **{"figures-0-mention": " the plan’s points "})
    figure.refresh_from_db()
    assert figure.mention == "the plan’s points"
    form = desk.form(story_page(story), "story_form") | {"figures-0-mention": "They agreed.", "_save": "1"}
    response = desk.send(story_page(story), form)
    assert response.status_code == 200
    assert "This ends with a stop" in response.content.decode()


def test_a_mention_is_proposed_but_not_saved(desk: Desk, other: Story) -> None:
    made = other.history.create(key="dam", title="The old dam", period="1920s")
    assert 'placeholder="the old dam"' in desk.open(item_page(made)).content.decode()
    desk.save(
        item_page(made), "precedent_form", what_happened="x", short_term="x", long_term="x", relevance="x"
    )
    made.refresh_from_db()
    assert made.mention == ""


def test_a_check_a_series_and_a_byline_are_typed_and_compiled(desk: Desk, story: Story) -> None:
    quote, figure = story.quotes.all()[0], story.figures.all()[0]
    source = story.sources.all()[0]
    desk.save(
        item_page(quote),
        "quote_form",
        compared_with="the transcript",
        original_language="uk",
        original_text="Слово",
    )
    desk.save(
        item_page(figure),
        "figure_form",
        series_unit="points",
        series_source=source.key,
        series_points="2016 11\r\n2026-05 14.5\r\n",
    )
    desk.save(
        story_page(story),
        "story_form",
        byline="Ann Lee, Reporter\r\n",
        language="en-GB",
    )
    document = publishing.compile_document(Story.objects.get(pk=story.pk))
    assert document.schema_version == 2
    assert document.quotes[0].checked is not None
    assert document.quotes[0].checked.against == "the transcript"
    assert document.quotes[0].original is not None
    series = document.figures[0].series
    assert series is not None
    assert [(p.date, p.value) for p in series.points] == [(2016, 11), ("2026-05", 14.5)]
    assert [(a.name, a.role) for a in document.byline] == [("Ann Lee", "Reporter")]
    page = desk.open(item_page(figure)).content.decode()
    assert "2016 11\n2026-05 14.5" in page
    form = desk.form(item_page(figure), "figure_form") | {"series_points": "soon 4", "_save": "1"}
    page = desk.send(item_page(figure), form).content.decode()
    assert "Line 1, “soon 4”: each line is a year" in page
    form["series_points"] = "2016 11\n2018\n2017-01-01 1,500\n2016 4"
    page = desk.send(item_page(figure), form).content.decode()
    assert "Line 2, “2018”" in page
    assert "Line 4: 2016 stands after 2017-01-01." in page
    assert "Line 3" not in page
    form["series_points"] = "\n".join(f"{year} 1" for year in range(1900, 1961))
    assert "61 lines; a series has 60 at most." in desk.send(item_page(figure), form).content.decode()
    form = desk.form(story_page(story), "story_form") | {"byline": "Nobody", "_save": "1"}
    assert "is no author of this site" in desk.send(story_page(story), form).content.decode()


def test_typed_numbers_change_the_order(desk: Desk, story: Story) -> None:
    first, second = story.figures.all()[:2]
    desk.save(
        story_page(story),
        "story_form",
        **{"figures-0-order": str(second.order), "figures-1-order": str(first.order)},
    )
    assert [figure.pk for figure in story.figures.all()[:2]] == [second.pk, first.pk]


def test_the_timeline_is_put_in_order_of_date_and_what_was_typed_is_saved_too(
    desk: Desk, story: Story
) -> None:
    last = story.timeline.last()
    assert last is not None
    Event.objects.filter(pk=last.pk).update(order=1)
    response = desk.save(story_page(story), "story_form", button="_order_by_date", headline="Typed just now")
    assert response.url.endswith("#timeline-group")
    dates = list(story.timeline.values_list("date", flat=True))
    assert dates == sorted(dates, reverse=True)
    story.refresh_from_db()
    assert story.headline == "Typed just now"


def test_short_fields_are_edited_in_place_and_the_rest_stays(desk: Desk, story: Story) -> None:
    before = publishing.compile_document(story)
    desk.save(story_page(story), "story_form")
    assert publishing.compile_document(story) == before, "saving without a change changes nothing"
    desk.save(story_page(story), "story_form", **{"people-0-name": "Renamed Person"})
    after = publishing.compile_document(story)
    assert after.people[0].name == "Renamed Person"
    assert after.people[0].sources == before.people[0].sources


def test_every_item_page_saves_unchanged_what_it_shows(desk: Desk, story: Story) -> None:
    before = publishing.compile_document(story)
    for items in (
        "sources",
        "people",
        "organisations",
        "figures",
        "timeline",
        "scenarios",
        "history",
        "quotes",
        "motions",
    ):
        item = getattr(story, items).first()
        response = desk.save(item_page(item), f"{item._meta.model_name}_form")
        assert response.url == f"{story_page(story)}#{items}-group"
    assert publishing.compile_document(story) == before


def test_an_item_of_another_story_cannot_be_referred_to(desk: Desk, story: Story, other: Story) -> None:
    foreign, foreigner = other.sources.get(), other.people.get()
    event, quote, motion = story.timeline.first(), story.quotes.first(), story.motions.first()
    page = desk.open(item_page(event)).content.decode()
    assert "A Foreigner" not in page
    for item, changed in (
        (event, {"sources": [str(foreign.pk)]}),
        (event, {"people": [str(foreigner.pk)]}),
        (quote, {"speaker": str(foreigner.pk)}),
        (quote, {"source": str(foreign.pk)}),
        (motion, {"bearing-person-foreigner-side": "pro", "bearing-person-foreigner-reason": "So."}),
    ):
        url, form = item_page(item), f"{item._meta.model_name}_form"
        response = desk.send(url, desk.form(url, form) | changed | {"_save": "1"})
        assert response.status_code == 200, changed
        assert "errorlist" in response.content.decode()
    assert not Event.objects.filter(sources=foreign).exists()
    assert not Quote.objects.filter(speaker=foreigner).exists()
    assert not Bearing.objects.filter(item="person-foreigner").exists()


def test_an_item_cannot_be_moved_to_another_story(desk: Desk, story: Story, other: Story) -> None:
    person = story.people.first()
    assert person is not None
    desk.save(item_page(person), "person_form", story=str(other.pk))
    person.refresh_from_db()
    assert person.story == story


def test_a_key_is_refused_when_an_item_of_the_same_kind_has_it(desk: Desk, story: Story) -> None:
    first, second = story.figures.all()[:2]
    url = item_page(second)
    response = desk.send(url, desk.form(url, "figure_form") | {"key": first.key, "_save": "1"})
    assert "Another figure of this story has this key." in response.content.decode()
    assert Figure.objects.get(pk=second.pk).key == second.key


def test_adding_an_item_needs_its_story(desk: Desk) -> None:
    for query in ("", "?story=99", "?story=x", "?story=999999999999999999999"):
        response = desk.client.get(reverse("admin:stories_event_add") + query)
        assert response.url == reverse("admin:stories_story_changelist")
    response = desk.client.post(reverse("admin:stories_event_add"), {"key": "x", "story": "99"})
    assert response.url == reverse("admin:stories_story_changelist")


def test_only_one_motion_is_the_default(desk: Desk, story: Story) -> None:
    second = story.motions.all()[1]
    desk.save(item_page(second), "motion_form", default="on")
    assert [motion.pk for motion in Motion.objects.filter(story=story, default=True)] == [second.pk]


def test_deleting_an_item_says_what_goes_with_it_and_leads_back(desk: Desk, story: Story) -> None:
    speaker = story.quotes.all()[0].speaker
    url = reverse("admin:stories_person_delete", args=[speaker.pk])
    assert "quote" in desk.open(url).content.decode().lower()
    response = desk.client.post(url, {"post": "yes"})
    assert response.url == f"{story_page(story)}#people-group"


def test_help_that_names_a_placeholder_is_shown_as_text(desk: Desk, story: Story) -> None:
    page = desk.open(item_page(story.timeline.first())).content.decode()
    assert "event-&lt;key&gt;" in page
    assert "Hold down" not in page


def test_an_organisation_and_a_person_of_one_story_may_share_a_key(desk: Desk, story: Story) -> None:
    key = Organisation.objects.filter(story=story).values_list("key", flat=True)[0]
    person = story.people.first()
    assert person is not None
    desk.save(item_page(person), "person_form", key=key)
    person.refresh_from_db()
    assert person.key == key


def test_what_nobody_sees_is_told_on_saving_with_its_place_and_removed_when_asked(
    desk: Desk, other: Story
) -> None:
    form = desk.form(story_page(other), "story_form") | {"_save": "1"}
    form |= {"headline": "The har\u200bbour", "standfirst": "It\x92s open.", "overview": "A \u2067text."}
    refused = desk.send(story_page(other), form)
    shown = errors(refused)
    assert "at “The har⟨U+200B⟩bour”" in shown
    assert "at “A ⟨U+2067⟩text.”" in shown
    assert "har\u200bbour" in refused.content.decode(), "what was typed is still there"
    assert desk.send(story_page(other), form | {"without-hidden": "1"}).status_code == 302
    other.refresh_from_db()
    assert (other.headline, other.standfirst, other.overview) == ("The harbour", "It’s open.", "A text.")


def test_an_address_with_a_password_and_a_slug_of_hyphens_are_refused_on_saving(
    desk: Desk, other: Story
) -> None:
    source = other.sources.get()
    form = desk.form(item_page(source), "source_form") | {"_save": "1"}
    assert "before its @" in errors(
        desk.send(item_page(source), form | {"url": "https://me:pw@example.org/"})
    )
    form = desk.form(story_page(other), "story_form") | {"_save": "1"}
    assert "one hyphen between" in errors(desk.send(story_page(other), form | {"slug": "--x--"}))
    assert desk.send(story_page(other), form | {"slug": "x-1"}).status_code == 302
