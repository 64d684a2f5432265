"""What other sites show of a story: the image drawn for it."""

from __future__ import annotations

import hashlib
import io
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageFont

from newsroom.identity.reading import site
from stories.dates import spoken_date
from stories.document import StoryDocument
from stories.gate import open_story
from stories.page import accent_of
from stories.shelf import Bounded

WIDTH, HEIGHT = 1200, 630  # what link previews ask for
DRAWING = 1  # raise when the drawing changes: it is part of the image's address
_MARGIN = 72
_PAPER, _INK, _SOFT = "#fbfaf6", "#17181c", "#555962"
# The accents of base.css on paper, by number.
_ACCENTS = ("#1c5f76", "#1f6a3a", "#7b2a6c", "#1d4f91", "#7a5100", "#4a409f", "#a8271a")
_FONT = settings.BASE_DIR / "static" / "fonts" / "newsreader.woff2"  # OFL.txt beside it
_images: Bounded[str, bytes] = Bounded(8 * 2**20)


def image_digest(document: StoryDocument) -> str:
    """The hash of everything that is drawn: the same words, the same address."""
    drawn = (DRAWING, site().name, document.headline, document.category, document.as_of.isoformat())
    return hashlib.sha256(json.dumps(drawn, ensure_ascii=False).encode()).hexdigest()[:16]


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
    """The picture as PNG: category, headline, date and name on paper. About 40 ms."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    accent = _ACCENTS[accent_of(document.category) - 1]
    draw.rectangle((0, 0, WIDTH, 14), fill=accent)
    draw.rectangle((_MARGIN, 86, _MARGIN + 56, 98), fill=accent)
    room = WIDTH - 2 * _MARGIN
    draw.text(
        (_MARGIN + 76, 92),
        _cut(draw, document.category, _font(30, 600), room - 76),
        accent,
        _font(30, 600),
        "lm",
    )
    size, lines = _fitted(draw, document.headline, room)
    for number, line in enumerate(lines):
        draw.text((_MARGIN, 150 + number * size * 1.1), line, _INK, _font(size, 600))
    draw.line((_MARGIN, HEIGHT - 118, WIDTH - _MARGIN, HEIGHT - 118), fill=_INK, width=2)
    draw.text((_MARGIN, HEIGHT - 70), site().name, _INK, _font(40, 700), "lm")
    draw.text(
        (WIDTH - _MARGIN, HEIGHT - 70), f"As of {spoken_date(document.as_of)}", _SOFT, _font(32, 400), "rm"
    )
    out = io.BytesIO()
    image.quantize(128).save(out, "PNG", optimize=True)
    return out.getvalue()


def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(_FONT), size)
    font.set_variation_by_axes([weight])
    return font


def _fitted(draw: ImageDraw.ImageDraw, text: str, room: int) -> tuple[int, list[str]]:
    """The largest size at which the headline fits, and its lines; a very long one is cut."""
    for size in (84, 74, 64, 56, 48, 42, 36):
        lines = _wrapped(draw, text, _font(size, 600), room)
        if len(lines) * size * 1.1 <= HEIGHT - 150 - 140:
            return size, lines
    most = int((HEIGHT - 290) // (36 * 1.1))
    return 36, [*lines[: most - 1], _cut(draw, f"{lines[most - 1]} …", _font(36, 600), room)]


def _wrapped(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font) <= room:
            lines[-1] = longer
        else:
            word = _cut(draw, word, font, room)
            lines = [*lines, word] if lines[-1] else [word]
    return lines


def _cut(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    """The text, or as much of it as there is room for."""
    if draw.textlength(text, font) <= room:
        return text
    while text and draw.textlength(f"{text}…", font) > room:
        text = text[:-1]
    return f"{text}…"
