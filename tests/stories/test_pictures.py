"""Pictures and authors as readers meet them: on the story, in front, with people, and on pages of their own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from newsroom.pictures.keeping import take_up
from stories.authors.models import Author
from stories.picturing import licence_named
from tests.pictures.drawn import drawn, encoded
from tests.stories.documents import example, published, raw

pytestmark = pytest.mark.django_db
INES = {"name": "Ines Ruhl", "role": "Reporter", "slug": "ines-ruhl"}


def told(file: str, **more: Any) -> dict[str, Any]:
    return {"file": file, "alt": "The <ferry>", "credit": "Mara Lind"} | more


def with_pictures(**fields: Any) -> dict[str, Any]:
    """The example with a lead picture, a portrait and an author."""
    lead, portrait = (take_up(encoded(drawn(*size))).file for size in ((1000, 500), (200, 300)))
    people = raw()["people"]
    people[0]["portrait"] = told(portrait, alt="Mara Lind", licence="Given by her, https://example.org/terms")
    image = told(lead, caption="In May", licence="CC-BY-SA-4.0", focus=[20, 85])
    return {"image": image, "people": people, "byline": [INES, {"name": "A Guest", "role": "Ferry"}]} | fields


def images(html: str) -> list[str]:
    return [" ".join(tag.split()) for tag in re.findall(r"<img[^>]*>", html)]


def test_a_story_shows_its_picture_at_once_and_portraits_when_one_comes_near(
    media: Path, client: Client
) -> None:
    published(example(**with_pictures()))
    html = client.get("/stories/harbour-bridge-vote/").content.decode()
    lead, portrait = images(html)
    assert 'alt="The &lt;ferry&gt;" fetchpriority="high" class="focus-x-2 focus-y-8"' in lead
    assert 'width="1000" height="500"' in lead
    assert "loading" not in lead
    assert 'loading="lazy"' in portrait
    assert html.count('type="image/webp"') == 2
    for address in re.findall(r"/media/[^\s\",]+", html):
        assert client.get(address).status_code == 200
    assert "In May" in html
    assert '<a rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">CC BY-SA 4.0</a>' in html
    assert '<a rel="license" href="https://example.org/terms">Given by her</a>' in html
    byline = re.search(r'<p class="byline">(.*?)</p>', html, re.DOTALL)
    assert byline is not None
    assert '<a href="/authors/ines-ruhl/" rel="author">Ines Ruhl</a>, Reporter' in byline[1]
    assert "<b>A Guest</b>, Ferry" in byline[1]


def test_the_front_page_leads_with_it_and_a_person_s_page_has_the_portrait(
    media: Path, client: Client, django_assert_max_num_queries: Any
) -> None:
    published(example(**with_pictures()))
    with django_assert_max_num_queries(3):  # whose site it is, the stories, the picture
        html = client.get("/").content.decode()
    assert len(images(html)) == 1
    assert 'rel="author">Ines Ruhl</a>' in html
    assert 'alt="Mara Lind"' in client.get("/people/mara-lind/").content.decode()


def test_a_decoration_says_nothing_and_a_picture_that_is_not_here_is_left_out(
    media: Path, client: Client
) -> None:
    fields = with_pictures()
    fields["image"] |= {"alt": ""}
    fields["people"][0]["portrait"] |= {"file": f"pictures/{'0' * 32}.webp"}
    published(example(**fields))
    html = client.get("/stories/harbour-bridge-vote/").content.decode()
    (lead,) = images(html)
    assert 'alt="" fetch' in lead
    assert "Given by her" not in html


def test_an_author_has_a_page_with_what_the_row_says_or_the_bylines(media: Path, client: Client) -> None:
    page = "/authors/ines-ruhl/"
    assert client.get(page).status_code == 404
    published(example(**with_pictures()))
    html = client.get(page).content.decode()
    assert "Ines Ruhl" in html and "A town votes on a bridge" in html  # noqa: PT018
    Author.objects.all().delete()
    html = client.get(page).content.decode()
    assert "Ines Ruhl" in html and "Wrote here" in html  # noqa: PT018
    author = Author.objects.create(
        name="Ines Ruhl-Berg",
        slug="ines-ruhl",
        role="Harbour editor",
        biography="Knows <boats>.\r\n\r\nAnd bridges.",
        contact="ines@example.org",
        image_file=take_up(encoded(drawn(90, 90))).file,
        image_alt="Ines Ruhl",
    )
    html = client.get(page).content.decode()
    assert "Ines Ruhl-Berg" in html
    assert '<p class="reading">Knows &lt;boats&gt;.</p>' in html
    assert 'href="mailto:ines@example.org"' in html
    assert images(html) == [], "a picture without credit is not shown"
    Author.objects.update(image_credit="Mara Lind", is_active=False)
    html = client.get(page).content.decode()
    assert 'alt="Ines Ruhl"' in html
    assert "mailto" not in html
    feed = client.get("/authors/ines-ruhl/feed.atom").content.decode()
    assert '<title xml:lang="en">A town votes on a bridge' in feed
    assert "<author><name>Ines Ruhl</name></author>\n<author><name>A Guest</name></author>" in feed
    author.slug = "new-here"
    author.pk, author.is_active = None, True
    author.save()
    assert "Nothing by this author" in client.get("/authors/new-here/").content.decode()
    assert "http://testserver/authors/ines-ruhl/" in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize(
    ("licence", "text", "href"),
    [
        ("CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("With permission", "With permission", ""),
        ("Terms of the archive: https://a.example/x.", "Terms of the archive", "https://a.example/x"),
        ("https://a.example/x", "a.example/x", "https://a.example/x"),
        ("javascript:alert(1)", "javascript:alert(1)", ""),
    ],
)
def test_a_licence_has_its_usual_name_and_leads_to_its_text(licence: str, text: str, href: str) -> None:
    found = licence_named(licence)
    assert (found.text, found.href) == (text, href)
