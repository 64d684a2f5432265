"""newsroom.languages.addresses: the address says the language, and nothing else does."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from newsroom.languages.addresses import in_language, language_of, without_language
from stories.models import Story


@pytest.mark.parametrize(
    ("path", "language", "bare"),
    [
        ("/", "en-gb", "/"),
        ("/uk/", "uk", "/"),
        ("/uk", "uk", ""),
        ("/uk/plays/1/", "uk", "/plays/1/"),
        ("/ukraine/", "en-gb", "/ukraine/"),
        ("/stories/uk/", "en-gb", "/stories/uk/"),
        ("/en-gb/", "en-gb", "/en-gb/"),
    ],
)
def test_a_path_has_the_language_of_its_first_part(path: str, language: str, bare: str) -> None:
    assert (language_of(path), without_language(path)) == (language, bare)


def test_the_same_page_has_an_address_in_each_language() -> None:
    assert in_language("/uk/search/?q=x", "en-gb") == "/search/?q=x"
    assert in_language("/search/?q=x", "uk") == "/uk/search/?q=x"
    with translation.override("uk"):
        assert reverse("stories:search") == "/uk/search/"
        assert reverse("stories:feed") == "/feed.atom", "what machines ask for exists once"


def test_a_page_is_in_the_language_of_its_address_whatever_the_browser_would_like(
    client: Client, flagship: Story
) -> None:
    page = flagship.get_absolute_url()
    english = client.get(page, headers={"Accept-Language": "uk"})
    ukrainian = client.get(f"/uk{page}", headers={"Accept-Language": "en"})
    assert '<html lang="en-GB" dir="ltr">' in english.content.decode()
    assert '<html lang="uk" dir="ltr">' in ukrainian.content.decode()
    assert english["Vary"] == ukrainian["Vary"] == "Accept-Encoding"
    assert "року" in ukrainian.content.decode(), "dates too"
    for response in (english, ukrainian):
        html = response.content.decode()
        named = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', html))
        assert named == {
            "en-GB": f"http://testserver{page}",
            "uk": f"http://testserver/uk{page}",
            "x-default": f"http://testserver{page}",
        }
        assert f'<a href="/uk{page}" lang="uk"' in html
    assert f'<link rel="canonical" href="http://testserver/uk{page}">' in ukrainian.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/uk/admin/", "/uk/feed.atom", "/uk/livez", "/en-gb/", "/uk/nothing/"])
def test_what_exists_once_has_no_address_in_another_language(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_page_links_to_pages_of_its_language(client: Client, flagship: Story) -> None:
    html = client.get(f"/uk{flagship.get_absolute_url()}").content.decode()
    inside = set(re.findall(r'(?:href|action)="(/[^"#?]*)', html))
    once = re.compile(r"\.(json|jsonld|atom|png|css|svg|txt|js|woff2)$")
    stray = {x for x in inside if not x.startswith(("/uk/", "/static/", "/media/")) and not once.search(x)}
    assert stray == {flagship.get_absolute_url()}, "but for the way to the page in English"


def test_what_was_read_in_one_language_is_known_in_the_other(client: Client, flagship: Story) -> None:
    since = f"{flagship.get_absolute_url()}since/"
    client.get(since)
    cookies = {(name, cookie["path"]) for name, cookie in client.cookies.items()}
    assert cookies == {("seen", since), ("seen-uk", f"/uk{since}")}


def test_the_sitemap_names_every_language_of_a_page(client: Client, flagship: Story) -> None:
    xml = client.get("/sitemap.xml").content.decode()
    page = flagship.get_absolute_url()
    for address in (page, f"/uk{page}"):
        entry = next(part for part in xml.split("<url>") if f"<loc>http://testserver{address}</loc>" in part)
        assert f'hreflang="uk" href="http://testserver/uk{page}"' in entry
        assert f'hreflang="en-GB" href="http://testserver{page}"' in entry
