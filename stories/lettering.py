"""Lines of any script, drawn with fonts that have their letters: shaped, and from right to left where that is written.

Fonts that ship come first, then what is installed and fontconfig names. A text for which there is no font, or no way to
shape it (Pillow without raqm), is not drawn at all: `can_draw` says so, and nobody ever sees boxes.
"""

from __future__ import annotations

import itertools
import subprocess
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from fontTools.ttLib import TTFont
from PIL import ImageDraw, ImageFont, features

_FOLDER = settings.BASE_DIR / "static" / "fonts"  # README.md beside them says what they are
_SHIPPED = (
    "newsreader.woff2",
    "newsreader-latin-ext.woff2",
    "noto-serif.woff2",
    *(f"drawing/noto-sans-{script}.woff2" for script in ("arabic", "hebrew", "devanagari", "bengali")),
    *(f"drawing/noto-sans-{script}.woff2" for script in ("tamil", "telugu")),
)
_SECONDS = 5  # that fontconfig may take
# Where letters change their form by what stands beside them: without shaping such a text is wrong.
_SHAPED = (
    (0x0590, 0x08FF),
    (0x0900, 0x0DFF),
    (0x0E00, 0x109F),
    (0x1780, 0x17FF),
    (0xFB1D, 0xFDFF),
    (0xFE70, 0xFEFC),
)


@dataclass(frozen=True, kw_only=True)
class Face:
    """One font file; `index` is its place in a collection."""

    file: str
    index: int = 0

    def at(self, size: int, weight: int) -> ImageFont.FreeTypeFont:
        return _loaded(self, size, weight)

    def has(self, sign: str) -> bool:
        return ord(sign) in _letters_of(self)


@dataclass(frozen=True, kw_only=True)
class Run:
    text: str
    face: Face
    is_rtl: bool


@lru_cache(maxsize=64)
def _loaded(face: Face, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(face.file, size, index=face.index)
    try:
        axes = font.get_variation_axes()
    except OSError:  # it has one weight
        return font
    if len(axes) == 1:
        font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=32)
def _letters_of(face: Face) -> frozenset[int]:
    with TTFont(face.file, fontNumber=face.index, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


@lru_cache(maxsize=256)
def _installed(letters: str) -> Face | None:
    """The installed font that fontconfig thinks best for these letters, if it has them all. None without fontconfig."""
    wanted = f"serif:bold:charset={' '.join(f'{ord(letter):x}' for letter in letters)}"
    try:
        said = subprocess.run(  # noqa: S603 - no shell, and only numbers are asked
            ["fc-match", "-f", "%{file}\n%{index}", wanted],  # noqa: S607 - wherever the system has it
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            text=True,
        ).stdout
        file, _, index = said.partition("\n")
        face = Face(file=file, index=int(index or 0) & 0xFFFF)
        return face if all(map(face.has, letters)) else None
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def can_draw(text: str) -> bool:
    """Whether every letter of the text has a font here, and its script a way to be shaped."""
    return _faces(_visible(text)) is not None


def lacking(text: str) -> str:
    """The first letters that nothing here can draw, as they are to be named; "" if all can."""
    missing = [word for word in _visible(text).split() if _faces(word) is None]
    return missing[0] if missing else ""


def _visible(text: str) -> str:
    """Without what is not drawn: soft hyphens, isolates, marks of direction. Joiners stay."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf" or c in "\u200c\u200d")


@lru_cache(maxsize=512)
def _faces(text: str) -> tuple[Face, ...] | None:
    """A font for each character of a visible text, or None where one has none. What is no letter keeps the font before it."""
    if not features.check("raqm") and any(low <= ord(c) <= high for c in text for low, high in _SHAPED):
        return None
    shipped = [Face(file=str(_FOLDER / name)) for name in _SHIPPED]
    rest = "".join(sorted({c for c in text if not _joins(c) and not any(face.has(c) for face in shipped)}))
    installed = _installed(rest) if rest else None
    if rest and installed is None:
        return None
    known = [*shipped, *([installed] if installed else [])]
    found: list[Face] = []
    for sign in text:
        now = found[-1] if found else None
        if now and (_joins(sign) or (not sign.isalpha() and now.has(sign))):
            found.append(now)
        else:
            found.append(next((face for face in known if face.has(sign)), shipped[0]))
    return tuple(found)


def _joins(sign: str) -> bool:
    return sign.isspace() or sign in "\u200c\u200d"


def is_rtl(text: str) -> bool:
    """Whether the first letter that has a direction is of a script written from right to left."""
    kinds = (unicodedata.bidirectional(c) for c in text)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)


def _runs(word: str, *, rtl: bool) -> list[Run]:
    """The parts of a word of one font each, from left to right."""
    faces = _faces(word) or ()
    parts = [
        Run(text="".join(c for _, c in part), face=face, is_rtl=rtl)
        for face, part in itertools.groupby(zip(faces, word, strict=True), key=lambda pair: pair[0])
    ]
    return parts[::-1] if rtl else parts


def in_order(line: str, *, rtl: bool) -> Iterator[list[Run]]:
    """The words of a line from left to right: those of the other direction keep their own order among themselves."""
    words: list[tuple[str, bool]] = []
    for word in _visible(line).split():
        has_letters = any(unicodedata.bidirectional(c) in ("L", "R", "AL") for c in word)
        words.append((word, is_rtl(word) if has_letters else words[-1][1] if words else rtl))
    groups = [list(group) for _, group in itertools.groupby(words, key=lambda pair: pair[1])]
    for group in groups[::-1] if rtl else groups:
        for word, is_right in group[::-1] if group[0][1] else group:
            yield _runs(word, rtl=is_right)


def width(draw: ImageDraw.ImageDraw, line: str, size: int, weight: int) -> float:
    """Of a line as `write` sets it, in pixels."""
    words = list(in_order(line, rtl=is_rtl(line)))
    blanks = max(0, len(words) - 1) * _blank(draw, size, weight)
    return blanks + sum(_width(draw, run, size, weight) for word in words for run in word)


def write(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    line: str,
    colour: str,
    size: int,
    weight: int,
    *,
    ends: bool = False,
    rtl: bool | None = None,
) -> None:
    """A line from its left end, or with `ends` from its right; the place is that of its base line. rtl: as the text is."""
    x, y = at
    rtl = is_rtl(line) if rtl is None else rtl
    x -= width(draw, line, size, weight) if ends else 0
    for n, word in enumerate(in_order(line, rtl=rtl)):
        x += _blank(draw, size, weight) if n else 0
        for run in word:
            draw.text((x, y), run.text, colour, run.face.at(size, weight), "ls", direction=_way(run))
            x += _width(draw, run, size, weight)


def _blank(draw: ImageDraw.ImageDraw, size: int, weight: int) -> float:
    return draw.textlength(" ", Face(file=str(_FOLDER / _SHIPPED[0])).at(size, weight))


def _width(draw: ImageDraw.ImageDraw, run: Run, size: int, weight: int) -> float:
    return draw.textlength(run.text, run.face.at(size, weight), direction=_way(run))


def _way(run: Run) -> str | None:
    """Pillow takes a direction only where it can shape."""
    return ("rtl" if run.is_rtl else "ltr") if features.check("raqm") else None


def wrapped(draw: ImageDraw.ImageDraw, text: str, size: int, weight: int, room: float) -> Sequence[str]:
    """The text in lines of at most so many pixels, broken between words; between letters where it has no blanks."""
    lines = [""]
    for word in _visible(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if width(draw, longer, size, weight) <= room:
            lines[-1] = longer
            continue
        for part in _broken(draw, word, size, weight, room):
            lines = [*lines, part] if lines[-1] else [part]
    return lines


def _broken(draw: ImageDraw.ImageDraw, word: str, size: int, weight: int, room: float) -> Iterator[str]:
    while width(draw, word, size, weight) > room:
        end = len(word) - 1
        while end > 1 and width(draw, word[:end], size, weight) > room:
            end -= max(1, end // 16)
        yield word[:end]
        word = word[end:]
    yield word


def cut(draw: ImageDraw.ImageDraw, text: str, size: int, weight: int, room: float) -> str:
    """The text, or as much of it as there is room for."""
    text = _visible(text)
    if width(draw, text, size, weight) <= room:
        return text
    while text and width(draw, f"{text}…", size, weight) > room:
        text = text[:-1]
    return f"{text}…"
