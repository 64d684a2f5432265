"""A draft's way to readers: set for a time, looked at by somebody else, shown to a guest, taken back."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsroom.errors import Conflict
from stories import publishing, renaming, reviewing
from stories.document import story_sha256
from stories.models import Event, Figure, Revision, Story
from stories.release import guests, rolling_back, scheduling
from stories.release_models import PreviewLink, Review, Scheduled
from stories.truth.keeping import keep_text
from tests.stories.desk import Desk, desk_page, draft, errors, story_page
from tests.stories.documents import example, published, revise

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=2)
CALM = {"kind": "substantive", "note": "A later count."}


@pytest.fixture
def clock() -> object:
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def desk(admin_client: Client) -> Desk:
    return Desk(admin_client)


@pytest.fixture
def editor(db: None) -> User:
    return _editor("ed")


def _editor(name: str) -> User:
    user = User.objects.create_user(name, password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="stories"))
    return user


@pytest.fixture
def story(db: None) -> Story:
    """Published, and its draft has a new headline."""
    story = published(example())
    Story.objects.filter(pk=story.pk).update(headline="A newer headline")
    return Story.objects.get(pk=story.pk)


def sha256_of(story: Story) -> str:
    return story_sha256(publishing.compile_document(Story.objects.get(pk=story.pk)))


def scheduled(story: Story, by: User, **other: object) -> Scheduled:
    given = {"due_at": LATER, "sha256": sha256_of(story), "kind": "substantive", "note": "Later."} | other
    return scheduling.schedule(story, by=by, **given)  # type: ignore[arg-type]


# --- at a set time -----------------------------------------------------------------------------------------


def test_it_is_published_when_its_time_has_come_and_only_once(
    story: Story, editor: User, clock: time_machine.Traveller
) -> None:
    row = scheduled(story, editor)
    scheduling.publish_due()
    assert story.revisions.count() == 1
    clock.move_to(LATER)
    scheduling.publish_due()
    scheduling.publish_due()
    row.refresh_from_db()
    live = Story.objects.get(pk=story.pk).live
    assert live is not None
    assert (row.state, row.outcome) == (Scheduled.State.PUBLISHED, "Revision 2.")
    assert (live.number, live.note, live.reviewed_by) == (2, "Later.", editor)
    assert LogEntry.objects.get().change_message == "Published revision 2, as scheduled: Later."


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("changed", "changed after it was scheduled"),
        ("broken", "could not be published"),
        ("withdrawn", "withdrawn after"),
        ("left", "may not publish any more"),
    ],
)
def test_what_is_no_longer_what_was_agreed_is_not_published_and_its_page_says_why(
    desk: Desk, story: Story, editor: User, clock: time_machine.Traveller, what: str, words: str
) -> None:
    scheduled(story, editor)
    clock.shift(60)
    match what:
        case "changed":
            Story.objects.filter(pk=story.pk).update(standfirst="Something else altogether.")
        case "broken":
            Event.objects.filter(story=story).update(precision="month")
        case "withdrawn":
            publishing.withdraw(story, reason="Wrong.")
        case "left":
            User.objects.filter(pk=editor.pk).update(is_active=False)
    clock.move_to(LATER)
    assert scheduling.publish_due() == 1
    assert story.revisions.count() == 1
    assert words in Scheduled.objects.get().outcome
    assert words in desk.open(story_page(story)).content.decode()


def test_it_is_scheduled_seen_and_cancelled_at_the_desk(
    desk: Desk, story: Story, clock: time_machine.Traveller, settings: object
) -> None:
    url = desk_page("schedule", story)
    form = desk.form(url, "desk-form")
    past = desk.send(url, form | CALM | {"due_at": "2026-06-01T11:59"})
    assert (past.status_code, "has passed" in past.content.decode()) == (409, True)
    assert desk.send(url, form | CALM | {"due_at": "soon"}).status_code == 422
    assert desk.send(url, form | CALM | {"due_at": "2026-06-01T14:00"}).status_code == 302
    assert "1 June 2026, 14:00 UTC" in desk.open(story_page(story)).content.decode()
    with pytest.raises(Conflict, match="waits already"):
        scheduled(story, User.objects.get(username="admin"))
    assert desk.send(desk_page("cancel", story), {}).status_code == 302
    clock.move_to(LATER)
    assert scheduling.publish_due() == 0
    assert Scheduled.objects.get().state == Scheduled.State.CANCELLED


def test_a_draft_that_changed_while_its_time_was_being_set_is_shown_again(desk: Desk, story: Story) -> None:
    url = desk_page("schedule", story)
    form = desk.form(url, "desk-form")
    Story.objects.filter(pk=story.pk).update(headline="Newer still")
    sent = desk.send(url, form | CALM | {"due_at": "2100-01-01T14:00"})
    assert sent.status_code == 409
    assert not Scheduled.objects.exists()


def test_times_are_told_in_the_sites_zone_and_in_utc() -> None:
    from stories.admin.waiting import both_times

    assert both_times(NOW) == "1 June 2026, 12:00 UTC"
    with timezone.override("Europe/Vienna"):
        assert both_times(NOW) == "1 June 2026, 14:00 CEST (12:00 UTC)"
    with timezone.override("Asia/Tokyo"):
        assert both_times(NOW + dt.timedelta(hours=6)) == "2 June 2026, 03:00 JST (1 June, 18:00 UTC)"


# --- a second pair of eyes ---------------------------------------------------------------------------------


def test_nobody_publishes_what_nobody_else_has_reviewed_not_even_an_administrator(
    desk: Desk, story: Story, editor: User
) -> None:
    Story.objects.filter(pk=story.pk).update(second_pair_of_eyes=True)
    url = desk_page("publish", story)
    form = desk.form(url, "desk-form")
    refused = desk.send(url, form | CALM)
    assert refused.status_code == 409
    assert "nobody has reviewed the draft" in refused.content.decode()
    review = desk_page("review", story)
    assert desk.send(review, {"give": "1", "reviewed": sha256_of(story)}).status_code == 302
    own = desk.send(url, form | CALM)
    assert own.status_code == 409
    assert "somebody else publishes it" in own.content.decode()
    other = Client()
    other.force_login(editor)
    assert other.post(url, form | CALM).status_code == 302
    live = Story.objects.get(pk=story.pk).live
    assert live is not None
    assert live.reviewed_by == User.objects.get(username="admin")


def test_nobody_but_an_administrator_frees_a_draft_of_it(desk: Desk, story: Story, editor: User) -> None:
    Story.objects.filter(pk=story.pk).update(second_pair_of_eyes=True)
    own = Desk(Client())
    own.client.force_login(editor)
    for by, holds in ((own, True), (desk, False)):
        form = by.form(story_page(story), "story_form")
        form.pop("second_pair_of_eyes", None)
        assert by.send(story_page(story), form).status_code == 302
        assert Story.objects.get(pk=story.pk).second_pair_of_eyes is holds


def test_an_edit_after_the_review_needs_another(story: Story, editor: User) -> None:
    Story.objects.filter(pk=story.pk).update(second_pair_of_eyes=True)
    reviewing.give(story, sha256_of(story), editor)
    Story.objects.filter(pk=story.pk).update(headline="Edited after it was read")
    with pytest.raises(reviewing.NotReviewed):
        publishing.publish(story, reviewed_by=_editor("other"))
    with pytest.raises(reviewing.NotReviewed):
        publishing.publish(story)


def test_a_text_given_after_the_review_needs_another(desk: Desk, story: Story, editor: User) -> None:
    """What its quotations are held against is part of what was looked at, and in no document."""
    Story.objects.filter(pk=story.pk).update(second_pair_of_eyes=True)
    quote = story.quotes.select_related("source").get()
    reviewing.give(story, sha256_of(story), editor)
    keep_text(quote.source, f"“{quote.text}”, said {quote.speaker.name}.", _editor("other"), "pasted")
    with pytest.raises(reviewing.NotReviewed):
        publishing.publish(story, reviewed_by=User.objects.get(username="other"))
    assert (
        "was given since: it needs another review" in desk.open(desk_page("publish", story)).content.decode()
    )
    reviewing.give(story, sha256_of(story), editor)
    publishing.publish(story, reviewed_by=User.objects.get(username="other"))


def test_who_asks_is_told_apart_from_who_reviews(desk: Desk, story: Story, editor: User) -> None:
    Story.objects.filter(pk=story.pk).update(second_pair_of_eyes=True)
    url = desk_page("review", story)
    assert desk.send(url, {"ask": "1", "reviewed": "something else"}).status_code == 409
    assert desk.send(url, {"ask": "1", "reviewed": sha256_of(story)}).status_code == 302
    page = desk.open(story_page(story)).content.decode()
    assert "admin asks for a review" in page
    assert "It has changed since" not in page
    reviewing.give(story, sha256_of(story), editor)
    assert "ed reviewed draft" in desk.open(desk_page("publish", story)).content.decode()
    with pytest.raises(Conflict, match="ed has reviewed"):
        reviewing.give(story, sha256_of(story), _editor("other"))
    assert Review.objects.get().given_by == editor
    Story.objects.filter(pk=story.pk).update(headline="Edited after it was read")
    assert "It has changed since" in desk.open(story_page(story)).content.decode()


@pytest.mark.parametrize("number", ["9" * 25, "9" * 5000, "-1", "²"])
def test_a_number_that_is_none_finds_nothing(desk: Desk, story: Story, number: str) -> None:
    assert desk.send(desk_page("links", story), {"revoke": number}).status_code == 302
    for page, asked in (("import_into", "revision"), ("compare", "old"), ("compare", "new")):
        assert desk.client.get(desk_page(page, story), {asked: number}).status_code == 200


# --- a guest's preview -------------------------------------------------------------------------------------


def test_a_guest_reads_the_draft_as_it_is_for_seven_days_and_nobody_keeps_it(
    desk: Desk, story: Story, client: Client, clock: time_machine.Traveller
) -> None:
    url = desk_page("links", story)
    assert desk.send(url, desk.form(url, "desk-form") | {"purpose": "the harbour master"}).status_code == 302
    address = guests.address(PreviewLink.objects.get())
    assert address in desk.open(url).content.decode()
    page = client.get(address)
    text = page.content.decode()
    assert page.status_code == 200
    assert "A newer headline" in text
    assert "Draft preview" in text
    assert "/admin/" not in text
    assert page["Cache-Control"] == "no-store"
    assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert not page.cookies
    Story.objects.filter(pk=story.pk).update(headline="Newer still")
    assert "Newer still" in client.get(address).content.decode()
    Event.objects.filter(story=story).update(precision="month")
    assert client.get(address).status_code == 409
    clock.shift(7 * 24 * 3600 + 1)
    assert client.get(address).status_code == 410


def test_a_revoked_link_is_gone_and_an_invented_one_was_never_there(
    desk: Desk, story: Story, client: Client
) -> None:
    link = guests.make(story, by=User.objects.get(username="admin"))
    address = guests.address(link)
    url = desk_page("links", story)
    desk.send(url, {"revoke": str(link.pk)})
    assert client.get(address).status_code == 410
    token = address.split("/")[2]
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), f"{link.pk}-{link.nonce}", "x", "1-2.3"):
        assert client.get(f"/preview/{wrong}/").status_code == 404
    assert not guests.revoke(published(example(slug="another")), link.pk, by=User.objects.get())


# --- back --------------------------------------------------------------------------------------------------


def test_rolling_back_publishes_the_old_document_again_rows_included(
    desk: Desk, story: Story, client: Client
) -> None:
    first = story.revisions.get()
    Story.objects.filter(pk=story.pk).update(headline=example().headline)
    figure = Figure.objects.filter(story=story).first()
    assert figure is not None
    Figure.objects.filter(pk=figure.pk).update(value="1")
    publishing.publish(story)
    url = reverse("admin:stories_story_rollback", args=[story.pk, 1])
    assert (
        desk.send(
            url, desk.form(url, "desk-form") | {"note": "Back to the first count.", "kind": "correction"}
        ).status_code
        == 302
    )
    story.refresh_from_db()
    assert story.live is not None
    assert (story.live.number, story.live.note) == (3, "Back to the first count.")
    assert (story.live.kind, story.live.alters) == ("correction", True)
    assert story.live.document == first.document
    assert publishing.compile_document(story).as_json() == first.document
    assert client.get(story.get_absolute_url()).status_code == 200


def test_work_in_the_draft_is_given_up_only_when_somebody_says_so(desk: Desk, story: Story) -> None:
    publishing.publish(story)
    Story.objects.filter(pk=story.pk).update(standfirst="A day's work.")
    url = reverse("admin:stories_story_rollback", args=[story.pk, 1])
    form = desk.form(url, "desk-form") | {"note": "Back."}
    refused = desk.send(url, form)
    assert refused.status_code == 409, errors(refused)
    assert Story.objects.get(pk=story.pk).standfirst == "A day's work."
    Story.objects.filter(pk=story.pk).update(standfirst="Another day's.")
    assert desk.send(url, form | {"give_up": "on"}).status_code == 409, "another draft than was seen"
    form = desk.form(url, "desk-form") | {"note": "Back.", "give_up": "on"}
    assert desk.send(url, form).status_code == 302
    assert story.revisions.count() == 3


def test_a_roll_back_of_a_figure_is_no_copy_edit(desk: Desk, story: Story) -> None:
    Figure.objects.filter(story=story).update(value="1")
    publishing.publish(story)
    url = reverse("admin:stories_story_rollback", args=[story.pk, 1])
    form = desk.form(url, "desk-form") | {"note": "Back.", "kind": "copy_edit"}
    assert desk.send(url, form).status_code == 422
    assert story.revisions.count() == 2


def test_an_item_that_has_another_key_by_now_keeps_it(desk: Desk, story: Story, editor: User) -> None:
    first = story.revisions.get()
    event = Event.objects.filter(story=story, key="vote-called").get()
    renaming.rename(event, "the-vote-is-called")
    publishing.publish(Story.objects.get(pk=story.pk))
    back = rolling_back.roll_back(story, first, note="Back.", kind="substantive", by=editor)
    assert "the-vote-is-called" in [event.key for event in back.as_document().timeline]
    assert back.as_document().headline == example().headline


def test_a_withdrawn_story_comes_back_as_an_older_revision(desk: Desk, story: Story) -> None:
    publishing.publish(story)
    publishing.withdraw(Story.objects.get(pk=story.pk), reason="Wrong.")
    url = reverse("admin:stories_story_rollback", args=[story.pk, 1])
    form = desk.form(url, "desk-form")
    assert "give_up" not in desk.open(url).content.decode(), "the draft is what revision 2 has"
    assert desk.send(url, form | {"note": "Back to what was right."}).status_code == 302
    story.refresh_from_db()
    assert story.is_published
    assert story.document.headline == example().headline


def test_rolling_back_to_what_readers_see_is_refused_and_changes_nothing(story: Story, editor: User) -> None:
    with pytest.raises(Conflict):
        rolling_back.roll_back(story, story.revisions.get(), note="", kind="substantive", by=editor)
    assert Story.objects.get(pk=story.pk).headline == "A newer headline"


@pytest.mark.django_db(transaction=True)
def test_two_sweepers_at_once_publish_once(story: Story, editor: User, clock: time_machine.Traveller) -> None:
    scheduled(story, editor)
    clock.move_to(LATER)

    def look() -> None:
        try:
            scheduling.publish_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert story.revisions.count() == 2


# --- compare -----------------------------------------------------------------------------------------------


def test_any_two_are_compared_word_by_word_the_draft_against_live_if_not_said(
    desk: Desk, story: Story
) -> None:
    page = desk.open(desk_page("compare", story)).content.decode()
    assert "From revision 1 to the draft" in page
    assert "<ins>A newer headline</ins>" in page or "<ins>" in page
    publishing.publish(story)
    revise(standfirst="Third time.")
    page = desk.open(desk_page("compare", story) + "?old=1&new=3").content.decode()
    assert "From revision 1 to revision 3" in page
    assert "Third time" in page
    assert "no such revision" in desk.open(desk_page("compare", story) + "?old=9&new=1").content.decode()
    Event.objects.filter(story=story).update(precision="month")
    assert "Mend these first" in desk.open(desk_page("compare", story)).content.decode()


def test_a_moderator_sees_and_compares_and_may_do_nothing_else(story: Story) -> None:
    user = User.objects.create_user("mo", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_story"))
    client = Client()
    client.force_login(user)
    assert client.get(desk_page("compare", story)).status_code == 200
    for page in ("schedule", "review", "links"):
        assert client.get(desk_page(page, story)).status_code == 403
    assert client.post(desk_page("cancel", story)).status_code == 403


def test_a_400_item_story_is_rolled_back(editor: User, publish: Callable[..., Story]) -> None:
    from tests.stories.documents import many_events

    story = publish(many_events(400))
    publishing.load(many_events(20))
    publishing.publish(story)
    revision = rolling_back.roll_back(
        story, story.revisions.get(number=1), note="Back.", kind="substantive", by=editor
    )
    assert len(revision.as_document().timeline) == 400
    assert Revision.objects.count() == 3
    assert draft().slug != story.slug
