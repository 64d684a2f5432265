"""The picture that stands beside a shared link: the motion, who argued it, and what its player shares (`arena.sharing`).

Drawn with Pillow in our own typeface. Pure but for reading the font file; the same words give the same picture.
"""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)  # what the services that show links ask for
MARGIN = 80
STYLE = "2"  # part of what a picture is cached by; raise it when the drawing changes
PAPER, INK, SOFT, LINE = "#0f1014", "#ece9e1", "#a9acb5", "#343843"  # the stage's colours, as in base.css
PRO, CON = "#57cdc2", "#f0ab63"
FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"

type Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def digest(*, site: str, motion: str, pro: str, con: str, mine: str = "") -> str:
    """What the picture is cached by: everything that is drawn."""
    return hashlib.sha256("\x1f".join((STYLE, site, motion, pro, con, mine)).encode()).hexdigest()


def draw(*, site: str, motion: str, pro: str, con: str, mine: str = "") -> bytes:
    """The picture as PNG, 1200 by 630. About 60 ms."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    width = SIZE[0] - 2 * MARGIN
    pen.text((MARGIN, 56), site, font=_font(34, 650), fill=INK)
    pen.text((SIZE[0] - MARGIN, 58), "The Debate Arena", font=_font(30, 400), fill=SOFT, anchor="ra")
    pen.line((MARGIN, 116, SIZE[0] - MARGIN, 116), fill=LINE, width=2)

    lines, size = _fit(motion, width)
    top = 150 + (250 - len(lines) * size * 1.16) / 2
    for number, line in enumerate(lines):
        pen.text(
            (SIZE[0] / 2, top + number * size * 1.16), line, font=_font(size, 480), fill=INK, anchor="ma"
        )

    pen.line((MARGIN, 432, SIZE[0] / 2 - 30, 432), fill=PRO, width=4)
    pen.line((SIZE[0] / 2 + 30, 432, SIZE[0] - MARGIN, 432), fill=CON, width=4)
    half = SIZE[0] / 2 - MARGIN - 40
    pen.text((MARGIN, 452), pro, font=_font(_size_for(pro, half, 44, 600), 600), fill=PRO)
    pen.text(
        (SIZE[0] - MARGIN, 452), con, font=_font(_size_for(con, half, 44, 600), 600), fill=CON, anchor="ra"
    )
    if mine:
        said = _font(_size_for(mine, width, 32, 450), 450)
        pen.text((SIZE[0] / 2, 538), mine, font=said, fill=INK, anchor="ms")
    pen.text((SIZE[0] / 2, 590), "Who would you have picked?", font=_font(34, 400), fill=SOFT, anchor="ms")
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


@functools.cache
def _font(size: int, weight: int) -> Font:
    """Newsreader; Pillow's own typeface where this Pillow cannot read WOFF2."""
    try:
        font = ImageFont.truetype(str(FONTS / "newsreader.woff2"), size)
        font.set_variation_by_axes([weight])
    except (OSError, NotImplementedError):
        return ImageFont.load_default(size)
    return font


def _size_for(text: str, width: float, largest: int, weight: int) -> int:
    """The largest size at which the text fits into one line."""
    for size in range(largest, 18, -2):
        if _font(size, weight).getlength(text) <= width:
            return size
    return 18


def _fit(text: str, width: float) -> tuple[Sequence[str], int]:
    """The text in at most four lines, as large as it can be."""
    for size in (68, 62, 56, 50, 44, 38):
        lines = _wrap(text, _font(size, 480), width)
        if len(lines) <= 3 or (len(lines) == 4 and size <= 50):
            return lines, size
    return [*lines[:3], f"{lines[3].rstrip('.,')}…"], size


def _wrap(text: str, font: Font, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
