"""The logo in pictures that are drawn for links: of the ground's own theme, or on a light plate."""

from __future__ import annotations

import logging

from django.core.files.storage import default_storage
from PIL import Image

from newsroom.identity.reading import Logo, site

log = logging.getLogger(__name__)

_PLATE, _EDGE = "#fbfaf6", 12  # as `.plate` in base.css


def logo_key(*, dark: bool) -> str:
    """Another one for another logo: part of what a picture is known by. "" without one."""
    logo = _logo_for(dark=dark)
    return f"{logo.file}{_needs_plate(dark=dark)}" if logo else ""


def draw_logo(onto: Image.Image, at: tuple[int, int], most: tuple[int, int], *, dark: bool) -> bool:
    """Beside its left end, in the middle of its height; no larger than `most`. False: there is none, so draw the name."""
    logo = _logo_for(dark=dark)
    if logo is None:
        return False
    edge = _EDGE if _needs_plate(dark=dark) else 0
    try:
        with default_storage.open(logo.file) as file, Image.open(file) as opened:
            image = opened.convert("RGBA")
    except OSError as error:  # the storage is away, or has lost it
        log.warning("the logo could not be drawn: %s", error)
        return False
    scale = min((most[0] - 2 * edge) / image.width, (most[1] - 2 * edge) / image.height)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    image = image.resize(size, Image.Resampling.LANCZOS)
    left, top = at[0], at[1] - size[1] // 2
    if edge:
        onto.paste(_PLATE, (left, top - edge, left + size[0] + 2 * edge, top + size[1] + edge))
    onto.paste(image, (left + edge, top), image)
    return True


def _logo_for(*, dark: bool) -> Logo | None:
    its = site()
    return (its.logo_dark or its.logo) if dark else its.logo


def _needs_plate(*, dark: bool) -> bool:
    return dark and site().logo_dark is None
