"""Pictures that tests draw, in any format and mode."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image


def drawn(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right: so that it can be told which way is up."""
    image = Image.new("RGB", (width, height), (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, width // 2, height))
    return image.convert(mode)


def encoded(image: Image.Image | None = None, format: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    (image or drawn()).save(out, format, **options)
    return out.getvalue()
