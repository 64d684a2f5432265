"""Who may do what at the desk: an editor publishes, a moderator hides, and neither does the other's work."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.urls import reverse

from debate.models import Persona, Play, Speech
from stories.admin.checklist import checklist
from stories.models import Revision, Story
from tests.debate.playing import begin, drain

pytestmark = pytest.mark.django_db

Desk = Callable[..., Client]


@pytest.fixture
def desk() -> Desk:
    """A client signed in as somebody of the staff with these roles."""

    def sign_in(*roles: str) -> Client:
        user = User.objects.create_user("-".join(roles) or "nobody", is_staff=True)
        user.groups.set(Group.objects.filter(name__in=roles))
        assert user.groups.count() == len(roles), "migrate made the groups"
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def play(flagship: Story, cast: dict[str, Persona]) -> Play:
    made = begin(flagship, cast)
    drain(made.debate)
    return made


def act(client: Client, what: str, action: str, pk: int) -> int:
    return client.post(
        reverse(f"admin:{what}_changelist"), {"action": action, "_selected_action": [pk]}
    ).status_code


def published(client: Client, story: Story) -> int:
    return client.get(reverse("admin:stories_story_publish", args=[story.pk])).status_code


def test_an_editor_edits_and_publishes(desk: Desk, flagship: Story) -> None:
    editor = desk("editor")
    change = reverse("admin:stories_story_change", args=[flagship.pk])
    page = editor.get(change).content.decode()
    assert 'name="_continue"' in page
    assert published(editor, flagship) == 200
    revisions = flagship.revisions.count()
    Story.objects.filter(pk=flagship.pk).update(headline=f"{flagship.headline}, quietly")
    flagship.refresh_from_db()
    answer = editor.post(
        reverse("admin:stories_story_publish", args=[flagship.pk]),
        {
            "note": "The headline was too loud.",
            "kind": Revision.Kind.COPY_EDIT,
            "reviewed": checklist(flagship).sha256,
        },
    )
    assert answer.status_code == 302
    assert flagship.revisions.count() == revisions + 1
    assert editor.get(reverse("admin:debate_persona_add")).status_code == 200


def test_an_editor_neither_hides_nor_resets_nor_stops_nor_gives_rights(desk: Desk, play: Play) -> None:
    editor = desk("editor")
    speech = Speech.objects.order_by("pk")[0]
    act(editor, "debate_speech", "run_again", speech.pk)
    queued = editor.post(
        reverse("moderation:matter", args=["speech", speech.pk]), {"action": "hide", "why": "So."}
    )
    assert queued.status_code == 403
    speech.refresh_from_db()
    assert speech.hidden_reason == ""
    for forbidden in ("players_player", "auth_user", "auth_group", "debate_verdict"):
        assert editor.get(reverse(f"admin:{forbidden}_changelist")).status_code == 403, forbidden
    assert editor.get(reverse("admin:llm_switch_add")).status_code == 403


def test_a_moderator_reads_stories_and_changes_none(desk: Desk, flagship: Story) -> None:
    moderator = desk("moderator")
    change = reverse("admin:stories_story_change", args=[flagship.pk])
    page = moderator.get(change)
    assert page.status_code == 200
    assert 'name="_continue"' not in page.content.decode()
    assert moderator.post(change, {"headline": "Mine now"}).status_code == 403
    assert published(moderator, flagship) == 403
    for page_name in ("withdraw", "restore"):
        url = reverse(f"admin:stories_story_{page_name}", args=[flagship.pk])
        assert moderator.post(url, {}).status_code == 403
    assert moderator.get(reverse("admin:debate_persona_add")).status_code == 403
    assert moderator.get(reverse("admin:debate_verdict_changelist")).status_code == 403


def test_staff_without_a_role_do_nothing(desk: Desk, flagship: Story) -> None:
    nobody = desk()
    assert nobody.get(reverse("admin:index")).status_code == 200
    assert nobody.get(reverse("admin:stories_story_changelist")).status_code == 403


def test_each_migrate_sets_the_roles_to_what_the_code_says() -> None:
    moderator = Group.objects.get(name="moderator")
    had = set(moderator.permissions.values_list("pk", flat=True))
    moderator.permissions.add(Permission.objects.get(codename="change_story"))
    moderator.permissions.remove(Permission.objects.get(codename="change_speech"))
    own = Group.objects.create(name="proof-readers")
    own.permissions.add(Permission.objects.get(codename="change_story"))
    call_command("migrate", verbosity=0)
    assert set(moderator.permissions.values_list("pk", flat=True)) == had
    assert own.permissions.count() == 1


def test_a_renamed_model_takes_its_rights_along() -> None:
    rights = Permission.objects.filter(content_type__app_label="quiz", content_type__model="dailyquiz")
    for right in rights:  # as they were before the model was renamed
        right.codename = right.codename.replace("dailyquiz", "daily")
        right.save()
    rename = MigrationLoader(connection).disk_migrations["quiz", "0002_plain_clock_and_names"]
    emit_post_migrate_signal(0, False, DEFAULT_DB_ALIAS, plan=[(rename, False)])
    assert {right.codename.partition("_")[2] for right in rights.all()} == {"dailyquiz"}
    assert Group.objects.get(name="editor").permissions.filter(codename="view_dailyquiz").exists()
