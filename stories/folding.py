"""Text as it is compared: without case, accents, alphabet, or what print puts between and inside words. Pure.

One rule for the search of readers, for the directory of people and organisations, and for what the desk finds alike:
Łukasz and Lukasz, Støre and Store, Київ and Kiiv are the same letters, 1 500 000 and 1,500,000 the same number.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# Groups of three digits with a blank, comma or apostrophe between them; with a point only where there are two or more.
GROUPED = r"(?<![\d.,])\d{1,3}(?:(?:[ \u00a0\u2009\u202f,'’]\d{3}){1,5}|(?:\.\d{3}){2,5})(?!\d)(?![ \u00a0\u2009\u202f,'’]\d{3})"
_NUMBER = re.compile(GROUPED)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Letters that some write as two: Đoković and Djokovic, Måløy and Maaloey, Müller and Mueller.
_AS_TWO = str.maketrans(
    {"đ": "dj", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "œ": "oe"}
)


class _Letters(dict[int, str]):
    """What each character is compared as, found once."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        kind = unicodedata.category(sign)
        if kind == "Cf" or kind[0] == "M":  # soft hyphens, joiners and marks of direction; accents
            plain = ""
        elif sign.isalpha():
            plain = anyascii(sign).lower().replace("'", "").replace("`", "")
        else:
            plain = "".join(c for c in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(c))
        self[code] = plain
        return plain


_letters = _Letters()


@lru_cache(maxsize=2048)  # of a story that is published anew most texts are what they were
def folded(text: str) -> str:
    """Without case, accents or control characters, in the Latin alphabet, spaces made one, long numbers one word."""
    text = _CONTROL.sub(" ", text).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_letters)
    return " ".join(_NUMBER.sub(lambda number: re.sub(r"\D", "", number[0]), text).split())


def spelled_out(text: str) -> str:
    """`folded`, with the letters that some write as two written so: Djokovic for Đoković."""
    return folded(text.casefold().translate(_AS_TWO))
