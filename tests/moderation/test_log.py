"""The log of the desk: found by person, act, kind and day; only ever added to."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import transaction

from debate.models import Persona
from newsroom.moderation.log import Act, record
from stories.models import Story
from tests.moderation.desk import signed_in

pytestmark = pytest.mark.django_db
LOG = "/admin/admin/logentry/"


@pytest.fixture
def entries(flagship: Story, cast: dict[str, Persona]) -> list[LogEntry]:
    ada, ben = (User.objects.create_user(name, is_staff=True) for name in ("ada", "ben"))
    return [
        record(ada, flagship, Act.PUBLISHED, "The headline was too loud.", what="revision 7"),
        record(ben, cast["mozi"], Act.HIDDEN, "No longer fitting."),
        record(ben, ada, Act.RESET, "A lost password."),
    ]


def test_it_says_who_did_what_with_which_and_why(entries: list[LogEntry], flagship: Story) -> None:
    page = signed_in("admin").get(LOG).content.decode()
    for shown in (
        "ada",
        "Published revision 7: The headline was too loud.",
        flagship.headline,
        "Reset: A lost password.",
    ):
        assert shown in page
    history = signed_in("editor").get(f"/admin/stories/story/{flagship.pk}/history/").content.decode()
    assert "Published revision 7" in history


def test_it_offers_the_acts_that_were_done(entries: list[LogEntry]) -> None:
    page = signed_in("admin").get(LOG).content.decode()
    assert "?act=hidden" in page
    assert "?act=withdrawn" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("act=published", 1),
        ("act=deleted", 0),
        ("user__id__exact={ben}", 2),
        ("kind={story}", 1),
        ("kind=x", 3),
        ("q=loud", 1),
        ("action_time__year=1999", 0),
    ],
)
def test_it_is_filtered(entries: list[LogEntry], query: str, found: int) -> None:
    asked = query.format(ben=entries[1].user_id, story=entries[0].content_type_id)
    assert signed_in("admin").get(f"{LOG}?{asked}").context["cl"].result_count == found


def test_a_role_sees_what_was_done_with_what_it_may_see(entries: list[LogEntry]) -> None:
    page = signed_in("moderator").get(LOG).content.decode()
    assert "Hidden: No longer fitting." in page
    assert "Reset: A lost password." not in page


def test_it_is_only_added_to(entries: list[LogEntry]) -> None:
    entry = entries[0]
    entry.change_message = "Nothing happened."
    for change in (entry.save, entry.delete, LogEntry.objects.all().delete, entry.user.delete):
        with pytest.raises(TypeError, match="only added to"), transaction.atomic():
            change()
    entry.refresh_from_db()
    assert entry.change_message.startswith("Published")
    admin = signed_in("admin")
    assert admin.get(f"{LOG}add/").status_code == 403
    for do in ("delete", "change"):
        assert admin.post(f"{LOG}{entry.pk}/{do}/", {"post": "yes"}).status_code == 403
    answer = admin.post(f"/admin/auth/user/{entry.user_id}/delete/", {"post": "yes"})
    assert answer.status_code == 403
    assert User.objects.filter(pk=entry.user_id).exists(), "who has acted stays"
