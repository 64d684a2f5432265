"""Whether an accent can be read on every ground that pages have, in both themes. Pure.

Colours are `#rrggbb`. Contrast is that of WCAG 2.2: from 1 to 21; text of any size needs LEAST.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LEAST = 4.5
HOUSE_ACCENTS = 7  # how many classes accent-<n> base.css has, for categories
COLOUR = re.compile(r"#[0-9a-f]{6}")
# The grounds of base.css: paper and raised paper of each theme, and the stage, which is dark in both.
LIGHT = ("#fbfaf6", "#ffffff")
DARK = ("#131419", "#1b1d24", "#0f1014", "#191b22")


def contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def weakest(colour: str, grounds: tuple[str, ...]) -> tuple[float, str]:
    """The least contrast on these grounds, and on which."""
    return min((contrast(colour, ground), ground) for ground in grounds)


def readable(colour: str, grounds: tuple[str, ...]) -> str:
    """The colour, or the nearest towards black or white that can be read on all these grounds."""
    goal = 0 if grounds == LIGHT else 255
    return next(each for each in _towards(colour, goal) if weakest(each, grounds)[0] >= LEAST)


def dark_of(light: str) -> str:
    """The shade of a light theme's accent that can be read in the dark one."""
    return readable(light, DARK)


def of_lines(text: str) -> dict[str, str]:
    """`Science = #1c5f76`, a line each, by the name as written. Raises ValueError with a line that is none, or names one again."""
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, sign, colour = (part.strip() for part in line.rpartition("="))
        is_again = name.casefold() in map(str.casefold, found)
        if not (sign and name and COLOUR.fullmatch(colour.lower())) or is_again:
            raise ValueError(line)
        found[name] = colour.lower()
    return found


def _towards(colour: str, goal: int) -> Iterator[str]:
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    for step in range(101):
        yield "#" + "".join(f"{round(part + (goal - part) * step / 100):02x}" for part in parts)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
