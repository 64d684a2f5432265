"""The picture of a story, person or author: as columns of its row, as a document has it, as a page shows it."""

from __future__ import annotations

from typing import Any

from stories.models import Pictured
from stories.schema2 import Image

_TEXTS = ("file", "alt", "credit", "caption", "licence")


def image_of(row: Pictured) -> dict[str, Any] | None:
    """The row's picture as an unchecked document has it; None where nothing is said of one."""
    found: dict[str, Any] = {name: text for name in _TEXTS if (text := getattr(row, f"image_{name}"))}
    if row.image_is_decorative and found:
        found["alt"] = ""
    if row.image_focus_x is not None and row.image_focus_y is not None and found:
        found["focus"] = [row.image_focus_x, row.image_focus_y]
    return found or None


def image_columns(image: Image | None) -> dict[str, Any]:
    """What `image_of` would read as this picture, column by column."""
    focus = (image.focus if image else None) or (None, None)
    return {
        **{f"image_{name}": (getattr(image, name) or "") if image else "" for name in _TEXTS},
        "image_is_decorative": image is not None and image.alt == "",
        "image_focus_x": focus[0],
        "image_focus_y": focus[1],
    }
