"""On what a quotation rests, and that nobody careless or dishonest gets one past the desk."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from newsroom.documents import DocumentFaults
from stories import publishing
from stories.document import check_story
from stories.models import Quote, Source, Story
from stories.truth.checking import Grounds, quotation_findings, sign, standing_of, standings
from stories.truth.keeping import keep_text, remove_text
from tests.stories.desk import Desk, desk_page, errors, item_page
from tests.stories.documents import example, raw

pytestmark = pytest.mark.django_db

MINUTES = (
    "Minutes. Mara Lind, the mayor, closed the hearing. “You cannot eat a view,” she said, and sat down."
)


@pytest.fixture
def story() -> Story:
    story, _ = publishing.load(example())
    return story


@pytest.fixture
def quote(story: Story) -> Quote:
    return story.quotes.get()


@pytest.fixture
def editor() -> User:
    user = User.objects.create_user("ines", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    return user


@pytest.fixture
def desk(client: Client, editor: User) -> Desk:
    client.force_login(editor)
    return Desk(client)


def grounds() -> Grounds:
    return standing_of(Quote.objects.get()).grounds


def keep(text: str) -> None:
    keep_text(Source.objects.get(key="survey"), text, None, "pasted")


class TestStanding:
    def test_it_takes_a_loaded_check_as_it_is(self, story: Story) -> None:
        assert grounds() is Grounds.BY_HAND
        assert publishing.compile_document(story) == example()

    def test_words_in_the_sources_text_need_no_hand(self, story: Story, quote: Quote) -> None:
        Quote.objects.update(checked_on=None, checked_by="", checked_against="")
        assert grounds() is Grounds.NOTHING
        keep(MINUTES)
        assert grounds() is Grounds.VERBATIM
        quote.refresh_from_db()
        assert MINUTES[quote.found_start : quote.found_end] == "You cannot eat a view"
        assert publishing.publish(story).as_document().quotes[0].checked is None

    @pytest.mark.parametrize("text", ["You can eat a view", "You cannot eat a", "A view cannot be eaten"])
    def test_other_words_void_both(self, quote: Quote, text: str) -> None:
        keep(MINUTES)
        Quote.objects.update(text=text)
        holds = text in MINUTES
        assert grounds() is (Grounds.VERBATIM if holds else Grounds.NOTHING)
        assert not standing_of(Quote.objects.get()).is_checked

    def test_another_speaker_source_or_original_voids_a_check_by_hand(
        self, story: Story, quote: Quote
    ) -> None:
        other = story.people.create(key="other", name="Other", office="None", part="None.")
        source = story.sources.create(key="other", title="Other", kind="official", reliability="Good.")
        for change in ({"speaker": other}, {"source": source}, {"original_text": "Never said."}):
            assert grounds() is Grounds.BY_HAND
            before = {name: getattr(quote, name) for name in change}
            Quote.objects.update(**change)
            assert grounds() is Grounds.NOTHING, change
            Quote.objects.update(**before)
        story.people.filter(key="mara-lind").update(name="Somebody Else")
        assert grounds() is Grounds.NOTHING

    def test_another_text_voids_a_check_by_hand_and_no_text_does_not(
        self, quote: Quote, editor: User
    ) -> None:
        keep("One text, without the words.")
        sign(quote, editor, "the tape")
        quote.save()
        assert grounds() is Grounds.BY_HAND
        keep("Another text, without them.")
        standing = standing_of(Quote.objects.get())
        assert standing.grounds is Grounds.NOTHING
        assert "replaced since" in standing.why
        remove_text(quote.source)
        assert grounds() is Grounds.BY_HAND

    def test_a_void_check_is_not_published_or_exported(self, story: Story) -> None:
        Quote.objects.update(text="You can eat a view")
        assert publishing.compile_document(story).quotes[0].checked is None
        with pytest.raises(DocumentFaults, match=r"quotes › lind-view: was checked by hand, but its words"):
            publishing.publish(story)

    def test_a_translation_is_found_where_its_original_stands(self, quote: Quote) -> None:
        keep("Мара Лінд: «Вид не їсти».")
        Quote.objects.update(original_language="uk", original_text="Вид не їсти", checked_on=None)
        assert grounds() is Grounds.VERBATIM
        Quote.objects.update(original_text="Вид їсти")
        assert grounds() is Grounds.NOTHING

    def test_it_warns_when_the_speaker_is_not_named_near_the_words(self, story: Story) -> None:
        Quote.objects.update(checked_on=None)
        keep(MINUTES)
        assert quotation_findings(story)[1] == []
        story.people.filter(key="mara-lind").update(name="Jo Reed")
        (warning,) = quotation_findings(story)[1]
        assert (warning.path, warning.item) == ("quotes[0].speaker", "lind-view")

    def test_what_was_found_is_not_looked_for_again(
        self, story: Story, django_assert_num_queries: Any
    ) -> None:
        keep(MINUTES)
        grounds()
        with django_assert_num_queries(2):
            standings(story)


def test_words_swapped_in_a_loaded_document_stand_as_whoever_wrote_it_says() -> None:
    """A document from outside brings its own check; what the desk changes afterwards is no longer covered by it."""
    quotes = [raw()["quotes"][0] | {"text": "You can eat a view"}]
    story, _ = publishing.load(check_story(raw(quotes=quotes)))
    assert publishing.publish(story).number == 1
    story.quotes.update(text="You may eat a view")
    with pytest.raises(DocumentFaults):
        publishing.publish(story)


class TestADishonestEditor:
    """Through the admin, as somebody of the editors' group."""

    def publish(self, desk: Desk, story: Story) -> Any:
        return desk.send(
            desk_page("publish", story), {"kind": "copy_edit", "note": "Wording.", "reviewed": "x"}
        )

    def refused(self, desk: Desk, story: Story, words: str) -> None:
        response = self.publish(desk, story)
        assert response.status_code == 422
        page = response.content.decode()
        assert words in page
        assert "Nothing blocks publication" not in page
        assert not Story.objects.get().is_published

    def test_cannot_publish_an_altered_quotation(self, desk: Desk, story: Story, quote: Quote) -> None:
        desk.save(item_page(quote), "quote_form", text="You can always eat a view")
        self.refused(desk, story, "its words, speaker or source have changed since")

    def test_cannot_publish_an_invented_one(self, desk: Desk, story: Story, quote: Quote) -> None:
        keep(MINUTES)
        desk.save(
            f"{reverse('admin:stories_quote_add')}?story={story.pk}",
            "quote_form",
            key="invented",
            text="I was never for the bridge",
            speaker=str(quote.speaker_id),
            source=str(quote.source_id),
            date="2026-05-12",
            context="In the lobby.",
        )
        self.refused(desk, story, "does not stand word for word in the text that is kept of survey")

    def test_cannot_sign_in_another_name_or_for_another_day(self, desk: Desk, quote: Quote) -> None:
        page = item_page(quote)
        form = desk.form(page, "quote_form")
        assert not {"checked_by", "checked_on", "checked_against"} & form.keys()
        forged = {
            "checked_by": "chief",
            "checked_on": "2020-01-01",
            "checked_for": "x",
            "checked_against": "y",
        }
        with time_machine.travel("2026-03-04T10:00Z", tick=False):
            desk.send(page, form | forged | {"compared_with": "the minutes, not the tape", "_save": "1"})
        quote.refresh_from_db()
        assert (quote.checked_by, quote.checked_on, quote.checked_against) == (
            "ines",
            dt.date(2026, 3, 4),
            "the minutes, not the tape",
        )
        desk.send(page, form | forged | {"_save": "1"})
        quote.refresh_from_db()
        assert (quote.checked_by, quote.checked_on) == ("ines", dt.date(2026, 3, 4))

    def test_cannot_have_another_sign_for_words_they_were_not_shown(self, desk: Desk, quote: Quote) -> None:
        """The words are swapped while the page of an honest editor is open."""
        page = item_page(quote)
        form = desk.form(page, "quote_form")
        Quote.objects.update(text="You can eat a view")
        response = desk.send(page, form | {"compared_with": "the minutes", "_save": "1"})
        assert "changed the quotation after you opened this page" in errors(response)
        assert Quote.objects.get().checked_by == "desk"
        assert grounds() is Grounds.NOTHING

    def test_cannot_keep_a_check_by_swapping_the_text(self, desk: Desk, story: Story, quote: Quote) -> None:
        source = item_page(quote.source)
        desk.save(source, "source_form", kept_paste="A page that says nothing of it.")
        desk.save(item_page(quote), "quote_form", compared_with="the tape")
        desk.save(source, "source_form", kept_paste="Another page.")
        self.refused(desk, story, "the text of its source has been replaced since")

    def test_cannot_hold_a_text_under_another_sources_name(
        self, desk: Desk, story: Story, quote: Quote
    ) -> None:
        """A text is given as that of a leaflet; then the source is called a newspaper."""
        source = item_page(quote.source)
        desk.save(source, "source_form", kept_paste=MINUTES)
        desk.save(source, "source_form", title="The Times", publisher="The Times")
        page = desk.open(desk_page("checklist", story)).content.decode()
        assert "and the source is called something else now" in page
        desk.save(source, "source_form", kept_paste=MINUTES)
        assert "called something else" not in desk.open(desk_page("checklist", story)).content.decode()

    def test_cannot_paste_a_text_for_an_invented_quotation_unseen(
        self, desk: Desk, story: Story, quote: Quote
    ) -> None:
        """It goes out, for nobody here can know; but whose word it rests on stands wherever it passes, and in the log."""
        desk.save(item_page(quote), "quote_form", text="I was never for the bridge")
        desk.save(
            item_page(quote.source), "source_form", kept_paste=f"{MINUTES} “I was never for the bridge.”"
        )
        assert "The text was given by ines on" in desk.open(item_page(quote)).content.decode()
        chief = User.objects.create_superuser("chief")
        own = Client()
        own.force_login(chief)
        for page in ("publish", "review", "schedule"):
            assert "rests on your own word" in desk.open(desk_page(page, story)).content.decode()
            seen = own.get(desk_page(page, story)).content.decode()
            assert "given by ines" in seen
            assert "<mark>I was never for the bridge</mark>" in seen
            assert "your own word" not in seen
        desk.save(desk_page("publish", story), "desk-form", button="publish")
        assert "What its new quotations rest on" not in own.get(desk_page("publish", story)).content.decode()
        desk.save(item_page(quote.source), "source_form", kept_paste="The minutes as they were.")
        checklist = desk.open(desk_page("checklist", story)).content.decode()
        assert "does not stand word for word" in checklist
        assert "Nothing blocks publication" not in checklist
        desk.save(item_page(quote.source), "source_form", kept_remove="on")
        said = [
            entry.change_message
            for entry in LogEntry.objects.filter(
                object_id=str(quote.source_id), user__username="ines"
            ).order_by("pk")
            if "the text of" in entry.change_message
        ]
        assert said[0].startswith(f"Kept the text of {len(MINUTES) + 30} characters (")
        assert "in place of" in said[1]
        assert f"{len(MINUTES) + 30} characters (" in said[1]
        assert said[2].startswith("Removed the text of 25 characters (")

    def test_is_shown_the_passage_and_whether_the_speaker_is_named(self, desk: Desk, quote: Quote) -> None:
        desk.save(item_page(quote.source), "source_form", kept_paste=f"{MINUTES} <b>Nobody</b> clapped.")
        page = desk.open(item_page(quote)).content.decode()
        assert "closed the hearing. “<mark>You cannot eat a view</mark>,” she said" in page
        assert "&lt;b&gt;Nobody&lt;/b&gt;" in page
        assert "Word for word in the text of its source" in page
        assert "is not named near" not in page
        quote.speaker.name = "Jo Reed"
        quote.speaker.save()
        assert "Jo Reed is not named near these words" in desk.open(item_page(quote)).content.decode()
        desk.save(item_page(quote), "quote_form", text="You cannot ever eat a view")
        page = desk.open(item_page(quote)).content.decode()
        assert "These words come nearest to it:" in page
        assert "It no longer holds." in page

    def test_can_take_a_check_back(self, desk: Desk, quote: Quote) -> None:
        desk.save(item_page(quote), "quote_form", take_back="on")
        assert grounds() is Grounds.NOTHING
        assert "By nobody." in desk.open(item_page(quote)).content.decode()
