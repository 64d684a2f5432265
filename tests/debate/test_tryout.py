"""A persona's draft tried on a story: composed, shown, and nothing kept."""

from __future__ import annotations

import pytest
from django.apps import apps

from debate.models import Persona
from newsroom.documents import write_yaml
from stories.models import Story
from tests.moderation.desk import signed_in

pytestmark = pytest.mark.django_db
TRY = "/admin/debate/persona/try/"


def counted() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if "sessions" not in model._meta.label
    }


def test_a_draft_that_was_never_saved_speaks_of_a_story(flagship: Story, cast: dict[str, Persona]) -> None:
    editor = signed_in("editor")
    page = editor.get(f"/admin/debate/persona/{cast['mozi'].pk}/change/").content.decode()
    assert f'formaction="{TRY}"' in page
    document = cast["mozi"].document | {"name": "Quaesitor of the Draft"}
    before = counted()
    sent = {
        "text": write_yaml(document),
        "try_story": flagship.pk,
        "persona": cast["mozi"].pk,
        "is_active": "on",
    }
    answer = editor.post(TRY, sent)
    view, *openings = answer.context["passages"]
    assert view.title == "Quaesitor of the Draft on the story"
    assert len(openings) == 2
    assert all(len(passage.paragraphs) >= 4 for passage in (view, *openings))
    assert any(view.notes)
    assert counted() == before
    cast["mozi"].refresh_from_db()
    assert cast["mozi"].name != "Quaesitor of the Draft"


def test_faults_of_a_draft_are_listed_and_nothing_typed_is_lost(
    flagship: Story, cast: dict[str, Persona]
) -> None:
    answer = signed_in("editor").post(TRY, {"text": "name: <Half a persona>\n", "try_story": flagship.pk})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "name: &lt;Half a persona&gt;" in page
    assert len(answer.context["faults"]) > 3
    nowhere = signed_in("admin").post(TRY, {"text": "", "try_story": "999"})
    assert nowhere.status_code == 422


def test_who_may_not_change_personas_tries_none(flagship: Story) -> None:
    moderator = signed_in("moderator")
    assert moderator.post(TRY, {"text": "x", "try_story": flagship.pk}).status_code == 403
    assert signed_in("editor").get(TRY).status_code == 405
