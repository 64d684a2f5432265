"""Sentences of ours that rows keep, told again in the language of the page.

A ledger's line, why a call moved no cred, a referee's receipt, why a text failed: rows keep them in English, whoever
asked for them, and pure modules write them without knowing of languages. Whoever writes such sentences keeps them here
(`keep`, when the app is ready); whoever shows one tells it afresh. The English sentence is its own code: it is found again
by its words, what varies in it by its {placeholders}. What is not ours, a moderator's words or a model's, is told as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import get_format
from django.utils.translation import get_language, gettext, ngettext

COUNT = "n"  # the placeholder of a plural's number
_NUMERALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NUMBER = rf"\d+|{'|'.join(_NUMERALS)}"
_DECIMAL = re.compile(r"[+−]?\d{1,15}\.\d{1,15}")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_HOLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class _Sentence:
    pattern: re.Pattern[str]
    one: str
    many: str  # "" if nothing in it is counted


_sentences: dict[str, _Sentence] = {}


def ngettext_noop(one: str, many: str) -> tuple[str, str]:
    """Marks a sentence that counts {n} for the catalogues, and leaves it as it is."""
    return one, many


def keep(*sentences: str | tuple[str, str]) -> None:
    """Let these be told afresh. Each is marked where it stands, by gettext_noop or ngettext_noop. Safe to repeat."""
    for sentence in sentences:
        one, many = (sentence, "") if isinstance(sentence, str) else sentence
        for form in filter(None, (one, many)):
            _sentences[form] = _Sentence(pattern=_pattern(form), one=one, many=many)
    _told.cache_clear()


def is_kept(text: str) -> bool:
    """Whether it is one of our sentences."""
    return _found(text) is not None


def afresh(text: str) -> str:
    """The sentence in the language of the page; as it stands if it is none of ours or not translated."""
    language = get_language() or ""
    return _told(text, language) if text and language.partition("-")[0] != "en" else text


def numeral(printed: str) -> str:
    """Numbers that code has printed, `+9.6`, with the decimal sign of the page's language."""
    return _POINT.sub(get_format("DECIMAL_SEPARATOR"), printed)


@lru_cache(maxsize=4096)
def _told(text: str, language: str) -> str:
    """language: the active one; part of what the answer is kept by."""
    found = _found(text)
    if found is None:
        return text
    sentence, values = found
    told = {
        name: numeral(value) if _DECIMAL.fullmatch(value) else _told(value, language)
        for name, value in values.items()
    }
    if not sentence.many:
        return gettext(sentence.one).format(**told)
    number = values[COUNT]
    count = int(number) if number.isdecimal() else _NUMERALS.index(number)
    return ngettext(sentence.one, sentence.many, count).format(**told | {COUNT: count})


def _found(text: str) -> tuple[_Sentence, Mapping[str, str]] | None:
    if (whole := _sentences.get(text)) and not _HOLE.search(text):
        return whole, {}
    for form, sentence in _sentences.items():
        if _HOLE.search(form) and (match := sentence.pattern.fullmatch(text)):
            return sentence, match.groupdict()
    return None


def _pattern(form: str) -> re.Pattern[str]:
    pieces = _HOLE.split(form)  # words, a name, words, a name, …
    for i, piece in enumerate(pieces):
        held = _NUMBER if piece == COUNT else ".+?"
        pieces[i] = f"(?P<{piece}>{held})" if i % 2 else re.escape(piece)
    return re.compile("".join(pieces), re.DOTALL)
