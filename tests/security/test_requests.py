"""Who may send what: forms only with their token and from this site, pages under no other address than the site's."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from debate.models import Persona
from stories.models import Story
from tests.addresses import public
from tests.moderation.desk import addresses

pytestmark = pytest.mark.django_db
OWN = "https://news.example"


@pytest.fixture
def found(flagship: Story, cast: dict[str, Persona]) -> list[str]:
    return public(flagship, next(iter(cast.values())))


def test_nothing_is_posted_without_a_token_or_from_elsewhere(found: list[str]) -> None:
    desk = {each.url for each in addresses()}
    client = Client(enforce_csrf_checks=True)
    # Mail programs post a reader's leaving for them, without a cookie: its random key is the proof (RFC 8058).
    found = [address for address in found if not re.fullmatch(r"/letters/[^/]+/leave/", address)]
    for address in [*found, *desk]:  # the API takes nothing, with or without a token
        assert client.post(address).status_code == (405 if address.startswith("/api/") else 403), address
    client.cookies["csrftoken"] = token = "a" * 32
    posted = {"csrfmiddlewaretoken": token}
    for address in found:
        sent = client.post(address, posted, headers={"origin": "https://elsewhere.example"})
        assert sent.status_code == (405 if address.startswith("/api/") else 403), address
        assert client.put(address).status_code in (403, 405), address


def test_every_answer_says_what_a_browser_may_do_with_it(found: list[str]) -> None:
    for address in [*found, "/none/", "/stories/none/"]:
        answer = Client().get(address)
        assert "default-src 'none'" in answer["Content-Security-Policy"], address
        assert "unsafe" not in answer["Content-Security-Policy"], address
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin", address
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", address
        if "public" in answer.get("Cache-Control", ""):
            assert "Cookie" not in answer.get("Vary", ""), address
            assert not answer.cookies, address


def test_a_shared_page_is_the_same_whatever_an_asker_says_of_himself(
    found: list[str], settings: Settings
) -> None:
    """Nothing that a cache does not tell apart may change what it keeps."""
    settings.STORY_ORIGINS = [OWN]
    shared = 0
    for address in found:
        honest = Client().get(address, secure=True, headers={"host": "news.example"})
        if "public" not in honest.get("Cache-Control", ""):
            continue
        shared += 1
        for said in (
            {"host": "news.example:81"},
            {"host": "elsewhere.example"},
            {"host": "news.example", "x-forwarded-host": "elsewhere.example"},
            {"host": "news.example", "hx-request": "true", "hx-target": "main", "hx-boosted": "true"},
            {"host": "news.example", "accept-language": "de", "cookie": "sessionid=abcdefgh"},
        ):
            assert Client().get(address, secure=True, headers=said).content == honest.content, (address, said)
        assert "elsewhere.example" not in honest.content.decode(errors="ignore")
    assert shared > 15


def test_nobody_says_https_without_a_trusted_proxy(flagship: Story, settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = None
    page = Client().get(flagship.get_absolute_url(), headers={"x-forwarded-proto": "https"})
    assert re.search('rel="canonical" href="http://', page.content.decode())


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_at_the_desk_leads_nowhere_else(wanted: str) -> None:
    User.objects.create_superuser("ed", password="a long password")
    answer = Client().post("/admin/login/", {"username": "ed", "password": "a long password", "next": wanted})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/")
