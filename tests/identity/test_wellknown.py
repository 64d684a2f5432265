"""newsroom.identity.wellknown: files that machines look for, which say nothing that nobody has said."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from pytest_django import Settings

from newsroom.identity import reading
from newsroom.identity.wellknown import expires_on

pytestmark = pytest.mark.django_db
SECURITY, TRUST = "/.well-known/security.txt", "/trust.txt"


@pytest.mark.parametrize("path", [SECURITY, TRUST])
def test_where_nobody_has_said_anything_there_is_no_file(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_identity_says_whom_to_tell_and_where_it_says_who_it_is(client: Client) -> None:
    reading.keep(reading.Site(contact_email="desk@example.org"), seconds=60)
    response = client.get(SECURITY)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert not response.cookies
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "mailto:desk@example.org"
    assert fields["Canonical"] == f"http://testserver{SECURITY}"
    assert fields["Preferred-Languages"] == "en"
    expires = dt.datetime.fromisoformat(fields["Expires"])
    now = dt.datetime.now(dt.UTC)
    assert now + dt.timedelta(days=120) < expires < now + dt.timedelta(days=365)
    lines = client.get(TRUST).content.decode().splitlines()
    assert lines == ["contact=mailto:desk@example.org", "disclosure=http://testserver/about/#imprint"]


def test_the_operator_says_more(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = ["https://example.org/report", "mailto:security@example.org"]
    settings.TRUST_TXT = ["belongto=https://press.example/", "datatrainingallowed=no"]
    text = client.get(SECURITY).content.decode()
    assert text.startswith("Contact: https://example.org/report\nContact: mailto:security@example.org\n")
    assert client.get(TRUST).content.decode().splitlines() == settings.TRUST_TXT


@pytest.mark.parametrize(
    ("today", "expires"),
    [("2026-11-27", "2027-05-01"), ("2026-06-30", "2026-12-01"), ("2026-07-01", "2027-01-01")],
)
def test_it_expires_on_the_first_of_a_month(today: str, expires: str) -> None:
    assert expires_on(dt.date.fromisoformat(today)) == dt.date.fromisoformat(expires)
