"""What is taken as a picture and what is not, whatever it is called; and that nothing but its pixels is kept."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms

from newsroom.pictures import checking
from newsroom.pictures.checking import Refused, checked
from tests.pictures.drawn import drawn, encoded

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def moving(format: str) -> bytes:
    return encoded(drawn(), format, save_all=True, append_images=[drawn().rotate(180)], duration=100)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is this large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(9999)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (bytes(checking.MOST_BYTES + 1), "20 MB are the most"),
        (SVG, "SVG"),
        (b"\xef\xbb\xbf  <svg/>", "SVG"),
        (b"MZ\x90 a program", "no picture"),
        ("Grüße, a text".encode(), "no picture"),
        (encoded(format="GIF"), "GIF, which is not taken"),
        (encoded(format="TIFF"), "TIFF, which is not taken"),
        (encoded(format="BMP"), "BMP, which is not taken"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC, which is not taken"),
        (moving("PNG"), "moves"),
        (moving("WEBP"), "moves"),
        (bomb(8_000, 8_000), "more than 50 million pixels"),
        (bomb(12_000, 12_000), "more than 50 million pixels"),  # Pillow warns
        (bomb(60_000, 60_000), "more than 50 million pixels"),  # Pillow refuses
        (bomb(600, 600), "damaged or cut short"),
        (encoded()[:-300], "damaged or cut short"),
        (encoded(drawn(400, 300), "PNG")[:200], "damaged or cut short"),
        (encoded(drawn(400, 300), "WEBP")[:100], "damaged or cut short"),
        (encoded(drawn(400, 10), "PNG"), "each side needs 24"),
        (encoded(drawn(2000, 30), "PNG"), "too long and narrow"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_with_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        checked(data)


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P", "CMYK", "I;16", "RGBA", "LA"])
def test_every_mode_becomes_rgb_with_the_colours_it_had(mode: str) -> None:
    if mode == "I;16":
        image = Image.new("I;16", (64, 48), 65_535)
        found = checked(encoded(image, "PNG"))
        assert found.getpixel((1, 1)) == (255, 255, 255)
    else:
        found = checked(encoded(drawn(mode=mode), "JPEG" if mode == "CMYK" else "PNG"))
        left, right = found.getpixel((10, 20)), found.getpixel((50, 20))
        if mode not in ("L", "1", "LA"):
            assert left[0] > 200 and right[2] > 200  # noqa: PT018 - red and blue
    assert (found.mode, found.size) == ("RGB", (64, 48))


def test_what_is_transparent_stays_so() -> None:
    image = drawn(mode="RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    assert checked(encoded(image, "WEBP")).mode == "RGBA"
    palette = drawn(mode="P")
    palette.info["transparency"] = palette.getpixel((1, 1))
    found = checked(encoded(palette, "PNG", transparency=palette.getpixel((1, 1))))
    assert found.mode == "RGBA"
    assert found.getpixel((1, 1))[3] == 0


def test_a_picture_stands_upright_and_says_nothing_of_where_it_was_made() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter to the right
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825)[1] = "N"
    data = encoded(exif=exif, comment=b"secret", xmp=b"<x:xmpmeta/>") + b"PK\x03\x04 an archive behind it"
    found = checked(data)
    assert found.size == (48, 64)
    assert found.getpixel((20, 5))[0] > 200, "what was left is on top"
    assert found.info == {}
    for format in ("JPEG", "PNG", "WEBP"):
        again = encoded(found, format)
        assert not any(word in again for word in (b"secret", b"camera", b"xmpmeta", b"Exif", b"archive"))


def test_colours_of_another_profile_are_turned_into_srgb() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert checked(encoded(format="PNG", icc_profile=srgb)).getpixel((5, 5)) == (255, 0, 0)
    assert checked(encoded(format="PNG", icc_profile=lab)).mode == "RGB"
    assert checked(encoded(format="PNG", icc_profile=b"no profile")).getpixel((5, 5)) == (255, 0, 0)


def test_a_large_one_is_made_smaller_and_a_picture_of_several_is_its_first() -> None:
    found = checked(encoded(drawn(5000, 1000)))
    assert found.size == (checking.LONGEST_SIDE, checking.LONGEST_SIDE // 5)
    several = io.BytesIO()
    drawn(100, 80).save(several, "MPO", save_all=True, append_images=[drawn(50, 40)])
    assert checked(several.getvalue()).size == (100, 80)
