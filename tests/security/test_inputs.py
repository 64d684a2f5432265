"""Whatever stands in a query, a form, a path or a cookie: an answer, never a traceback."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from debate.models import Persona
from newsroom.players.models import Player
from stories.models import Story
from tests.addresses import public
from tests.debate.playing import begin
from tests.moderation.desk import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.second]

NUL = "%00"
ODD = (
    quote("' OR 1=1; --\" \\ %s %(x)s {{7*7}} ${7}"),
    "%ED%A0%80%FF%FE",  # half a surrogate pair, and no UTF-8
    quote("\u202eabc\u200b\ufeff" + "e" + "\u0301" * 50 + "١٢"),
    "-9999999999999999999999",
)
READ = re.compile(
    r"""(?:GET|POST)(?:\.get|\.getlist)?[(\[]\s*["']([\w-]+)["']|["']([\w-]+)["'] in \w*\.?(?:GET|POST)"""
)


def parameters() -> list[str]:
    """The names that any view reads, as the sources say them, and those of forms and of the admin's lists."""
    names = {
        "q",
        "page",
        "p",
        "o",
        "all",
        "e",
        "next",
        "email",
        "name",
        "password",
        "text",
        "handle",
        "round",
        "side",
    }
    for root in ("newsroom", "stories", "debate", "quiz"):
        for file in (Path(settings.BASE_DIR) / root).rglob("*.py"):
            for match in READ.finditer(file.read_text()):
                names.add(match[1] or match[2])
    assert {"with", "first", "revision", "item", "board"} <= names
    return sorted(names)


@pytest.fixture
def everywhere(flagship: Story, cast: dict[str, Persona]) -> tuple[Client, list[str]]:
    """A player with a play, and every address outside the desk."""
    client = Client()
    play = begin(flagship, cast)
    session = client.session
    session["player"] = play.player_id
    session.save()
    return client, public(flagship, next(iter(cast.values())), play)


def faults(client: Client, asked: list[str], *, post: dict[str, str] | None = None) -> list[str]:
    client.raise_request_exception = False
    return [
        f"{response.status_code} {address[:80]}"
        for address in asked
        for response in [client.get(address) if post is None else client.post(address, post)]
        if response.status_code >= 500
    ]


def test_no_query_of_a_public_page_is_an_error(everywhere: tuple[Client, list[str]]) -> None:
    client, found = everywhere
    assert len(found) > 50
    for odd in (NUL, *ODD):
        query = "&".join(f"{name}={odd}" for name in parameters())
        assert faults(client, [f"{address}?{query}" for address in found if address != "/readyz"]) == []


def test_no_form_of_a_public_page_is_an_error(everywhere: tuple[Client, list[str]]) -> None:
    client, found = everywhere
    for odd in ("\x00", "' OR 1=1; --\u202e\u200b", "-99999999999999999999"):
        posted = dict.fromkeys(parameters(), odd)
        wanted = [address for address in found if "delete" not in address]
        assert faults(client, wanted, post=posted) == []


def test_no_query_of_the_desk_is_an_error(flagship: Story, cast: dict[str, Persona]) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("ed"))
    lists = {each.url for each in addresses() if each.name.endswith("changelist")}
    assert len(lists) > 20
    for odd in ODD[:2]:
        query = "&".join(f"{name}={odd}" for name in ("q", "id__exact", "story__id__exact", *parameters()))
        assert faults(client, [f"{url}?{query}" for url in lists] + [f"{url}?q={odd}" for url in lists]) == []


def test_a_nul_in_a_path_a_query_or_a_form_is_refused_with_a_page(client: Client) -> None:
    for answer in (
        client.get("/daily/a%00b/"),
        client.get("/search/?q=%00"),
        client.get("/search/?a%00=b"),
        client.post("/accounts/sign-in/", {"name": "a\x00", "password": "b"}),
    ):
        assert answer.status_code == 400
        assert "could not be taken" in answer.content.decode()


def test_a_cookie_with_a_nul_is_none(client: Client) -> None:
    answer = client.get("/me/", headers={"cookie": 'sessionid="abcdefgh\\000ijklmnop"; seen="\\000"'})
    assert answer.status_code == 200


def test_reading_makes_no_row_and_no_cookie(flagship: Story, cast: dict[str, Persona]) -> None:
    client = Client()
    for address in public(flagship, next(iter(cast.values()))):
        client.get(address)
    assert Player.objects.count() == 0
    assert set(client.cookies) <= {"csrftoken", "seen", "seen-uk", "csrf"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"name=" + b"a" * 6_000_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(10_000)), "application/x-www-form-urlencoded"),
        (b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n' + b"a" * 6_000_000 + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"),
    ],
    ids=["six megabytes", "ten thousand fields", "six megabytes in parts"],
)  # fmt: skip
def test_what_is_too_large_is_refused(client: Client, body: bytes, kind: str) -> None:
    client.raise_request_exception = False
    answer = client.post("/accounts/sign-in/", data=body, content_type=kind)
    assert answer.status_code in (400, 413)
