"""The picture of a story, person or author: as columns of its row, as a document has it, as a page shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from typing import Any

from django.apps import apps
from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse

from newsroom.pictures.models import FOLDER, Picture
from newsroom.pictures.shown import Shown, shown
from stories.document import StoryDocument
from stories.models import Deleted, Pictured, Revision
from stories.page_items import AuthorEntry, Link, PictureEntry
from stories.schema2 import Image

type Pictures = Mapping[str, Shown]  # by the file that a document names

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


def images_in(document: StoryDocument) -> Iterator[Image]:
    """Every picture that a document names: its own first."""
    for image in (document.image, *(person.portrait for person in document.people)):
        if image is not None:
            yield image


def pictures_of(*images: Image | None) -> Pictures:
    """Those of some pictures that the site has. 1 query if any is named."""
    files = {image.file for image in images if image is not None}
    return {picture.file: shown(picture) for picture in Picture.objects.of(*files)} if files else {}


def picture_entry(image: Image | None, pictures: Pictures) -> PictureEntry | None:
    """None where there is no picture, or the site does not have it."""
    found = pictures.get(image.file) if image is not None else None
    if image is None or found is None:
        return None
    x, y = image.focus or (50, 50)
    return PictureEntry(
        shown=found,
        alt=image.alt,
        caption=image.caption or "",
        credit=image.credit,
        licence=licence_named(image.licence) if image.licence else None,
        focus_x=round(x / 10),
        focus_y=round(y / 10),
    )


_COMMONS = re.compile(r"CC-(BY(?:-(?:NC-SA|NC-ND|SA|NC|ND))?)-(\d\.\d)")
_ADDRESSES = {
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-PDM-1.0": ("Public Domain Mark 1.0", "https://creativecommons.org/publicdomain/mark/1.0/"),
    "MIT": ("MIT", "https://spdx.org/licenses/MIT.html"),
    "OGL-UK-3.0": (
        "OGL UK 3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    "GFDL-1.3-only": ("GFDL 1.3", "https://www.gnu.org/licenses/fdl-1.3.html"),
}
_WEB = re.compile(r"https?://[^\s<>\"]+")


def licence_named(licence: str) -> Link:
    """A licence by the name that readers know and where its text is; of words with an address, the words lead there."""
    if match := _COMMONS.fullmatch(licence):
        kind, version = match.groups()
        return Link(
            href=f"https://creativecommons.org/licenses/{kind.lower()}/{version}/",
            text=f"CC {kind} {version}",
        )
    if licence in _ADDRESSES:
        name, href = _ADDRESSES[licence]
        return Link(href=href, text=name)
    address = _WEB.search(licence)
    href = address[0].rstrip(".,;)") if address else ""
    words = " ".join(_WEB.sub(" ", licence).split()).strip(" ,;:.()") if href else licence
    return Link(href=href, text=words or href.partition("//")[2])


def byline_of(document: StoryDocument) -> tuple[AuthorEntry, ...]:
    """Who wrote it, in their order."""
    return tuple(
        AuthorEntry(
            name=who.name, role=who.role, href=reverse("stories:author", args=[who.slug]) if who.slug else ""
        )
        for who in document.byline
    )


def used_among(keys: Set[str]) -> set[str]:
    """Which of some pictures a draft, an author, any revision or something that was deleted lately names.

    Reads every revision that names a picture, where drafts do not account for all of them.
    """
    wanted = {f"{FOLDER}/{key}.webp": key for key in keys}
    found: set[str] = set()
    for model in (row for row in apps.get_models() if issubclass(row, Pictured)):
        named = model._base_manager.exclude(image_file="").values_list("image_file", flat=True)
        found |= {wanted[file] for file in named if file in wanted}
    for kept, column in ((Revision, "document"), (Deleted, "kept")):
        if keys <= found:
            break
        texts = kept._base_manager.annotate(words=Cast(column, TextField())).filter(
            words__contains=f"{FOLDER}/"
        )
        for text in texts.values_list("words", flat=True).iterator(50):
            found |= keys & set(_KEY.findall(text))
    return found


_KEY = re.compile(rf"{FOLDER}/([0-9a-f]{{32}})\.webp")
