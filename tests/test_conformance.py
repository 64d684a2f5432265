"""Every public page, found from the resolver, is valid HTML."""

from __future__ import annotations

import pytest
from django.test import Client

from debate.models import Persona
from stories.models import Story
from tests.addresses import public
from tests.debate.playing import begin
from tests.stories.browser import assert_valid

pytestmark = pytest.mark.django_db


def test_every_page_and_fragment_is_valid_html(flagship: Story, cast: dict[str, Persona]) -> None:
    client = Client()
    play = begin(flagship, cast)
    session = client.session
    session["player"] = play.player_id
    session.save()
    seen, wrong = 0, []
    for address in public(flagship, next(iter(cast.values())), play):
        answer = client.get(address)
        if not answer["Content-Type"].startswith("text/html") or not answer.content:
            continue
        seen += 1
        try:
            assert_valid(answer.content.decode())
        except Exception as fault:
            wrong.append(f"{answer.status_code} {address}: {type(fault).__name__} {fault}")
    assert not wrong, "\n".join(wrong)
    assert seen > 30
