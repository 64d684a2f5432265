"""newsroom.languages.offered: which languages there are, and a sentence for those that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsroom.languages.offered import Unusable, language, offered

ROOT = Path(__file__).parents[2]
ROOMS = [ROOT / "newsroom"]


def codes(own: str, *asked: str) -> list[str]:
    return [one.code for one in offered(own, asked, ROOMS)]


def test_the_sites_own_language_is_first() -> None:
    assert codes("en-gb") == ["en-gb", "uk"]
    assert codes("uk") == ["uk", "en-gb"]
    assert codes("en-us", "uk", "en-us") == ["en-us", "uk"]
    assert codes("en-gb", "EN-GB") == ["en-gb"]


def test_a_language_is_named_in_itself() -> None:
    named = {one.name for one in offered("en-gb", [], ROOMS)}
    assert named == {"English", "Українська"}
    assert language("ar").direction == "rtl"
    assert language("en-gb").tag == "en-GB"


@pytest.mark.parametrize(
    ("own", "asked", "why"),
    [
        ("xx", [], "is no language that CLDR knows"),
        ("en gb", [], "is no language code"),
        ("en-gb", ["uk"], "must hold LANGUAGE_CODE"),
        ("en-gb", ["en-gb", "fr"], "nothing has been translated into 'fr'; there is English, uk"),
    ],
)
def test_a_language_that_cannot_be_offered_says_why(own: str, asked: list[str], why: str) -> None:
    with pytest.raises(Unusable, match=why):
        offered(own, asked, ROOMS)
