"""The house line."""

from __future__ import annotations

import pytest

from debate.referee.house import HIGHEST, LOWEST, NONE, Standing, line


@pytest.mark.parametrize(
    ("side", "pro", "con", "expected"),
    [
        (NONE, NONE, NONE, 0.5),  # nothing is known
        (Standing(won=55, decided=100), NONE, NONE, 0.545),  # (55 + 5) / (100 + 10)
        (NONE, Standing(won=10, decided=10), NONE, 0.75),  # 15 of 20
        (NONE, NONE, Standing(won=10, decided=10), 0.25),
        (NONE, Standing(won=10, decided=10), Standing(won=10, decided=10), 0.5),  # equals cancel
        (NONE, Standing(won=500, decided=500), NONE, HIGHEST),
        (Standing(won=0, decided=500), NONE, NONE, LOWEST),
    ],
)
def test_the_line_follows_the_record_and_is_never_sure(
    side: Standing, pro: Standing, con: Standing, expected: float
) -> None:
    assert line(side=side, pro=pro, con=con) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize(
    ("presses", "expected"),
    [("pro", 0.4), ("con", 0.6), ("both", 0.5)],  # pressed sides won (35 + 5) / (90 + 10)
)
def test_the_line_knows_how_pressed_sides_do(presses: str, expected: float) -> None:
    pressed = Standing(won=35, decided=90)
    assert line(side=NONE, pro=NONE, con=NONE, pressed=pressed, presses=presses) == pytest.approx(expected)
