"""Citations as writers type them."""

from __future__ import annotations

import pytest

from debate.text.citations import cited, malformed, segments, without

from .conftest import Checker


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("A [1].", (1,)),
        ("A [1][2] and [3].", (1, 2, 3)),
        ("A [1, 2; 3].", (1, 2, 3)),
        ("A [ 12 ] and [12] again.", (12,)),
        ("A [0] and [999999].", (0, 999999)),
        ("A [1-3], [card 2], [x], [], [٣].", ()),
    ],
)
def test_it_reads_the_numbers_once_in_order(text: str, numbers: tuple[int, ...]) -> None:
    assert cited(text) == numbers


@pytest.mark.parametrize("shown", ["[card 3]", "[E1]", "[1-3]", "[1–3]", "[#4]", "[Item 2]", "[3"])
def test_it_notices_what_was_meant_for_a_citation(shown: str, checked: Checker) -> None:
    assert malformed(f"The Dayton accords ended the war {shown} ") == (shown,)
    assert "id" in checked.rules(f"The Dayton accords ended the war in Bosnia {shown}")


@pytest.mark.parametrize("text", ["[T]he troops", "an [essentially] ready text", "[sic]", "in [the] 1990s"])
def test_it_leaves_other_brackets_alone(text: str) -> None:
    assert malformed(text) == ()
    assert without(text) == text


def test_it_takes_markers_out_with_their_blanks() -> None:
    assert without("They agreed [1], and left [2][3].") == "They agreed, and left."


def test_it_cuts_a_sentence_at_its_markers() -> None:
    parts = segments("A is so [1][2], but B is not [3], they say.")
    assert [(part.text.strip(), part.cards) for part in parts] == [
        ("A is so", (1, 2)),
        (", but B is not  , they say.", (3,)),
    ]
