"""newsroom.identity: one row names the site, everywhere, at no request's cost."""

from __future__ import annotations

import io
import json
import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from PIL import Image

from debate.arena import share_image
from newsroom.identity import reading
from newsroom.identity.drawn import logo_key
from newsroom.identity.models import Identity, Wording, make_the_row
from newsroom.pictures import keeping
from newsroom.pictures.models import Picture
from stories.models import Story
from stories.share import drawn_image, image_digest
from tests.pictures.drawn import drawn, encoded

pytestmark = pytest.mark.django_db
PAGE = "/admin/identity/identity/1/change/"
KYIV = {
    "name": "Дніпро <Times> & Co",
    "strapline": "One river, all of its stories.",
    "accent": "#1c5f76",
    "publisher": "Dnipro Media LLC",
    "address": "1 River Street\n01001 Kyiv",
    "responsible": "O. Editor",
    "contact_email": "desk@dnipro.example",
    "corrections_policy": "We say what was wrong.\n\nWithin a day.",
    "ai_policy": "A machine debates; people report.",
    "time_zone": "Europe/Kyiv",
}


def png(width: int, height: int) -> bytes:
    return encoded(drawn(width, height, "RGBA"), "PNG")


def named(**said: Any) -> Identity:
    row = Identity.objects.first() or Identity()
    for field, value in {**KYIV, **said}.items():
        setattr(row, field, value)
    row.full_clean()
    row.save()
    reading.forget()
    return row


def text_of(path: str, status: int = 200) -> str:
    response = Client().get(path)
    assert response.status_code == status, path
    return response.content.decode()


def test_every_surface_bears_the_name_and_none_the_houses_own(flagship: Story) -> None:
    before = image_digest(flagship.document)
    named()
    page = flagship.get_absolute_url()
    for path in ("/", page, f"{page}changes/", "/about/", "/privacy/", "/corrections/", "/how-it-works/", "/arena/",
                 "/quiz/", "/daily/", "/search/", "/leaderboard/", "/accounts/sign-in/", "/feed.atom", "/corrections/feed.atom",
                 f"{page}feed.atom", "/sitemap.xml", "/admin/login/"):  # fmt: skip
        text = text_of(path)
        assert "Newsroom" not in text, path
        is_said = path != "/sitemap.xml" or "news:name" in text
        assert ("Дніпро &lt;Times&gt; &amp; Co" in text) is is_said, path
    assert "Дніпро &lt;Times&gt;" in text_of("/no-such-page/", 404)
    linked = json.loads(text_of(reverse("stories:story_linked", args=[flagship.slug])))
    assert KYIV["name"] in json.dumps(linked, ensure_ascii=False)
    assert image_digest(flagship.document) != before


def test_imprint_contact_and_policies_stand_where_readers_look_for_them() -> None:
    named()
    about = text_of("/about/")
    for said in ("Dnipro Media LLC", "1 River Street<br>01001 Kyiv", "O. Editor", "mailto:desk@dnipro.example",
                 "<p>We say what was wrong.</p>", "A machine debates"):  # fmt: skip
        assert said in about, said
    assert "Within a day." in text_of("/corrections/")
    assert "A machine debates" in text_of("/how-it-works/")
    assert "Dnipro Media LLC" in text_of("/privacy/")
    assert 'href="/about/#imprint"' in text_of("/")


def test_a_site_that_says_nothing_shows_no_empty_imprint() -> None:
    assert "imprint" not in text_of("/about/")
    assert "stylesheet" in text_of("/")
    assert "/identity/" not in text_of("/")


def test_the_accents_have_an_address_of_their_own_that_never_changes() -> None:
    named(accent="#1C5F76")
    link = re.search(r'href="(/identity/[^"]+css)"', text_of("/"))
    assert link
    sheet = Client().get(link[1])
    assert "#1c5f76" in sheet.content.decode()
    assert sheet["Content-Type"].startswith("text/css")
    assert "immutable" in sheet["Cache-Control"]
    assert Client().get("/identity/red-blue/accents.css").status_code == 404


def test_a_category_has_the_colour_that_the_newsroom_gave_it(flagship: Story) -> None:
    page = flagship.get_absolute_url()
    before = image_digest(flagship.document)
    assert 'class="accent-7"' in text_of(page)
    named(accent="", category_accents="Science = #1F6A3A\n\n force in play =#1c5f76\n")
    html = text_of(page)
    assert 'class="accent-9"' in html
    link = re.search(r'href="(/identity/0-0-[^"]+css)"', html)
    assert link
    sheet = Client().get(link[1]).content.decode()
    assert ".accent-9{--accent:light-dark(#1c5f76," in sheet
    assert ".accent-8{--accent:light-dark(#1f6a3a," in sheet
    assert ":root" not in sheet, "the site's own stays the house's"
    assert image_digest(flagship.document) != before
    for wrong in ("0-0", "1c5f76", "0-0-1c5f76", "0-0-red-blue", "-".join(["1c5f76"] * 60)):
        status = Client().get(f"/identity/{wrong}/accents.css").status_code
        assert status == (200 if wrong == "0-0" else 404), wrong


@pytest.mark.parametrize("lines", ["Science", "= #1c5f76", "Science = teal", "Science = #ffcc00", "Law = #1c5f76\nLAW = #1f6a3a",
                                   "\n".join(f"C{n} = #1c5f76" for n in range(13))])  # fmt: skip
def test_colours_of_categories_that_cannot_be_are_refused(lines: str) -> None:
    with pytest.raises(ValidationError) as refused:
        named(category_accents=lines)
    assert list(refused.value.message_dict) == ["category_accents"]


@pytest.mark.parametrize(
    ("name", "letter"), [("Дніпро", "Д"), ("“the 4th”", "T"), ("Newsroom", ""), ("…", "")]
)
def test_the_icon_is_the_first_letter_of_the_name(name: str, letter: str) -> None:
    named(name=name)
    link = re.search(r'rel="icon" href="([^"]+)"', text_of("/"))
    assert link
    if letter:
        icon = Client().get(link[1])
        assert f">{letter}</text>" in icon.content.decode()
        assert icon["Content-Type"].startswith("image/svg+xml")
    else:
        assert link[1].endswith("favicon.svg")
    for odd in ("3c", "zz", "d800", "110000"):
        assert Client().get(f"/identity/{odd}/icon.svg").status_code == 404


def test_times_are_those_of_the_time_zone(flagship: Story) -> None:
    assert flagship.live
    flagship.revisions.update(published_at="2026-07-01T22:30:00Z")
    named()
    assert "2 July 2026, 01:30 EEST" in text_of(f"{flagship.get_absolute_url()}changes/")


def test_no_request_asks_for_it() -> None:
    named()
    reading.site()
    with CaptureQueriesContext(connection) as queries:
        text_of("/about/")
    assert [q["sql"] for q in queries if "identity" in q["sql"]] == []


def test_another_processs_change_is_seen_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    named()
    assert reading.site().name == KYIV["name"]
    Identity.objects.update(name="Renamed elsewhere")
    assert reading.site().name == KYIV["name"]
    later = time.monotonic() + reading.CHECK_SECONDS
    monkeypatch.setattr(reading.time, "monotonic", lambda: later)
    assert reading.site().name == "Renamed elsewhere"


def test_a_database_that_is_away_leaves_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    named()
    assert reading.site().name == KYIV["name"]
    reading.forget()
    with connection.execute_wrapper(_away):
        assert reading.site().name == KYIV["name"]


def _away(*_query: Any) -> Any:
    from django.db import OperationalError

    raise OperationalError("the server closed the connection")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "Two\nlines"),
        ("name", "x" * 61),
        ("publisher", "a\x00b"),
        ("accent", "#ffcc00"),
        ("accent", "red"),
        ("accent", "#1c5f7"),
        ("accent_dark", "#1c5f76"),
        ("contact_email", "a@b\nBcc: c@d.example"),
        ("time_zone", "Europe/Atlantis"),
    ],
)
def test_what_cannot_be_is_refused(field: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        named(**{field: value})
    assert field in refused.value.message_dict


def test_a_weak_accent_is_refused_with_the_nearest_that_can_be_read() -> None:
    with pytest.raises(ValidationError, match=r"1\.4 to 1 on #fbfaf6.*#[0-9a-f]{6} is the nearest"):
        named(accent="#ffcc00")


def test_a_logo_stands_on_pictures_for_links_and_in_linked_data(flagship: Story, media: Path) -> None:
    before = image_digest(flagship.document)
    named(logo=keeping.take_up(encoded(Image.new("RGB", (960, 192), "#1c5f76"), "PNG")))
    assert image_digest(flagship.document) != before
    picture = Image.open(io.BytesIO(drawn_image(flagship.document))).convert("RGB")
    assert _is_near(picture.getpixel((100, 560)), (0x1C, 0x5F, 0x76))
    words = {"site": "", "motion": "", "pro": "", "con": "", "logo": logo_key(dark=True)}
    stage = Image.open(io.BytesIO(share_image.draw(**words)))
    assert _is_near(stage.getpixel((130, 70)), (0x1C, 0x5F, 0x76))
    assert _is_near(stage.getpixel((84, 70)), (0xFB, 0xFA, 0xF6)), "on a light plate, as no other was given"
    default_storage.delete(reading.site().logo.file)  # type: ignore[union-attr]
    assert drawn_image(flagship.document), "with the name in its place"
    page = text_of(flagship.get_absolute_url())
    said = json.loads(page.partition('"application/ld+json">')[2].partition("</script>")[0])["publisher"][
        "logo"
    ]
    assert (said["@type"], said["width"], said["height"]) == ("ImageObject", 640, 128)
    assert said["url"].startswith("http://testserver/")


def _is_near(seen: Any, wanted: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 6 for one, other in zip(seen, wanted, strict=True))


def test_the_tag_of_its_feeds_never_changes(settings: Any) -> None:
    Identity.objects.all().delete()
    settings.SITE_ORIGIN = "https://first.example"
    make_the_row(using="default")
    tag = Identity.objects.get().feed_tag
    assert tag.startswith("tag:first.example,20")
    settings.SITE_ORIGIN = "https://second.example"
    make_the_row(using="default")
    assert named().feed_tag == tag


def test_nothing_that_is_shown_names_the_house() -> None:
    """Whatever is rendered, drawn or sent asks the row."""
    root = configured.BASE_DIR
    for folder in ("templates", "static/js"):
        for file in (root / folder).rglob("*"):
            if file.is_file():
                assert "Newsroom" not in file.read_text(), file


def others(**said: str) -> dict[str, str]:
    """What the page's part for other languages sends: one that has words, or none."""
    row = {"language": "uk", **said} if said else {}
    count = {"wordings-TOTAL_FORMS": f"{bool(row):d}", "wordings-INITIAL_FORMS": "0"}
    return count | {f"wordings-0-{name}": text for name, text in row.items()}


class TestDesk:
    @pytest.fixture
    def desk(self) -> Client:
        client = Client()
        client.force_login(User.objects.create_superuser("root"))
        return client

    def form(self, **said: str) -> dict[str, str]:
        return {**KYIV, "accent_dark": "", "category_accents": "", "contact_phone": "", **others(), **said}

    def test_readers_of_another_language_are_told_in_it_what_has_been_said_in_it(self, desk: Client) -> None:
        form = self.form(**others(strapline="Одна ріка.", ai_policy="Дебати веде машина."))
        shown = desk.post("/admin/identity/identity/preview/", form)
        assert "Дебати веде машина." in shown.text
        assert "Одна ріка." not in text_of("/uk/")
        assert desk.post(PAGE, form).status_code == 302
        reading.forget()
        english, ukrainian = reading.site(), reading.site().worded("uk")
        assert english.version == ukrainian.version, "one page is made of it in every language"
        for path in ("/how-it-works/", "/about/"):
            assert "Дебати веде машина." in text_of(f"/uk{path}")
            assert "Дебати веде машина." not in text_of(path)
            assert "A machine debates" in text_of(path)
        assert "<span>Одна ріка.</span>" in text_of("/uk/")
        own = '<div class="said" lang="en-GB" dir="ltr"><p>We say what was wrong.'
        assert own in text_of("/uk/corrections/"), "what has not been said in it, and in which language it is"
        assert '<div class="said"><p>We say what was wrong.' in text_of("/corrections/")
        assert "1 River Street" in text_of("/uk/about/")
        twice = desk.post(PAGE, form)
        assert (twice.status_code, Wording.objects.count()) == (200, 1), "one a language"

    def test_a_language_that_is_not_offered_is_refused(self, desk: Client) -> None:
        shown = desk.post("/admin/identity/identity/preview/", self.form(**others(language="de")))
        assert shown.status_code == 422

    def test_there_is_one_row_and_its_list_is_its_page(self, desk: Client) -> None:
        assert Identity.objects.count() == 1
        assert desk.get("/admin/identity/identity/")["Location"] == PAGE
        assert desk.get("/admin/identity/identity/add/").status_code == 403
        assert desk.post("/admin/identity/identity/1/delete/").status_code == 403
        assert desk.post(PAGE, self.form()).status_code == 302
        assert Identity.objects.get().name == KYIV["name"]

    def test_a_preview_shows_what_was_typed_and_stores_nothing(self, desk: Client) -> None:
        shown = desk.post("/admin/identity/identity/preview/", self.form(name="Tried Out", accent="#0a625d"))
        text = shown.content.decode()
        assert shown.status_code == 200
        assert "Tried Out" in text
        assert "/identity/0a625d-" in text
        assert "1 River Street" in text
        assert Identity.objects.get().name == reading.DEFAULT_NAME
        assert "Tried Out" not in text_of("/")

    def test_a_preview_says_what_is_wrong(self, desk: Client) -> None:
        shown = desk.post("/admin/identity/identity/preview/", self.form(accent="#ffcc00"))
        assert (shown.status_code, "nearest" in shown.content.decode()) == (422, True)

    def test_a_logo_takes_the_place_of_the_name_and_is_checked_like_any_picture(self, desk: Client) -> None:
        def sent(**more: Any) -> Any:
            return desk.post(PAGE, self.form(**more))

        refused = sent(logo_file=SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"))
        assert (refused.status_code, "SVG" in refused.text) == (200, True)
        half = sent(name="", logo_file=SimpleUploadedFile("logo.png", png(960, 120)))
        key = Picture.objects.get().key
        assert f'value="{key}"' in half.text, "what was taken up is not asked for again"
        assert (
            sent(logo_key=key, logo_dark_file=SimpleUploadedFile("dark.png", png(961, 120))).status_code
            == 302
        )
        reading.forget()
        page = text_of("/")
        assert f'alt="{escape(KYIV["name"])}"' in page
        assert re.search(rf'<img src="[^"]+{key}/\d+\.(png|jpg)" width="640" height="80"', page)
        assert 'media="(prefers-color-scheme: dark)"' in page
        old = timezone.now() - timedelta(days=30)
        Picture.objects.update(added_at=old, unused_since=old)
        assert keeping.sweep() == 0
        assert sent(logo_key=key, no_logo="on").status_code == 302
        reading.forget()
        assert "<img" not in text_of("/").split("</header>")[0]
        with pytest.raises(ProtectedError):
            sent(logo_key=key)
            Picture.objects.filter(key=key).delete()

    def test_a_dark_logo_alone_is_no_logo(self, desk: Client) -> None:
        answer = desk.post(PAGE, self.form(logo_dark_file=SimpleUploadedFile("dark.png", png(200, 50))))
        assert "light theme, too" in answer.text

    def test_editors_do_not_rename_the_site(self) -> None:
        editor = Client()
        editor.force_login(User.objects.create_user("ed", is_staff=True))
        assert editor.get(PAGE).status_code == 403
        assert editor.post("/admin/identity/identity/preview/", self.form()).status_code == 403
