"""The desk's page of a picture, and authors: what is sent, what is refused, and that nothing typed is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from newsroom.pictures import keeping
from newsroom.pictures.models import Picture
from stories import publishing
from stories.admin.checklist import checklist
from stories.admin.pictures import picture_url
from stories.authors.models import Author
from stories.models import Person, Story
from tests.pictures.drawn import drawn, encoded
from tests.pictures.test_checking import SVG, bomb, moving
from tests.stories.desk import Desk, desk_page, errors, item_page, story_page
from tests.stories.documents import example, published

pytestmark = pytest.mark.django_db
SAID = {"image_alt": "The ferry\r\nat noon", "image_credit": "Mara Lind", "image_licence": "CC0-1.0"}


@pytest.fixture
def desk(client: Client) -> Desk:
    client.force_login(User.objects.create_superuser("editor"))
    return Desk(client)


@pytest.fixture
def story() -> Story:
    return publishing.load(example(image=None))[0]


def sent(data: bytes, name: str = "harbour.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


def send(desk: Desk, obj: Any, button: str = "_save", **fields: Any) -> Any:
    form = desk.form(picture_url(obj), "picture_form")
    form.pop("upload", None)
    return desk.send(picture_url(obj), form | fields | {button: "1"})


def test_a_picture_is_sent_described_pointed_at_published_replaced_and_removed(
    media: Path, desk: Desk, story: Story
) -> None:
    assert "Add a picture" in desk.open(story_page(story)).content.decode()
    assert send(desk, story, upload=sent(encoded(drawn(400, 200))), **SAID).status_code == 302
    assert 'class="desk-picture"' in desk.open(story_page(story)).content.decode()
    assert send(desk, story, image_focus_x="10", image_focus_y="90").status_code == 302
    page = desk.open(picture_url(story)).content.decode()
    assert 'd="M10 0V100M0 90H100"' in page
    assert "harbour.jpg" in page
    story.refresh_from_db()
    image = publishing.compile_document(story).image
    assert image is not None
    assert (image.alt, image.focus, image.licence) == ("The ferry at noon", [10, 90], "CC0-1.0")
    assert send(desk, story).status_code == 302, "nothing changed"
    assert send(desk, story, upload=sent(encoded(drawn(90, 90)))).status_code == 302
    story.refresh_from_db()
    assert (story.image_focus_x, story.image_credit) == (None, "Mara Lind")
    assert story.image_file == Picture.objects.get(width=90).file
    assert send(desk, story, "_remove", image_alt="").status_code == 302
    story.refresh_from_db()
    assert publishing.compile_document(story).image is None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (SVG, "SVG"),
        (b"", "empty"),
        (b"PK\x03\x04 an archive", "no picture"),
        (encoded()[:-200], "damaged or cut short"),
        (moving("PNG"), "moves"),
        (bomb(12_000, 12_000), "million pixels"),
        (bytes(50_000_000), "The file has 50.0 MB, and 20 MB are the most"),
    ],
)
def test_what_is_no_picture_is_refused_with_what_was_typed_kept(
    media: Path, desk: Desk, story: Story, data: bytes, why: str
) -> None:
    response = send(desk, story, upload=sent(data, "../../\u202egpj.exe"), **SAID)
    assert response.status_code == 422
    assert why in errors(response)
    form = desk.form_of(response, "picture_form")
    assert form["image_credit"][0].strip() == "Mara Lind"
    assert not Picture.objects.exists()
    assert not media.exists()


def test_a_picture_that_was_sent_once_need_not_be_sent_again_for_a_missing_word(
    media: Path, desk: Desk, story: Story
) -> None:
    response = send(desk, story, upload=sent(encoded(drawn(300, 200))), image_credit="Mara Lind")
    assert response.status_code == 422
    assert "one of the two" in errors(response)
    assert "The picture that you sent is here too" in response.content.decode()
    form = desk.form_of(response, "picture_form")
    form.pop("upload")
    for wrong, why in (
        ({"image_is_decorative": "on", "image_alt": "A ferry"}, "one of the two"),
        ({"image_alt": "x\u202ey"}, "invisible character"),
        ({"image_alt": "x", "image_focus_x": "50"}, "two numbers"),
        ({"image_alt": "x", "image_focus_x": "500", "image_focus_y": "5"}, "100 at most"),
        ({"image_alt": "x", "image_file": f"pictures/{'0' * 32}.webp"}, "no longer here"),
        ({"image_alt": "x", "image_credit": ""}, "Say who made it"),
    ):
        again = desk.send(picture_url(story), form | wrong | {"_save": "1"})
        assert again.status_code == 422
        assert why in errors(again)
    assert (
        desk.send(picture_url(story), form | {"image_is_decorative": "on", "_save": "1"}).status_code == 302
    )
    warned = {point.message for point in checklist(Story.objects.get(pk=story.pk)).warnings}
    assert any("only decorates" in words for words in warned)
    assert any("no licence" in words for words in warned)


def test_two_editors_do_not_overwrite_each_other(media: Path, desk: Desk, story: Story) -> None:
    send(desk, story, upload=sent(encoded()), **SAID)
    form = desk.form(picture_url(story), "picture_form")
    form.pop("upload")
    send(desk, story, image_credit="Another")
    response = desk.send(picture_url(story), form | {"image_credit": "Mine", "_save": "1"})
    assert response.status_code == 422
    assert "Somebody changed this" in errors(response)


def test_a_full_disk_is_said_and_stores_nothing(
    media: Path, desk: Desk, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping.default_storage, "save", full)
    response = send(desk, story, upload=sent(encoded()), **SAID)
    assert "could not be stored" in errors(response)
    assert not Picture.objects.exists()


def test_a_portrait_is_sent_at_the_person_s_page_and_missing_pictures_are_warned_of(
    media: Path, desk: Desk, story: Story
) -> None:
    person = Person.objects.get()
    assert picture_url(person) in desk.open(item_page(person)).content.decode()
    assert send(desk, person, upload=sent(encoded()), **SAID).status_code == 302
    portrait = publishing.compile_document(story).people[0].portrait
    assert portrait is not None
    Picture.objects.all().delete()
    page = desk.open(desk_page("checklist", story)).content.decode()
    assert "is not among the site’s pictures" in page
    assert picture_url(person) in page
    Person.objects.update(image_credit="")
    page = desk.open(desk_page("checklist", story)).content.decode()
    assert "portrait" in page.lower()
    assert picture_url(person) in page


def test_pictures_of_drafts_revisions_and_authors_are_not_swept(media: Path, desk: Desk) -> None:
    files = [keeping.take_up(encoded(drawn(side, side))).file for side in (60, 61, 62, 63)]
    image = {"file": files[0], "alt": "x", "credit": "y"}
    story = published(example(image=image))
    publishing.load(example(image=image | {"file": files[1]}))
    Author.objects.create(name="A", slug="a", role="r", image_file=files[2])
    now = Picture.objects.get(width=63).added_at + keeping.GRACE * 2
    keeping.sweep(now)
    keeping.sweep(now + keeping.GRACE * 2)
    assert {picture.file for picture in Picture.objects.all()} == set(files[:3])
    assert story.document.image is not None


def test_a_byline_names_authors_and_guests(desk: Desk, story: Story) -> None:
    Author.objects.create(name="Ines Ruhl", slug="ines", role="Reporter")
    Author.objects.create(name="Jo Doe", slug="jo-1", role="Data")
    Author.objects.create(name="Jo Doe", slug="jo-2", role="Photographs")
    typed = "ines ruhl\r\nJo Doe (jo-2), Pictures\r\nAnn Lee, Jr., Guest"
    desk.save(story_page(story), "story_form", byline=typed)
    story.refresh_from_db()
    assert story.byline == [
        {"name": "ines ruhl", "role": "Reporter", "slug": "ines"},
        {"name": "Jo Doe", "role": "Pictures", "slug": "jo-2"},
        {"name": "Ann Lee, Jr.", "role": "Guest"},
    ]
    shown = desk.form(story_page(story), "story_form")["byline"][0]
    assert shown.strip().splitlines()[1] == "Jo Doe (jo-2), Pictures"
    form = desk.form(story_page(story), "story_form")
    for wrong, why in (
        ("Nobody", "no author of this site"),
        ("Jo Doe", "the name of 2 authors"),
        ("X (nobody), Y", "no author has the address nobody"),
    ):
        response = desk.send(story_page(story), form | {"byline": wrong, "_save": "1"})
        assert why in errors(response)


def test_an_author_is_made_with_an_address_and_stays_while_a_byline_has_the_name(desk: Desk) -> None:
    add = reverse("admin:stories_author_add")
    bad = desk.send(
        add, desk.form(add, "author_form") | {"name": "Ines Ruhl", "role": "R", "contact": "call me"}
    )
    assert "Give an e-mail address" in errors(bad)
    desk.save(add, "author_form", name="Ines Ruhl", role="Reporter", contact="ines@example.org")
    author = Author.objects.get(slug="ines-ruhl")
    page = reverse("admin:stories_author_change", args=[author.pk])
    desk.save(page, "author_form", biography="Writes.")
    assert "deletelink" in desk.open(page).content.decode()
    publishing.load(example(byline=[{"name": "Ines Ruhl", "role": "Reporter", "slug": "ines-ruhl"}]))
    assert "deletelink" not in desk.open(page).content.decode()


def test_an_outsider_sends_nothing(media: Path, client: Client, story: Story) -> None:
    client.force_login(User.objects.create_user("reader", is_staff=True))
    assert client.post(picture_url(story), {"upload": sent(encoded())}).status_code == 403
    assert not Picture.objects.exists()
    call_command("check")
