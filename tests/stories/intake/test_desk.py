"""The desk's intake: an article given, proposals decided, items made with where they came from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from stories.intake.extraction import MOST_BYTES
from stories.intake.models import Proposal
from stories.models import Event, Figure, Organisation, Person, Quote, Source, SourceText, Story
from stories.truth.keeping import keep_text
from tests.stories.browser import HOSTILE, assert_valid
from tests.stories.desk import Desk, draft, errors, item_page

pytestmark = pytest.mark.django_db

HARBOUR = (Path(__file__).parent / "articles/harbour.txt").read_text(encoding="utf-8")
GIVE = "/admin/stories/story/intake/"


@pytest.fixture
def desk(admin_client: Client) -> Desk:
    return Desk(admin_client)


def give(desk: Desk, article: str = HARBOUR, to: str = GIVE, **more: Any) -> str:
    """Hand an article in; returns the address of its proposals."""
    response = desk.send(
        to, {"pasted": article, "kind": "reporting", "reliability": "A local paper.", **more}
    )
    assert response.status_code == 302, response.content.decode()[:3000]
    return str(response.url)


def form_of(desk: Desk, url: str) -> dict[str, Any]:
    return desk.form(url, "intake_form")


def only(kind: str, **values: str) -> Proposal:
    found = [
        p for p in Proposal.objects.filter(kind=kind) if all(values[k] in str(p.values[k]) for k in values)
    ]
    assert len(found) == 1, found
    return found[0]


def test_it_begins_a_story_with_what_the_article_says_of_itself(desk: Desk) -> None:
    url = give(desk)
    story, source = Story.objects.get(), Source.objects.get()
    assert (story.headline, story.as_of) == (
        "Ferry port to close for nine weeks after inspectors find cracks",
        dt.date(2031, 5, 12),
    )
    assert story.slug.startswith("ferry-port-to-close")
    assert (source.author, source.date, source.reliability) == (
        "Tamsin Orrell",
        dt.date(2031, 5, 12),
        "A local paper.",
    )
    assert SourceText.objects.get().text == HARBOUR.strip()
    assert Proposal.objects.count() > 60
    assert all(SourceText.objects.get().text[p.start : p.end] == p.passage for p in Proposal.objects.all())
    assert_valid(desk.open(url).content.decode())


def test_it_makes_items_of_what_is_accepted_and_none_of_the_rest(desk: Desk) -> None:
    url = give(desk)
    quote, event = (
        only("quote", text="We had no choice"),
        only("event", title="cracks were first noted", date="2031-03-14"),
    )
    figure, org = only("figure", value="€46 million"), only("organisation", name="Port Authority")
    rejected = only("figure", value="48")
    changed = {f"decide-{p.pk}": "accept" for p in (quote, event, figure, org)} | {
        f"decide-{rejected.pk}": "reject"
    }
    response = desk.send(
        url, form_of(desk, url) | changed | {f"p{event.pk}-title": "A diver notes cracks", "_save": "1"}
    )
    assert response.status_code == 302
    story = Story.objects.get()
    made = Quote.objects.get()
    assert (made.text, made.speaker.name, made.speaker.office) == (
        "We had no choice once we saw the pictures", "Ilse Marten", "transport minister of Northshire",
    )  # fmt: skip
    assert made.source == Source.objects.get()
    assert (Event.objects.get().title, Event.objects.get().key) == (
        "A diver notes cracks",
        "diver-notes-cracks",
    )
    assert [*Event.objects.get().sources.all()] == [made.source]
    assert Figure.objects.get().as_of == dt.date(2031, 5, 12)
    assert Organisation.objects.get().abbreviation == "PAS"
    assert Person.objects.count() == 1  # only she who is quoted
    states = {p.pk: p.state for p in Proposal.objects.all()}
    assert (states[quote.pk], states[event.pk], states[rejected.pk]) == ("accepted", "edited", "rejected")
    assert Proposal.objects.undecided().count() == len(states) - 6
    assert story.live is None


def test_it_shows_on_an_items_page_where_it_came_from(desk: Desk) -> None:
    url = give(desk)
    figure = only("figure", value="€46 million")
    desk.send(url, form_of(desk, url) | {f"decide-{figure.pk}": "accept", "_save": "1"})
    page = desk.open(item_page(Figure.objects.get())).content.decode()
    assert "Where it came from" in page
    assert "Ms Marten told reporters that the repair would cost €46 million" in page
    assert "Drafted by rules (rules-1); accepted as proposed" in page
    assert "by admin on" in page


def test_it_accepts_in_bulk_what_is_new_and_complete(desk: Desk) -> None:
    url = give(desk)
    people = Proposal.objects.filter(kind="person").count()
    desk.send(url, form_of(desk, url) | {"_all": "accept-person"})
    assert Person.objects.count() == people
    assert Figure.objects.count() == 0
    desk.send(url, form_of(desk, url) | {"_all": "accept"})
    assert Quote.objects.count() == Proposal.objects.filter(kind="quote", state="accepted").count() > 10
    desk.send(url, form_of(desk, url) | {"_all": "reject"})
    assert not Proposal.objects.undecided().exists()


def test_it_takes_the_same_decision_once(desk: Desk) -> None:
    url = give(desk)
    figure = only("figure", value="€46 million")
    sent = form_of(desk, url) | {f"decide-{figure.pk}": "accept", "_save": "1"}
    desk.send(url, sent)
    desk.send(url, sent)
    assert Figure.objects.count() == 1


def test_it_keeps_what_was_typed_where_something_is_missing_and_stores_the_rest(desk: Desk) -> None:
    url = give(desk)
    quote, figure = only("quote", text="We had no choice"), only("figure", value="€46 million")
    changed = {
        f"decide-{quote.pk}": "accept", f"p{quote.pk}-text": "We had a choice", f"decide-{figure.pk}": "accept", "_save": "1",
    }  # fmt: skip
    response = desk.send(url, form_of(desk, url) | changed)
    assert response.status_code == 422
    page = response.content.decode()
    assert "These words do not stand in the text" in page
    assert "We had a choice" in page
    assert Figure.objects.count() == 1
    assert Quote.objects.count() == 0


def test_it_needs_a_day_where_the_article_has_none_and_tells_it_once_given(desk: Desk) -> None:
    url = give(
        desk, "The bridge fell on Tuesday at noon. “We will rebuild it,” said Ann Lee, the mayor of Brae."
    )
    event, quote = only("event"), only("quote")
    assert (event.values["date"], quote.values["date"]) == ("", "")
    response = desk.send(url, form_of(desk, url) | {f"decide-{event.pk}": "accept", "_save": "1"})
    assert response.status_code == 422
    assert "Date needed." in response.content.decode()
    desk.send(url, {"_read": "1", "source_date": "2031-05-15"})
    assert only("event").values["date"] == "2031-05-13"
    assert only("quote").values["date"] == "2031-05-15"


def test_it_says_what_is_there_already_and_what_differs(desk: Desk) -> None:
    story = draft()
    text = (
        "10 January 2026\n\nVolodymyr Zelensky, the president of Ukraine, spoke. “We need security,” said Jo New, a farmer in Odesa.\n\n"
        "Ukraine would keep 900,000 troops under arms. The European Union (EU) agreed."
    )
    url = give(desk, text, f"/admin/stories/story/{story.pk}/intake/")
    page = desk.open(url).content.decode()
    assert "the story writes Volodymyr Zelenskyy" in page
    assert page.count("already there") >= 1
    assert ">new</span>" in page


def test_it_gives_the_text_to_a_source_that_the_story_has(desk: Desk) -> None:
    story = draft()
    source = story.sources.all()[0]
    source.url = "https://paper.example/bridge"
    source.save()
    url, title, n = f"/admin/stories/story/{story.pk}/intake/", source.title, story.sources.count()
    text = "The bridge fell on 3 April 2029. “We will rebuild it,” said Ann Lee, the mayor of Brae."
    sent = {
        "pasted": text,
        "kind": "reporting",
        "url": source.url,
        "title": "As the page calls it",
        "author": "A. Roe",
    }
    refused = desk.send(url, sent)
    assert refused.status_code == 422
    assert f"a source of this address, {source.key}" in errors(refused)
    give(desk, text, url, **sent | {"into": str(source.pk)})
    source.refresh_from_db()
    assert (source.title, source.author, story.sources.count()) == (title, source.author or "A. Roe", n)
    assert (source.kept.text, source.proposals.count()) == (text, 3)
    assert "its text is replaced" in desk.open(url).content.decode()
    give(desk, text, url, **sent | {"into": "another"})
    assert story.sources.count() == n + 1
    assert desk.send(url, sent | {"into": str(10**9)}).status_code == 422


def test_it_keeps_a_page_as_fetched_text(desk: Desk) -> None:
    give(desk, f"<html><body><article><h1>A</h1><p>{HARBOUR[:3000]}</p></article></body></html>")
    assert SourceText.objects.get().get_origin_display() == "fetched text, given by an editor"


def test_it_says_that_the_rules_know_english_only(desk: Desk) -> None:
    url = give(
        desk,
        "Die Brücke, die der Rat gebaut hatte, wurde am Montag von der Bürgermeisterin geschlossen, sagte sie.",
    )
    assert not Proposal.objects.exists()
    assert "The rules know English only" in desk.open(url).content.decode()


def test_it_refuses_what_it_cannot_read_and_says_why(desk: Desk) -> None:
    for file, why in [
        (SimpleUploadedFile("big.txt", b"x" * (MOST_BYTES + 1)), "bytes"),
        (SimpleUploadedFile("x.pdf", b"%PDF-1.4"), "a PDF"),
        (SimpleUploadedFile("e.txt", b""), "empty"),
    ]:
        response = desk.send(GIVE, {"file": file, "pasted": "", "kind": "reporting", "reliability": ""})
        assert response.status_code == 422
        assert why in response.content.decode()
    response = desk.send(GIVE, {"pasted": "  ", "kind": "reporting"})
    assert response.status_code == 422
    assert not Story.objects.exists()


def test_it_has_an_entry_of_a_feed_chosen(desk: Desk) -> None:
    items = "".join(
        f"<item><title>No. {n}</title><description>The dam of {n} broke.</description></item>" for n in "AB"
    )
    feed = f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>"
    response = desk.send(GIVE, {"pasted": feed, "kind": "reporting"})
    assert response.status_code == 422
    assert "No. B" in response.content.decode()
    give(desk, feed, entry="1")
    assert SourceText.objects.get().text == "The dam of B broke."


def test_it_lets_no_script_of_an_article_reach_a_page(desk: Desk) -> None:
    text = f"The {HOSTILE} dam\n\nBy Jo {HOSTILE}\n\n“We will {HOSTILE} go,” said Ann Lee, the mayor of {HOSTILE}. It cost €4 million {HOSTILE} in 1998."
    url = give(desk, text, title=HOSTILE, author=HOSTILE, publisher=HOSTILE)
    assert_valid(desk.open(url).content.decode())
    desk.send(url, form_of(desk, url) | {"_all": "accept"})
    assert_valid(desk.open(url).content.decode())


def test_it_shows_no_proposals_to_those_who_may_not_edit(client: Client, desk: Desk) -> None:
    url = give(desk)
    reader = User.objects.create_user("reader", password="x", is_staff=True)
    client.force_login(reader)
    assert client.get(url).status_code == 403
    assert client.post(url, {"_all": "accept"}).status_code == 403
    assert client.get(reverse("admin:stories_story_intake_new")).status_code == 403


def test_it_costs_the_same_queries_however_much_is_proposed(
    desk: Desk, django_assert_max_num_queries: Any
) -> None:
    url = give(desk)
    with django_assert_max_num_queries(30):
        desk.open(url)


def test_it_reads_a_source_whose_text_was_kept_on_its_own_page(desk: Desk) -> None:
    story = draft()
    source = story.sources.first()
    assert source is not None
    keep_text(
        source,
        "The bridge fell on 3 April 2029. “We will rebuild it,” said Ann Lee, the mayor of Brae.",
        None,
        "pasted",
    )
    url = f"/admin/stories/story/{story.pk}/intake/{source.pk}/"
    assert url in desk.open(item_page(source)).content.decode()
    desk.send(url, {"_read": "1"})
    assert {p.kind for p in Proposal.objects.filter(source=source)} == {"person", "event", "quote"}
