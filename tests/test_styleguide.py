"""The style guide: there while we work on the site, and nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from debate.models import Persona
from newsroom import styleguide
from stories.models import Story

pytestmark = pytest.mark.django_db

ADDRESSES = ("/styleguide/", *(f"/styleguide/{name}/" for name in ("stories", "debate", "quiz", "players")))


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_not_there_on_a_real_site(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_opens_before_anything_is_loaded(client: Client, settings: Settings, address: str) -> None:
    settings.DEBUG = True
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/styleguide/", ("--ink", "accent-7", "--stage-raised", 'class="errors"')),
        (
            "/styleguide/stories/",
            ('class="events"', 'class="lead-story', 'class="value"', "<del>", 'class="quote"'),
        ),
        ("/styleguide/debate/", ('class="portrait"', 'class="versus"', 'name="confidence"')),
        (
            "/styleguide/quiz/",
            ('class="choices"', "said it: your answer", "Not quite.", 'class="figures-row"'),
        ),
        ("/styleguide/players/", ("Enter a valid email address.", 'class="trace"', 'class="diagonal"')),
    ],
)
def test_it_shows_the_real_parts_to_nobody_but_us(
    client: Client,
    settings: Settings,
    flagship: Story,
    cast: dict[str, Persona],
    address: str,
    shown: tuple[str, ...],
) -> None:
    settings.DEBUG = True
    response = client.get(f"{address}?theme=dark")
    html = response.content.decode()
    for part in shown:
        assert part in html
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in html
    assert '<body class="in-dark">' in html


def test_every_area_is_in_reach_of_every_other(client: Client, settings: Settings) -> None:
    settings.DEBUG = True
    html = client.get("/styleguide/").content.decode()
    assert {f"/styleguide/{name}/" for name in styleguide.areas} == set(ADDRESSES[1:])
    for address in ADDRESSES:
        assert f'href="{address}"' in html
    assert client.get("/styleguide/no-such-area/").status_code == 404
