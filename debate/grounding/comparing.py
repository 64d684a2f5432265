"""Whether a number that a card gives bears out a number that a sentence says.

A number that is rounded must say so, within 5 % and on the right side; a limit ("up to 15,000") stays a limit;
units of one dimension convert, and what is counted must be what the card counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, Literal

from . import measures
from .measures import Bound
from .numbers import Quantity

ROUNDING: Final = Fraction(1, 20)
ROOM: Final = Fraction(1, 5)  # how far "more than" may stand below
DEGREES: Final = ("celsius", "fahrenheit")
HALF: Final = Fraction(1, 2)

Verdict = Literal["same", "bound", "unit", "different"]


def compare(
    said: Quantity, given: Quantity, *, given_words: frozenset[str], rivals: Sequence[Quantity]
) -> Verdict:
    """Whether the number a card gives bears out the number a sentence says.

    given_words: lemmas of the card, where a count's noun may stand elsewhere; rivals: the card's quantities.
    """
    if said.kind != given.kind:
        if said.kind == "factor" and said.low == HALF and given.low == 50 and given.unit is not None:
            return "same" if given.unit.dimension == "%" else "different"  # "halved": by 50 %
        ordered = {said.kind, given.kind} == {"ordinal", "amount"} and said.low == given.low
        return "same" if ordered and said.kind == "ordinal" and given.unit is None else "different"
    if said.unit and given.unit and said.unit.dimension == "degree" and given.unit.dimension in DEGREES:
        said = replace(said, unit=given.unit)
    converts = (
        said.unit is not None and given.unit is not None and said.unit.dimension == given.unit.dimension
    )
    if converts and said.unit is not None and given.unit is not None and said.unit.size != given.unit.size:
        factor = said.unit.size / given.unit.size
        said = replace(said, low=said.low * factor, high=said.high and said.high * factor)
    verdict = _values(said, given)
    if verdict == "same" and said.per and given.per and said.per != given.per:
        return "unit"
    if verdict != "same" or converts:
        return verdict
    if said.unit is not None:
        measured = any(rival.unit and rival.unit.dimension == said.unit.dimension for rival in rivals)
        same_unit = given.unit is None and measured and not given.nouns
    else:
        same_unit = not said.nouns or _counts_the_same(said, given, given_words, rivals)
    return "same" if same_unit else "unit"


def _counts_the_same(
    said: Quantity, given: Quantity, words: frozenset[str], rivals: Iterable[Quantity]
) -> bool:
    noun = said.nouns[-1]
    if noun in measures.ANYBODY or noun in given.nouns:
        return True
    if given.unit is not None:
        return False
    if not given.nouns:  # "20 points, down from the 28 of the draft"
        return True
    return noun in words and not any(noun in rival.nouns for rival in rivals if rival is not given)


def _values(said: Quantity, given: Quantity) -> Verdict:
    s, g = said.low, given.low
    if said.bound == "vague" or given.bound == "vague":
        low, high = (said, given) if said.bound == "vague" else (given, said)
        fits = high.low == low.low if high.bound == "vague" else low.low <= high.low < 1000 * low.low
        return "same" if said.bound == "vague" and fits else "different"
    if (said.high is None) != (given.high is None):
        if given.high is not None and (said.bound, s) in (("max", given.high), ("min", g)):
            return "same"
        return "different"
    if said.high is not None:
        if (s, said.high) != (g, given.high):
            return "different"
        return "same"
    if s == g:
        roundly = said.bound == "exact" and given.bound == "about" and not any(map(str.isdigit, said.shown))
        return "same" if roundly or (said.bound, given.bound) in measures.KEEPS else "bound"
    if given.bound not in ("exact", "about"):
        return "different"
    return "same" if said.bound != "exact" and rounds_to(said.bound, s, g) else "different"


def rounds_to(bound: Bound, said: Fraction, given: Fraction) -> bool:
    """Whether a rounded number is near enough to the given one, and on the side that it says."""
    near = abs(said - given) <= ROUNDING * abs(given)
    if bound == "over" and said < given:
        return given - said <= ROOM * given  # "more than four billion", of 4.7
    return near and (bound in ("about", "exact") or (bound in ("nearly", "under") and given < said))
