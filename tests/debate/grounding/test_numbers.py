"""Numbers with units and limits, in every spelling."""

from __future__ import annotations

from fractions import Fraction

import pytest

from debate.grounding.comparing import compare
from debate.grounding.lexicon import lemma
from debate.grounding.numbers import Quantity, quantities
from debate.grounding.text import clean, keys


def read(text: str) -> tuple[Quantity, ...]:
    return quantities(clean(text))


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "bound"),
    [
        ("1,200 men", 1200, None, None, "exact"),
        ("1.2 thousand men", 1200, None, None, "exact"),
        ("twelve hundred men", 1200, None, None, "exact"),
        ("one thousand two hundred men", 1200, None, None, "exact"),
        ("35 000 men", 35000, None, None, "exact"),
        ("800K", 800_000, None, None, "exact"),
        ("0.8 million", 800_000, None, None, "exact"),
        ("eight hundred thousand", 800_000, None, None, "exact"),
        ("half a million", 500_000, None, None, "exact"),
        ("two and a half million", 2_500_000, None, None, "exact"),
        ("a million and a half", 1_500_000, None, None, "exact"),
        ("a dozen ships", 12, None, None, "exact"),
        ("two dozen ships", 24, None, None, "exact"),
        ("thirty-five nations", 35, None, None, "exact"),
        ("90 %", 90, None, "%", "exact"),
        ("90 percent", 90, None, "%", "exact"),
        ("ninety per cent", 90, None, "%", "exact"),
        ("nine in ten", 90, None, "%", "exact"),
        ("nine tenths of it", 90, None, "%", "exact"),
        ("half of it", 50, None, "%", "exact"),
        ("a fifth of it", 20, None, "%", "exact"),
        ("two-fifths of it", 40, None, "%", "exact"),
        ("2½ hours", Fraction(5, 2), None, "second", "exact"),
        ("$5m", 5_000_000, None, "dollar", "exact"),
        ("€ 12 billion", 12 * 10**9, None, "euro", "exact"),
        ("12–17 km² a day", 12, 17, "area", "exact"),
        ("between 12 and 17 square kilometres", 12, 17, "area", "exact"),
        ("12 to 17 km", 12, 17, "metre", "exact"),
        ("between 0.3°C and 0.5°C", Fraction(3, 10), Fraction(1, 2), "celsius", "exact"),
        ("0.3°C to 0.5°C", Fraction(3, 10), Fraction(1, 2), "celsius", "exact"),
        ("a quarter of a century", Fraction(1, 4), None, "month", "exact"),
        ("half an hour", Fraction(1, 2), None, "second", "exact"),
        ("up to 15,000 troops", 15000, None, None, "max"),
        ("no more than 15,000 troops", 15000, None, None, "max"),
        ("15,000 troops at most", 15000, None, None, "max"),
        ("at least 20 ships", 20, None, None, "min"),
        ("20 or more ships", 20, None, None, "min"),
        ("more than 20 ships", 20, None, None, "over"),
        ("over three decades", 3, None, "month", "exact"),
        ("fewer than 7,500 soldiers", 7500, None, None, "under"),
        ("nearly 56 hours", 56, None, "second", "nearly"),
        ("some 60,000 soldiers", 60000, None, None, "about"),
        ("a ceiling of 600,000", 600_000, None, None, "cap"),
        ("thousands of troops", 1000, None, None, "vague"),
        ("14:30", 870, None, "clock", "exact"),
        ("٣٥ دولة", 35, None, None, "exact"),
    ],
)
def test_it_reads_a_number(text: str, low: float, high: int | None, unit: str | None, bound: str) -> None:
    (quantity,) = read(text)
    assert (quantity.low, quantity.high) == (low, high)
    assert (quantity.unit and quantity.unit.dimension, quantity.bound) == (unit, bound)


@pytest.mark.parametrize(
    "text", ["one ought to wait", "two things follow", "no one", "a second thought", "half-hearted"]
)
def test_it_reads_no_number_into_ordinary_words(text: str) -> None:
    assert read(text) == ()


def test_it_survives_numbers_without_end() -> None:
    assert read("9" * 9000)


@pytest.mark.parametrize(
    ("said", "given", "verdict"),
    [
        ("1,200 men", "twelve hundred men", "same"),
        ("35 countries", "35 nations", "same"),
        ("15,000 troops", "15,000 soldiers", "same"),
        ("three decades", "thirty years", "same"),
        ("48 hours", "two days", "same"),
        ("48 hours", "two weeks", "different"),
        ("15 months", "15 years", "different"),
        ("15 miles", "15 km", "unit"),
        ("35 tanks", "35 nations", "unit"),
        ("90 points", "90 percent", "unit"),
        ("$35", "35 nations", "unit"),
        ("about 15,000 troops", "15,400 troops", "same"),
        ("about 15,000 troops", "16,500 troops", "different"),
        ("15,000 troops", "15,400 troops", "different"),
        ("nearly 16,000 troops", "15,600 troops", "same"),
        ("nearly 15,000 troops", "15,600 troops", "different"),
        ("more than 15,000 troops", "15,600 troops", "same"),
        ("more than 15,000 troops", "14,600 troops", "different"),
        ("more than 15,000 troops", "15,000 troops", "bound"),
        ("15,000 troops", "up to 15,000 troops", "bound"),
        ("at least 15,000 troops", "up to 15,000 troops", "bound"),
        ("no more than 15,000 troops", "up to 15,000 troops", "same"),
        ("up to 15,000 troops", "15,000 troops", "bound"),
        ("60,000 troops", "about 60,000 troops", "bound"),
        ("roughly 60,000 troops", "about 60,000 troops", "same"),
        ("600,000 troops", "capped at 600,000 troops", "same"),
        ("17 km a day", "12–17 km a day", "different"),
        ("up to 17 km a day", "12–17 km a day", "same"),
        ("thousands of troops", "15,000 troops", "same"),
        ("millions of troops", "15,000 troops", "different"),
        ("the third day", "the second day", "different"),
        ("costs tripled", "costs doubled", "different"),
    ],
)
def test_it_compares_numbers(said: str, given: str, verdict: str) -> None:
    (one,), (other,) = read(said), read(given)
    words = frozenset(lemma(word) for word in keys(given))
    assert compare(one, other, given_words=words, rivals=(other,)) == verdict
