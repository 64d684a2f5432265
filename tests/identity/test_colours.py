"""newsroom.identity.colours: contrast as WCAG counts it, on the grounds that base.css really has."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from newsroom.identity import colours


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.01) == colours.contrast(other, one)


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    css = (settings.BASE_DIR / "static/css/base.css").read_text()

    def token(name: str) -> list[str]:
        found = re.search(rf"--{name}: ([^;]+);", css)
        assert found
        return [
            "#" + c[1:] * (2 if len(c) == 4 else 1)
            for c in re.findall(r"#[0-9a-f]{6}|#[0-9a-f]{3}", found[1])
        ]

    (paper, dark), (raised, dark_raised) = token("paper"), token("raised")
    assert (paper, raised) == colours.LIGHT
    assert (dark, dark_raised, *token("stage"), *token("stage-raised")) == colours.DARK


@pytest.mark.parametrize("colour", ["#ffcc00", "#000000", "#ffffff", "#00ffff", "#0000ff"])
@pytest.mark.parametrize("grounds", [colours.LIGHT, colours.DARK])
def test_the_nearest_readable_colour_can_be_read(colour: str, grounds: tuple[str, ...]) -> None:
    found = colours.readable(colour, grounds)
    assert colours.weakest(found, grounds)[0] >= colours.LEAST
    assert found == colour or colours.weakest(colour, grounds)[0] < colours.LEAST
