"""The picture that stands beside a shared link: the motion, who argued it, and what its player shares (`arena.sharing`).

Drawn with Pillow in fonts of ours (`stories.lettering`); what none of them has is left out. The same words give the same picture.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from newsroom.identity.drawn import draw_logo
from stories import lettering

SIZE = (1200, 630)  # what the services that show links ask for
MARGIN = 80
STYLE = "3"  # part of what a picture is cached by; raise it when the drawing changes
PAPER, INK, SOFT, LINE = "#0f1014", "#ece9e1", "#a9acb5", "#343843"  # the stage's colours, as in base.css
PRO, CON = "#57cdc2", "#f0ab63"


def digest(**words: str) -> str:
    """What the picture is cached by: everything that is drawn."""
    drawn = (part for pair in sorted(words.items()) for part in pair)
    return hashlib.sha256("\x1f".join((STYLE, *drawn)).encode()).hexdigest()


def draw(
    *,
    site: str,
    motion: str,
    pro: str,
    con: str,
    arena: str = "",
    question: str = "",
    mine: str = "",
    logo: str = "",
) -> bytes:
    """The picture as PNG, 1200 by 630. About 60 ms. logo: its key; if there is one it stands in the place of the site's name."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = Pen(image)
    left, middle, right = MARGIN, SIZE[0] // 2, SIZE[0] - MARGIN
    room = right - left
    if not (logo and draw_logo(image, (left, 70), (room - 420, 60), dark=True)):
        pen.line(site, (left, 86), INK, 34, 650, room - 420)
    pen.line(arena, (right, 86), SOFT, 30, 400, 400, ends=True)
    pen.rule(left, right, 116, LINE, 2)

    lines, size = pen.fitted(motion, room)
    top = 150 + (250 - len(lines) * size * 1.16) / 2
    for number, line in enumerate(lines):
        pen.centred(line, (middle, top + size * 0.86 + number * size * 1.16), INK, size, 480, room)

    pen.rule(left, middle - 30, 432, PRO, 4)
    pen.rule(middle + 30, right, 432, CON, 4)
    half = middle - MARGIN - 40
    pen.line(pro, (left, 488), PRO, 44, 600, half)
    pen.line(con, (right, 488), CON, 44, 600, half, ends=True)
    pen.centred(mine, (middle, 538), INK, 32, 450, room)
    pen.centred(question, (middle, 590), SOFT, 34, 400, room)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


class Pen:
    """Draws lines of words, each as large as it may be and fits, and nothing of words that no font has."""

    def __init__(self, image: Image.Image) -> None:
        self.draw = ImageDraw.Draw(image)

    def rule(self, left: int, right: int, y: int, colour: str, width: int) -> None:
        self.draw.line((left, y, right, y), fill=colour, width=width)

    def line(
        self,
        text: str,
        at: tuple[float, float],
        colour: str,
        size: int,
        weight: int,
        room: float,
        *,
        ends: bool = False,
    ) -> None:
        if text and lettering.can_draw(text):
            size = self._size_for(text, room, size, weight)
            text = lettering.cut(self.draw, text, size, weight, room)
            lettering.write(self.draw, at, text, colour, size, weight, ends=ends)

    def centred(
        self, text: str, at: tuple[float, float], colour: str, size: int, weight: int, room: float
    ) -> None:
        if text and lettering.can_draw(text):
            size = self._size_for(text, room, size, weight)
            x = max(MARGIN, at[0] - lettering.width(self.draw, text, size, weight) / 2)
            self.line(text, (x, at[1]), colour, size, weight, room)

    def fitted(self, text: str, room: float) -> tuple[Sequence[str], int]:
        """The text in at most four lines, as large as it can be."""
        lines: Sequence[str] = ()
        size = 0
        for size in (68, 62, 56, 50, 44, 38) if lettering.can_draw(text) else ():
            lines = lettering.wrapped(self.draw, text, size, 480, room)
            if len(lines) <= 3 or (len(lines) == 4 and size <= 50):
                return lines, size
        return [*lines[:3], *(f"{line.rstrip('.,')}…" for line in lines[3:4])], size

    def _size_for(self, text: str, room: float, largest: int, weight: int) -> int:
        """The largest size at which the text fits into one line."""
        sizes = range(largest, 18, -2)
        return next((s for s in sizes if lettering.width(self.draw, text, s, weight) <= room), 18)
