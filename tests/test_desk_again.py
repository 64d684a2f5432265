"""What was typed at the desk outlives a sign-in that ran out and one that was made in a second tab."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from stories.models import Story
from tests.stories.desk import Desk, draft, item_page, story_page

pytestmark = pytest.mark.django_db

PANEL = {"HX-Request": "true", "HX-Target": "panel-1"}
ORIGIN = {"Origin": "http://testserver"}


@pytest.fixture
def story() -> Story:
    return draft()


@pytest.fixture
def desk() -> Desk:
    """An editor whose forms are held to their tokens, as a browser’s are."""
    User.objects.create_superuser("ann", password="pw")
    client = Client(enforce_csrf_checks=True)
    desk = Desk(client)
    sign_in(desk)
    return desk


def token(response: Any) -> str:
    return response.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


def sign_in(desk: Desk) -> None:
    page = reverse("admin:login")
    data = {"username": "ann", "password": "pw", "csrfmiddlewaretoken": token(desk.client.get(page))}
    assert desk.client.post(page, data).status_code == 302


def filled(desk: Desk, url: str, form: str, headers: dict[str, str], **changed: Any) -> dict[str, Any]:
    response = desk.client.get(url, headers=headers)
    return {**desk.form_of(response, form), **changed, "csrfmiddlewaretoken": token(response)}


@pytest.mark.parametrize(("headers", "form"), [({}, "story_form"), (PANEL, "panel-1-form")])
def test_a_sign_in_that_ran_out_keeps_what_was_typed(
    desk: Desk, story: Story, headers: dict[str, str], form: str
) -> None:
    event = story.timeline.first()
    url = item_page(event) if headers else story_page(story)
    text = "One.\n\n“Two” & <three>"
    typed = filled(
        desk, url, form, headers, **{"description" if headers else "overview": text}, _continue="1"
    )
    desk.client.cookies.pop("sessionid")
    response = desk.client.post(url, typed, headers=headers)
    assert response.status_code == 200
    sign_in_form = "panel-1-form" if headers else "login-form"
    login = reverse("admin:login")
    asked = {
        **desk.form_of(response, sign_in_form),
        "csrfmiddlewaretoken": token(response),
        "username": "ann",
    }
    response = desk.client.post(login, {**asked, "password": "wrong"}, headers=headers)
    asked = {
        **desk.form_of(response, sign_in_form),
        "csrfmiddlewaretoken": token(response),
        "username": "ann",
    }
    response = desk.client.post(login, {**asked, "password": "pw"}, headers=headers)
    kept = desk.form_of(response, "panel-1-form" if headers else "kept-form")
    response = desk.client.post(url, {**kept, "csrfmiddlewaretoken": token(response)}, headers=headers)
    assert response.status_code in (204, 302)
    stored = (
        Story.objects.get().timeline.get(pk=event.pk).description
        if headers and event
        else Story.objects.get().overview
    )
    assert stored == text


def test_a_sign_in_in_a_second_tab_keeps_what_was_typed(desk: Desk, story: Story) -> None:
    typed = filled(desk, story_page(story), "story_form", {}, headline="Typed before", _continue="1")
    desk.client.cookies.pop("sessionid")
    sign_in(desk)
    response = desk.client.post(story_page(story), typed, headers=ORIGIN)
    kept = desk.form_of(response, "kept-form")
    assert kept["headline"] == ["Typed before"]
    assert Story.objects.get().headline != "Typed before", "nothing is saved unasked"
    response = desk.client.post(
        story_page(story), {**kept, "csrfmiddlewaretoken": token(response)}, headers=ORIGIN
    )
    assert response.status_code == 302
    assert Story.objects.get().headline == "Typed before"


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}])
def test_a_form_of_another_site_is_offered_to_nobody(
    desk: Desk, story: Story, headers: dict[str, str]
) -> None:
    response = desk.client.post(story_page(story), {"headline": "Forged", "_continue": "1"}, headers=headers)
    assert response.status_code == 403
    assert "Forged" not in response.content.decode()


def test_a_password_is_carried_nowhere(desk: Desk) -> None:
    user = reverse("admin:auth_user_add")
    typed = {"username": "new", "password1": "secret-words", "csrfmiddlewaretoken": "x" * 32}
    response = desk.client.post(user, typed, headers=ORIGIN)
    assert response.status_code == 403
    assert "secret-words" not in response.content.decode()
    assert Client().post(user, typed).status_code == 302
