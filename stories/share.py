"""What other sites show of a story: the image drawn for it."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw

from newsroom.identity.drawn import draw_logo, logo_key
from newsroom.identity.reading import site
from newsroom.languages.addresses import nearest
from stories.document import StoryDocument
from stories.gate import open_story
from stories.lettering import can_draw, cut, is_rtl, wrapped, write
from stories.page import accent_of
from stories.shelf import Bounded
from stories.shown import shown_date

WIDTH, HEIGHT = 1200, 630  # what link previews ask for
DRAWING = 3  # raise when the drawing changes: it is part of the image's address
_MARGIN = 72
_PAPER, _INK, _SOFT = "#fbfaf6", "#17181c", "#555962"
# The accents of base.css on paper, by number.
_ACCENTS = ("#1c5f76", "#1f6a3a", "#7b2a6c", "#1d4f91", "#7a5100", "#4a409f", "#a8271a")
_images: Bounded[str, bytes] = Bounded(8 * 2**20)


def image_digest(document: StoryDocument) -> str:
    """The hash of everything that is drawn: the same words, the same address."""
    drawn = (
        DRAWING,
        site().name,
        logo_key(dark=False),
        _accent(document),
        document.headline,
        document.category,
        _day(document),
    )
    return hashlib.sha256(json.dumps(drawn, ensure_ascii=False).encode()).hexdigest()[:16]


def _accent(document: StoryDocument) -> str:
    chosen = site().category_colours.get(document.category.casefold())
    return chosen[1] if chosen else _ACCENTS[accent_of(document.category) - 1]


def _day(document: StoryDocument) -> str:
    """In the story's language, as what else is drawn is: there is one picture for the pages in every language."""
    with translation.override(nearest(document.language)):
        return _("As of %(day)s") % {"day": shown_date(document.as_of)}


def image_address(document: StoryDocument) -> str:
    return reverse("stories:share_image", args=[document.slug, image_digest(document)])


@require_safe
def share_image(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """The image of the live revision; an older address leads to it. 1 query, drawn once."""
    document = open_story(slug).document
    current = image_digest(document)
    if digest != current:
        return HttpResponseRedirect(image_address(document))
    image = _images.get(current)
    if image is None:
        image = drawn_image(document)
        _images.put(current, image, len(image))
    response = HttpResponse(image, content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["ETag"] = f'"{current}"'
    return response


def drawn_image(document: StoryDocument) -> bytes:
    """The picture as PNG: category, headline, date and logo or name on paper. About 60 ms. What no font here has is left out."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    accent = _accent(document)
    draw.rectangle((0, 0, WIDTH, 14), fill=accent)
    draw.rectangle((_MARGIN, 86, _MARGIN + 56, 98), fill=accent)
    room = WIDTH - 2 * _MARGIN
    if can_draw(document.category):
        write(draw, (_MARGIN + 76, 102), cut(draw, document.category, 30, 600, room - 76), accent, 30, 600)
    if can_draw(document.headline):
        _headline(draw, document.headline, room)
    draw.line((_MARGIN, HEIGHT - 118, WIDTH - _MARGIN, HEIGHT - 118), fill=_INK, width=2)
    if not draw_logo(image, (_MARGIN, HEIGHT - 70), (room - 420, 64), dark=False) and can_draw(
        name := site().name
    ):
        write(draw, (_MARGIN, HEIGHT - 57), cut(draw, name, 40, 700, room - 420), _INK, 40, 700)
    if can_draw(day := _day(document)):
        write(draw, (WIDTH - _MARGIN, HEIGHT - 59), day, _SOFT, 32, 400, ends=True)
    out = io.BytesIO()
    image.quantize(256).save(out, "PNG", optimize=True)
    return out.getvalue()


def _headline(draw: ImageDraw.ImageDraw, text: str, room: int) -> None:
    """At the largest size at which it fits, from the side on which its script begins; a very long one is cut."""
    size, lines = _fitted(draw, text, room)
    rtl = is_rtl(text)
    for number, line in enumerate(lines):
        at = (WIDTH - _MARGIN if rtl else _MARGIN, 150 + size * 0.78 + number * size * 1.1)
        write(draw, at, line, _INK, size, 600, ends=rtl, rtl=rtl)


def _fitted(draw: ImageDraw.ImageDraw, text: str, room: int) -> tuple[int, Sequence[str]]:
    lines: Sequence[str] = ()
    for size in (84, 74, 64, 56, 48, 42, 36):
        lines = wrapped(draw, text, size, 600, room)
        if len(lines) * size * 1.1 <= HEIGHT - 150 - 140:
            return size, lines
    most = int((HEIGHT - 290) // (36 * 1.1))
    return 36, [*lines[: most - 1], cut(draw, f"{lines[most - 1]} …", 36, 600, room)]
