"""A picture is stored whole or not at all, once, and let go of when nothing has shown it for long."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image

from newsroom.pictures import keeping, making, uses
from newsroom.pictures.checking import Refused
from newsroom.pictures.keeping import GRACE, plain_name, sweep, take_up
from newsroom.pictures.models import Picture
from newsroom.pictures.shown import shown
from tests.pictures.drawn import drawn, encoded

pytestmark = pytest.mark.django_db


def files(media: Path) -> list[str]:
    return sorted(str(file.relative_to(media)) for file in media.rglob("*") if file.is_file())


def test_it_stores_every_size_and_format_and_shows_them(media: Path) -> None:
    picture = take_up(encoded(drawn(1000, 500)), name="C:\\x\\Harbour\u202egpj.exe.jpg")
    assert (picture.width, picture.height, picture.name) == (1000, 500, "Harbourgpj.exe.jpg")
    assert files(media) == sorted(picture.files)
    for width in picture.widths:
        for name in picture.formats:
            with Image.open(media / picture.rendition(width, name)) as made:
                assert made.size == (width, width // 2)
                assert not made.getexif()
    found = shown(picture)
    assert (found.width, found.height) == (1000, 500)
    assert [form.type for form in found.forms][-1] == "image/webp"
    assert f"/media/pictures/{picture.key}/320.jpg 320w" in found.srcset


def test_the_same_picture_is_one_and_its_kept_form_is_it_again(media: Path) -> None:
    first = take_up(encoded(format="PNG"))
    assert take_up(encoded(format="WEBP", lossless=True)) == first
    assert take_up(keeping.content_of(first), expected=first.file) == first
    with pytest.raises(Refused, match="another picture than its name says"):
        take_up(encoded(drawn(99, 99)), expected=first.file)
    assert Picture.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("..", "."),
        ("a\x00b\n c.png", "ab c.png"),
        ("\u202ephoto\u2066.jpg", "photo.jpg"),
        ("תמונה.jpg", "תמונה.jpg"),
        ("x" * 300, "x" * 120),
    ],
)
def test_a_name_is_only_ever_shown(name: str, plain: str) -> None:
    assert plain_name(name).lstrip(".") == plain.lstrip(".")


def test_nothing_is_left_of_what_could_not_be_stored(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused):
        take_up(encoded()[:-200])
    assert not media.exists()

    def full(image: Image.Image) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "kept_form", full)
    with pytest.raises(OSError, match="No space"):
        take_up(encoded())
    assert files(media) == []
    assert not Picture.objects.exists()


def test_what_nothing_shows_goes_after_its_time(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uses, "_known", {})
    used, idle = (take_up(encoded(drawn(side, side))) for side in (64, 65))
    wanted = {used.key}
    uses.register("test", lambda keys: keys & wanted)
    now = timezone.now()
    assert sweep(now) == 0
    assert Picture.objects.get(pk=idle.pk).unused_since is None, "it has just come"
    Picture.objects.update(added_at=now - 2 * GRACE)
    stray = media / "pictures" / ("0" * 32) / "64.webp"
    stray.parent.mkdir()
    stray.write_bytes(b"of a process that died")
    assert sweep(now) == 0
    assert Picture.objects.get(pk=idle.pk).unused_since == now
    assert stray.exists()
    wanted.add(idle.key)
    assert sweep(now + GRACE * 1.1) == 0, "somebody has put it back"
    wanted.remove(idle.key)
    sweep(now + GRACE * 1.2)
    take_up(encoded(drawn(65, 65)))
    assert sweep(now + GRACE * 2.3) == 0, "somebody has just sent it again"
    assert sweep(now + GRACE * 3.4 + dt.timedelta(days=1)) == 1
    assert {*Picture.objects.values_list("key", flat=True)} == {used.key}
    assert files(media) == sorted(used.files)
    assert default_storage.listdir("pictures")[1] == [f"{used.key}.webp"]


def test_its_files_are_served_for_ever_and_nothing_else_is(media: Path, client: Client) -> None:
    picture = take_up(encoded())
    response = client.get(f"/media/{picture.rendition(64, 'webp')}")
    assert response.content[8:12] == b"WEBP"
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies
    (media / "secret.jpg").write_bytes(b"x")
    for path in (
        "secret.jpg",
        "pictures/../secret.jpg",
        "pictures/%2e%2e/secret.jpg",
        f"pictures/{'0' * 32}.webp",
        f"pictures/{picture.key}/64.svg",
        f"pictures/{picture.key}/",
    ):
        assert client.get(f"/media/{path}").status_code == 404, path
