"""A clean picture as files: the one that is kept, without loss, and the sizes and formats that pages ask for."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator

from PIL import Image, features

WIDTHS = (160, 320, 640, 960, 1280, 1920)  # pixels; none wider than the picture
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
_HOW = {
    "avif": {"format": "AVIF", "quality": 58, "speed": 8, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 78, "method": 4},
    "jpg": {"format": "JPEG", "quality": 80, "optimize": True, "progressive": True},
    "png": {"format": "PNG", "optimize": True},
}


def key_of(image: Image.Image) -> str:
    """What names a picture: 32 hexadecimal digits of its size and pixels, whatever file they came in."""
    digest = hashlib.sha256(f"{image.mode} {image.width} {image.height} ".encode())
    digest.update(image.tobytes())
    return digest.hexdigest()[:32]


def kept_form(image: Image.Image) -> bytes:
    """Every pixel as it is: some 3 MB for a photograph of 2400 × 1600, in half a second."""
    return _encoded(image, {"format": "WEBP", "lossless": True, "quality": 10, "method": 1, "exact": True})


def formats_for(image: Image.Image) -> tuple[str, ...]:
    """Best first; the last is what every browser reads."""
    last = "png" if image.mode == "RGBA" else "jpg"
    return (*(("avif",) if features.check("avif") else ()), "webp", last)


def widths_for(width: int) -> tuple[int, ...]:
    """Smallest first; the last is the picture's own, up to the widest that a page asks for."""
    return (*(one for one in WIDTHS if one < width), min(width, WIDTHS[-1]))[: len(WIDTHS)]


def renditions(image: Image.Image) -> Iterator[tuple[int, str, bytes]]:
    """Width, format and bytes of each. About two seconds for a photograph."""
    for width in widths_for(image.width):
        height = max(1, round(image.height * width / image.width))
        small = (
            image
            if width == image.width
            else image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        )
        for name in formats_for(image):
            yield width, name, _encoded(small, _HOW[name])


def _encoded(image: Image.Image, how: dict[str, object]) -> bytes:
    out = io.BytesIO()
    image.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()
