"""The words for numbers: what `numbers` counts with."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

ONES: Final = {
    word: Fraction(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS: Final = {
    word: Fraction(10 * value)
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
SCALES: Final = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SUFFIXES: Final = {"k": 1000, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}
ORDINALS: Final = {
    word: Fraction(value)
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        start=1,
    )
} | {
    "thirtieth": Fraction(30),
    "fortieth": Fraction(40),
    "fiftieth": Fraction(50),
    "hundredth": Fraction(100),
}
_PARTS: Final = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
}
PARTS: Final = (
    _PARTS | {f"{word}s": value for word, value in _PARTS.items()} | {"halves": 2, "tenth": 10, "tenths": 10}
)
VAGUE: Final = {
    "tens": 10,
    "dozens": 12,
    "hundreds": 100,
    "thousands": 1000,
    "millions": 10**6,
    "billions": 10**9,
}
HALVED: Final = frozenset("of the a an its their his her all those these our my as".split())
FACTORS: Final = {
    word: Fraction(value)
    for value, words in {
        2: "doubled doubles doubling twofold twice",
        3: "tripled triples tripling trebled threefold thrice",
        4: "quadrupled fourfold",
        5: "fivefold",
        10: "tenfold",
    }.items()
    for word in words.split()
} | {"halved": Fraction(1, 2), "halves": Fraction(1, 2), "halving": Fraction(1, 2)}

# Whether a text can hold a number at all.
ANY: Final = re.compile(
    r"\d|\b(?:"
    + "|".join((*ONES, *TENS, *SCALES, *ORDINALS, *PARTS, *FACTORS, *VAGUE, "dozen", "score"))
    + r")\b",
    re.IGNORECASE,
)
