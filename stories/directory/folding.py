"""Whether two names may be one: without case, accents, alphabet or the whims of transliteration. Pure.

`plain` compares as a reader would: Zelenskýy and zelenskyy are the same letters. `skeleton` compares as an ear
would: Khrushchev and Khrushchov, Kyiv and Kiev, Mohammed and Muhammad share their consonants. An ear alone hears
too much (Putin, Patten), so `alike` also asks how many letters two words share.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from stories.folding import folded

ALIKE = (
    0.6  # of the letters of two words with one short skeleton; Kyiv and Kiev share .75, Putin and Patten .55
)
ALIKE_IF_LONG = (
    0.45  # where it has four signs or more, which chance rarely gives: Khrushchev and Chruschtschow .52
)
_TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady president prime minister king queen prince princess pope "
    "gen general col colonel maj major capt captain lt sen senator rep st saint the of".split()
)
_SOUNDS = {  # how a sound is written → one sign for it; of several that fit, the longest
    **dict.fromkeys(("schtsch", "shch", "sch", "sh", "ts", "tz", "z"), "s"),
    **dict.fromkeys(("tsch", "tch", "ch", "cz", "dzh", "dj", "tj", "zh", "j"), "1"),
    **dict.fromkeys(("chr", "khr"), "kr"),
    **dict.fromkeys(("kh", "gh", "ck", "q", "c"), "k"),
    **dict.fromkeys(("ce", "ci", "cy"), "s"),
    **dict.fromkeys(("ph", "w", "v", "ff"), "f"),
    "x": "ks",
    "th": "t",
    "dh": "d",
}
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_GLIDE = re.compile(r"^[yji](?=[aeiou])|j(?![aeiou])")  # Yulia, Julia, Iulia; Zelenskyj
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """Its letters as `folded` compares them, without apostrophes and points."""
    return " ".join(_WORD.findall(folded(name.replace("'", "").replace("’", ""))))


@lru_cache(maxsize=8192)
def words(name: str) -> tuple[str, ...]:
    """The words by which a person is known: without titles and single letters, if any other is left."""
    found = plain(name).split()
    telling = [word for word in found if word not in _TITLES and len(word) > 1]
    return tuple(telling or found)


def sounds(word: str) -> str:
    """A word of `plain` letters with one sign for each sound: Qaddafi and Kadhafi are kaddafi and kadafi."""
    return _SOUND.sub(lambda written: _SOUNDS[written[0]], _GLIDE.sub("", word))


@lru_cache(maxsize=16384)
def skeleton(word: str) -> str:
    """How a word of `plain` letters sounds: consonants, one for each sound, and whether it begins with a vowel."""
    word = sounds(word)
    begins = "a" if word[:1] in "aeiouy" else ""
    bare = re.sub(r"[aeiouyh]", "", word) or word
    return begins + re.sub(r"(.)\1+", r"\1", bare)


def alike(one: str, other: str) -> bool:
    """Whether two words of `plain` letters may be one, written twice."""
    if one == other:
        return True
    bones = skeleton(one)
    if bones != skeleton(other):
        return False
    wanted = ALIKE_IF_LONG if len(bones) >= 4 else ALIKE
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= wanted


def finds(asked: str, name: str, abbreviation: str = "") -> int:
    """How well what was typed names someone, 0 if it does not: each word of it begins, or sounds like, one of theirs."""
    if not (wanted := words(asked)):
        return 0
    if plain(asked) in (plain(name), plain(abbreviation) if abbreviation else None):
        return 3
    have = plain(name).split()
    if abbreviation and all(word == plain(abbreviation) for word in wanted):
        return 3
    if all(any(word.startswith(w) for word in have) for w in wanted):
        return 2
    return int(all(any(alike(w, word) for word in have) for w in wanted))


def may_be_one(one: str, other: str) -> bool:
    """Whether two names may be one person’s or one body’s: the first word and the last of each are alike.

    A first name may be an initial or missing only if the other says no more than that: “V. Zelensky” may be
    Volodymyr Zelenskyy, “Zelensky” alone may too.
    """
    a, b = words(one), words(other)
    if not a or not b:
        return False
    if sorted(a) == sorted(b):
        return True
    if not alike(a[-1], b[-1]):
        return False
    if len(a) > 1 and len(b) > 1:
        return alike(a[0], b[0])
    initials = [plain(name).split()[0] for name in (one, other)]
    return (len(initials[0]) > 1 and len(initials[1]) > 1) or initials[0][0] == initials[1][0]
