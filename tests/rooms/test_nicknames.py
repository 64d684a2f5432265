"""Nicknames: what is taken out, what is refused, what is numbered."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from newsroom.rooms import nicknames

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Anna   B. ", "Anna B."),
        ("Мар’яна", "Мар’яна"),
        ("Li", "Li"),
        ("李", "李"),
        ("An‮na", "Anna"),  # a direction turned
        ("An​na\x07", "Anna"),
        ("A\nB", "A B"),
        ("Ａｎｎａ", "Anna"),
        ("José", "José"),
    ],
)
def test_a_name_is_shown_without_what_would_disturb_others(typed: str, shown: str) -> None:
    assert nicknames.clean(typed) == shown


@pytest.mark.parametrize(
    "typed", ["", "   ", "***", "a" * 21, "​", "A" + "̀" * 9, "Admin", "аdmіn", "Official News"]
)
def test_a_name_is_refused_that_is_none_or_passes_for_the_house(typed: str) -> None:
    with pytest.raises(ValidationError):
        nicknames.clean(typed)


def test_names_that_look_alike_are_numbered() -> None:
    assert nicknames.numbered("Anna", 1)[1] == nicknames.numbered("аnna", 1)[1]
    assert nicknames.numbered("Anna", 2) == ("Anna 2", nicknames.numbered("Anna", 2)[1])
    assert nicknames.numbered("Anna", 1)[1] != nicknames.numbered("Anna", 2)[1]
