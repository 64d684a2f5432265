"""A picture as a page prints it: addresses in every size and format, and how large it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.storage import default_storage

from newsroom.pictures.making import TYPES
from newsroom.pictures.models import Picture


@dataclass(frozen=True, kw_only=True)
class Form:
    type: str  # image/webp
    srcset: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """For `<picture>`: `forms` best first, then `<img>` with the rest. `width` and `height` keep the place free."""

    forms: tuple[Form, ...]
    src: str
    srcset: str
    width: int
    height: int
    largest: str  # the widest that every browser reads, for other sites


def shown(picture: Picture) -> Shown:
    *better, last = picture.formats
    middle = next((width for width in picture.widths if width >= 960), picture.widths[-1])
    widest = picture.widths[-1]
    return Shown(
        forms=tuple(Form(type=TYPES[name], srcset=_srcset(picture, name)) for name in better),
        src=default_storage.url(picture.rendition(middle, last)),
        srcset=_srcset(picture, last),
        width=widest,
        height=max(1, round(picture.height * widest / picture.width)),
        largest=default_storage.url(picture.rendition(widest, last)),
    )


def _srcset(picture: Picture, name: str) -> str:
    return ", ".join(f"{default_storage.url(picture.rendition(w, name))} {w}w" for w in picture.widths)
