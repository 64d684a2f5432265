"""A room's address as a QR code, so that a phone needs no typing."""

from __future__ import annotations

from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe


@lru_cache(maxsize=256)
def code_picture(address: str) -> SafeString:
    """As SVG, to stand in a page: its colours and size are the style sheet's."""
    drawn = segno.make(address, error="m", micro=False)
    svg = drawn.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass="dots")
    return mark_safe(svg)  # noqa: S308 - drawn by segno; the address is in no text of it
