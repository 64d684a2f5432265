"""What reading brings back, and how it fails."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Final

from newsroom.characters import as_meant
from stories.truth.keeping import NotKept, readable_text

MOST_BYTES: Final = 4_000_000  # a web page of 200,000 characters of text, with its markup
_HIDDEN: Final = re.compile("[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_CHARSET: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]{3,20})""", re.IGNORECASE)


class NotRead(ValueError):
    """What was given cannot be read; the message says to an editor why, and what would help."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    title: str
    date: dt.date | None


class SeveralEntries(Exception):
    """A feed with more than one entry, of which an editor chooses one."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        super().__init__(f"{len(entries)} entries")
        self.entries = entries


@dataclass(frozen=True, kw_only=True)
class Given:
    """An article as it was given. Empty: what nothing in it says. date: only one that it gives, never today."""

    text: str
    title: str = ""
    author: str = ""
    publisher: str = ""
    url: str = ""
    date: dt.date | None = None
    language: str = ""  # as the page declares it
    description: str = ""
    encoding: str = ""
    is_page: bool = False  # a web page or a feed's entry, as it was fetched, and not its text alone


def kept(given: Given, encoding: str) -> Given:
    """With its text as it is kept: one kind of line break, no invisible characters. Raises NotRead."""
    text = re.sub(r"[ \t]+\n", "\n", _HIDDEN.sub("", as_meant(given.text)))
    text = re.sub(r"\n{3,}", "\n\n", text.replace("\u00a0", " "))
    try:
        text = readable_text(text)
    except NotKept as error:
        raise NotRead(str(error)) from error
    url = given.url if re.fullmatch(r"https?://[^\s<>\"@]{3,1990}", given.url) else ""
    return replace(
        given,
        text=text,
        title=_line(given.title),
        author=_line(given.author),
        publisher=_line(given.publisher),
        description=_line(given.description),
        url=url,
        encoding="" if encoding.startswith("utf") else encoding,
    )


def _line(words: str) -> str:
    return " ".join(_HIDDEN.sub("", as_meant(words)).split())[:300]


def decoded(raw: bytes) -> tuple[str, str]:
    """Bytes as text: UTF-8 where it can be, else what they declare, else what most plausibly reads as language. Raises NotRead."""
    from charset_normalizer import from_bytes

    names = ["utf-16"] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig"]
    if declared := _CHARSET.search(raw[:2_000]):
        names.append(declared[1].decode("ascii"))
    if b"\x00" in raw[:2_000] and names[0] != "utf-16":
        raise NotRead("The file is no text. Save it as plain text in UTF-8 and try again.")
    for name in names:
        try:
            return raw.decode(name), name
        except (LookupError, UnicodeError):
            continue
    best = from_bytes(raw[:200_000]).best()
    try:
        if best is not None:
            return raw.decode(best.encoding), best.encoding
    except UnicodeError:
        pass
    raise NotRead("The encoding of the file cannot be told. Save it as UTF-8 and try again.")
