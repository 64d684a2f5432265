"""What kind of change a publication is: a table of what was changed and what that makes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from stories import publishing
from stories.document import LISTS, check_story
from stories.models import Event, Figure, Person, Revision, Story
from stories.publishing import WrongKind
from stories.truth.kinds import FREE, WORDING, change, substance
from tests.stories.desk import Desk, desk_page, item_page
from tests.stories.documents import event, example, published, raw
from tests.stories.test_publishing import run


def at(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def edit(document: dict[str, Any]) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return edit


def found(edit: Callable[[dict[str, Any]], object]) -> list[str]:
    document = raw()
    edit(document)
    return [str(reason) for reason in substance(example(), check_story(document))]


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (at("figures", 0, "value", value="8"), "figures › minutes: the value changed"),
        (at("figures", 0, "unit", value="seconds"), "figures › minutes: the unit changed"),
        (at("figures", 0, "as_of", value="2026-05-21"), "figures › minutes: the as of changed"),
        (at("figures", 0, "series", "points", 0, "value", value=12), "figures › minutes: the series changed"),
        (at("figures", 0, "sources", value=[]), "figures › minutes: the sources changed"),
        (at("people", 0, "name", value="Mara Lund"), "people › mara-lind: the name changed"),
        (at("people", 0, "office", value="Former mayor"), "people › mara-lind: the office changed"),
        (at("organisations", 0, "status", value="Free"), "organisations › council: the status changed"),
        (at("status_line", value="Ballots are in."), "The story: the status line changed"),
        (at("timeline", 0, "date", value="2026-05-11"), "timeline › vote-called: the date changed"),
        (at("timeline", 0, "people", value=[]), "timeline › vote-called: the people changed"),
        (at("scenarios", 0, "resolution", value="yes"), "scenarios › narrow-yes: the resolution changed"),
        (
            at("quotes", 0, "text", value="You can eat a view"),
            "quotes › lind-view: the words of the quotation changed",
        ),
        (at("sources", 0, "publisher", value="The Ferry"), "sources › survey: the publisher changed"),
        (at("motions", 0, "bearing", 0, "side", value="both"), "motions › build-it: figure-minutes now speaks both"),
        (lambda d: d["quotes"].clear(), "quotes › lind-view: the quotation was removed"),
        (
            lambda d: d["timeline"].append(event("new", "2026-05-20")),
            "timeline › new: the event was added",
        ),
        (
            at("figures", 0, "explanation", value="The ferry takes fifteen; the bridge would take five."),
            "figures › minutes: a number or date in the explanation changed",
        ),
        (
            at("timeline", 0, "description", value="After two nights of hearings the council sets the ballot for July."),
            "timeline › vote-called: a number or date in the description changed",
        ),
        (
            at("people", 0, "part", value="Called the vote and never campaigns for the bridge."),
            "people › mara-lind: a negation in the part changed",
        ),
        (
            at("standfirst", value="Mara Lind asks one question; the ferry, the toll and the view are all in it."),
            "The story: a name in the standfirst changed",
        ),
        (
            at("history", 0, "relevance", value="Costs tripled between plan and tender in Bonn too."),
            "history › tunnel-1974: a name in the relevance changed",
        ),
        (
            at("timeline", 0, "description", value="After two nights of hearings the council rejects the ballot for June."),
            "timeline › vote-called: a word that turns the meaning in the description changed",
        ),
        (
            at("overview", value=raw()["overview"].replace("[[figure-minutes]]", "[[event-vote-called]]")),
            "The story: a citation in the overview changed",
        ),
        (
            at("history", 0, "relevance", value="Costs allegedly tripled between plan and tender here too."),
            "history › tunnel-1974: a word that turns the meaning in the relevance changed",
        ),
    ],
)  # fmt: skip
def test_it_is_more_than_wording(edit: Callable[[dict[str, Any]], object], reason: str) -> None:
    assert reason in found(edit)


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: None,
        at("timeline", 0, "title", value="A vote is called by the council"),
        at("timeline", 0, "description", value="The council, after two nights of hearings, puts the ballot in June."),
        at("people", 0, "part", value="She called the vote, and campaigns for the bridge."),
        at("overview", value=raw()["overview"].replace("minutes saved on every", "minutes that are saved on each")),
        at("quotes", 0, "checked", value=None),
        at("quotes", 0, "text", value="You  cannot eat a\u00a0view"),
        at("motions", 0, "bearing", 0, "reason", value="Time is saved on every crossing."),
        at("people", 0, "featured", value=False),
        lambda d: d["sources"].reverse(),
    ],
)  # fmt: skip
def test_it_is_wording_only(edit: Callable[[dict[str, Any]], object]) -> None:
    assert found(edit) == []


def test_two_names_that_change_places_are_no_wording() -> None:
    was = raw()
    was["people"][0]["part"] = "In the end Osk beat Ruhl."
    now = raw()
    now["people"][0]["part"] = "In the end Ruhl beat Osk."
    assert substance(check_story(was), check_story(now))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Belgium refused.", "Norway refused."),  # names nowhere else, at the beginning of a sentence
        ("A deal is likely.", "A deal is unlikely."),
        ("The order was lawful.", "The order was unlawful."),
        ("Prices rose in spring.", "Prices fell in spring."),
        ("It may pass.", "It passes."),
        ("Most residents came.", "Some residents came."),
        ("See [the report](https://example.org/a).", "See [the report](https://example.org/b)."),
    ],
)
def test_what_turns_a_claim_is_no_wording(was: str, now: str) -> None:
    old, new = raw(), raw()
    old["people"][0]["part"], new["people"][0]["part"] = was, now
    assert substance(check_story(old), check_story(new))


def test_the_tables_name_fields_of_the_document_only() -> None:
    for name in ("", *LISTS.values()):
        (part,) = [example()] if not name else getattr(example(), name)[:1]
        known = set(type(part).model_fields)
        assert WORDING[name] <= known
        assert FREE.get(name, frozenset()) <= known
        assert not WORDING[name] & FREE.get(name, frozenset())


def test_the_first_publication_has_no_question_of_kind() -> None:
    first = change(None, example())
    assert first.is_substantive
    assert [first.refuses(kind, "") for kind in Revision.Kind.values] == ["", "", ""]


@pytest.mark.django_db
class TestPublishing:
    @pytest.fixture
    def story(self) -> Story:
        return published(example())

    @pytest.fixture
    def desk(self, admin_client: Client) -> Desk:
        return Desk(admin_client)

    def test_it_takes_no_copy_edit_that_is_more(self, story: Story) -> None:
        Figure.objects.update(value="8")
        with pytest.raises(WrongKind, match="figures › minutes: the value changed"):
            publishing.publish(story, kind=Revision.Kind.COPY_EDIT)
        assert Revision.objects.count() == 1
        Figure.objects.update(value="9", label="gained on each crossing")
        assert publishing.publish(story, kind=Revision.Kind.COPY_EDIT).kind == "copy_edit"

    def test_it_takes_no_correction_without_its_note(self, story: Story) -> None:
        Figure.objects.update(value="8")
        with pytest.raises(WrongKind, match="needs its note"):
            publishing.publish(story, kind=Revision.Kind.CORRECTION, note=" ")
        revision = publishing.publish(story, kind=Revision.Kind.CORRECTION, note="It is 8 minutes, not 9.")
        assert (revision.kind, revision.alters) == ("correction", True)

    def test_a_correction_is_called_one_wherever_readers_meet_it(self, story: Story, client: Client) -> None:
        Figure.objects.update(value="8")
        publishing.publish(story, kind=Revision.Kind.CORRECTION, note="It is 8 minutes, not 9.")
        for address in ("/corrections/", f"/stories/{story.slug}/changes/"):
            page = client.get(address).content.decode()
            assert "<strong>Correction</strong>" in page
            assert "It is 8 minutes, not 9." in page
        feed = client.get("/corrections/feed.atom").content.decode()
        assert f"Corrected: {example().headline}" in feed
        assert "Revision 2: corrected" in client.get(f"/stories/{story.slug}/feed.atom").content.decode()
        assert ", a correction" in client.get(story.get_absolute_url()).content.decode()

    def test_the_command_calls_a_false_copy_edit_substantive(self, story: Story) -> None:
        Figure.objects.update(value="8")
        _, err, code = run("publish_story", story.slug, "--copy-edit")
        assert (code, story.revisions.all()[0].kind) == (0, "substantive")
        assert "figures › minutes: the value changed" in err
        Figure.objects.update(label="gained on each crossing")
        run("publish_story", story.slug, "--copy-edit")
        assert story.revisions.all()[0].kind == "copy_edit"

    def sent(self, desk: Desk, story: Story, **fields: str) -> Any:
        page = desk_page("publish", story)
        form = desk.form(page, "desk-form")
        return desk.send(page, form | fields)

    @pytest.mark.parametrize("what", ["figure", "person"])
    def test_a_dishonest_copy_edit_is_refused_and_told_why(self, desk: Desk, story: Story, what: str) -> None:
        if what == "figure":
            desk.save(item_page(story.figures.get()), "figure_form", value="19")
        else:
            Event.objects.get().people.clear()
            story.quotes.all().delete()
            Person.objects.all().delete()
        page = desk.open(desk_page("publish", story)).content.decode()
        assert 'value="copy_edit"' not in page
        assert "More than wording changed" in page
        response = self.sent(desk, story, kind="copy_edit", note="Wording.")
        assert response.status_code == 422
        reason = "the value changed" if what == "figure" else "the person was removed"
        assert f"This is more than a copy edit: {'figures' if what == 'figure' else 'people'}" in (
            response.content.decode()
        )
        assert reason in response.content.decode()
        assert story.revisions.count() == 1
        assert self.sent(desk, story, kind="substantive", note="Changed.").status_code == 302

    def test_a_copy_edit_is_proposed_where_only_wording_changed(
        self, desk: Desk, story: Story, admin_user: User
    ) -> None:
        Figure.objects.update(label="gained on each crossing")
        form = desk.form(desk_page("publish", story), "desk-form")
        assert form["kind"] == ["copy_edit"]
        refused = self.sent(desk, story, kind="correction", note="")
        assert (refused.status_code, "needs its note" in refused.content.decode()) == (422, True)
        assert self.sent(desk, story).status_code == 302
        assert story.revisions.all()[0].kind == "copy_edit"
