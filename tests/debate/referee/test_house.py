"""The house line."""

from __future__ import annotations

import pytest

from debate.referee.house import HIGHEST, LOWEST, NONE, Record, line


@pytest.mark.parametrize(
    ("side", "pro", "con", "expected"),
    [
        (NONE, NONE, NONE, 0.5),  # nothing is known
        (Record(won=55, decided=100), NONE, NONE, 0.545),  # (55 + 5) / (100 + 10)
        (NONE, Record(won=10, decided=10), NONE, 0.75),  # 15 of 20
        (NONE, NONE, Record(won=10, decided=10), 0.25),
        (NONE, Record(won=10, decided=10), Record(won=10, decided=10), 0.5),  # equals cancel
        (NONE, Record(won=500, decided=500), NONE, HIGHEST),
        (Record(won=0, decided=500), NONE, NONE, LOWEST),
    ],
)
def test_the_line_follows_the_record_and_is_never_sure(
    side: Record, pro: Record, con: Record, expected: float
) -> None:
    assert line(side=side, pro=pro, con=con) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize(
    ("presses", "expected"),
    [("pro", 0.4), ("con", 0.6), ("both", 0.5)],  # pressed sides won (35 + 5) / (90 + 10)
)
def test_the_line_knows_how_pressed_sides_do(presses: str, expected: float) -> None:
    pressed = Record(won=35, decided=90)
    assert line(side=NONE, pro=NONE, con=NONE, pressed=pressed, presses=presses) == pytest.approx(expected)
