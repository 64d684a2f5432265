"""The desk's language: its editor's, never the address's."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from newsroom.languages import naming
from stories.models import Event, Story

pytestmark = pytest.mark.django_db


def spoken(client: Client, **headers: str) -> str:
    return client.get(reverse("admin:index"), headers=headers).content.decode()


def test_the_desk_follows_the_browser_and_a_choice_comes_before_it(admin_client: Client) -> None:
    assert '<html lang="en-gb"' in spoken(admin_client)
    assert '<html lang="en-gb"' in spoken(admin_client, accept_language="pl"), "which is not offered"
    assert '<html lang="uk"' in spoken(admin_client, accept_language="uk-UA,uk;q=0.9,en;q=0.5")
    chosen = admin_client.post(reverse("desk_language"), {"language": "uk", "next": "/admin/"})
    assert chosen["Location"] == "/admin/"
    assert chosen.cookies["desk-language"]["path"] == "/admin/", "readers' pages never see it"
    assert '<html lang="uk"' in spoken(admin_client, accept_language="en")
    admin_client.post(reverse("desk_language"), {"language": "en-gb", "next": "/admin/"})
    assert '<html lang="en-gb"' in spoken(admin_client, accept_language="uk")


def test_a_story_is_worked_on_in_ukrainian(admin_client: Client, flagship: Story) -> None:
    page = reverse("admin:stories_story_change", args=[flagship.pk])
    html = admin_client.get(page, headers={"accept-language": "uk"}).content.decode()
    for words in (
        "Заголовок",
        "Хронологія",
        "Додати подію",
        "Публікації ніщо не заважає",
        "Перевірка готовності",
    ):
        assert words in html


def test_what_the_desk_stores_is_in_no_editors_language(admin_user: User, flagship: Story) -> None:
    from django.utils import translation

    from stories import deletion

    with translation.override("uk"):
        event = flagship.timeline.first()
        assert event is not None
        (kept,) = deletion.delete([event], by=admin_user)
    assert kept.what == f"event {event.key}"


def test_fields_are_named_by_the_catalogue_and_migrations_see_no_name() -> None:
    from django.utils import translation

    field = Event._meta.get_field("end_date")
    with translation.override("uk"):
        assert str(field.verbose_name) == "кінцева дата"
    with translation.override("en-gb"):
        assert str(field.verbose_name) == "end date"
    assert "verbose_name" not in field.deconstruct()[3]
    assert {"end date", "event", "events"} <= set(naming.names_of("stories"))
