"""What an editor gives, as text with title, author, date and language. Nothing is fetched: the site asks no network for it.

`read_pasted` and `read_uploaded` are the ways in. `packed` reads files that are more than text (.docx, feeds), `markup` HTML and
Markdown, `plain` what is left. Libraries that take a second to load are imported where they are used, so that no start of the site pays.
"""

from __future__ import annotations

from dataclasses import replace

from stories.intake.extraction import markup, packed, plain
from stories.intake.extraction.given import MOST_BYTES, Entry, Given, NotRead, SeveralEntries, decoded, kept

__all__ = ["MOST_BYTES", "Entry", "Given", "NotRead", "SeveralEntries", "read_pasted", "read_uploaded"]


def read_pasted(pasted: str, *, entry: int | None = None) -> Given:
    """Text, HTML, Markdown or a feed, told by how it looks. Raises NotRead, or SeveralEntries of a feed."""
    if not pasted.strip():
        raise NotRead("There is no text in it.")
    if packed.looks_like_feed(pasted[:2_000]):
        return _kept(replace(packed.read_feed(pasted.encode(), entry), is_page=True))
    return _kept(_text(pasted, ""))


def read_uploaded(raw: bytes, name: str, *, entry: int | None = None) -> Given:
    """A plain-text, Markdown, HTML, .docx or feed file. Raises NotRead, or SeveralEntries of a feed."""
    if len(raw) > MOST_BYTES:
        raise NotRead(
            f"The file has {len(raw):,} bytes; at most {MOST_BYTES:,} are read. Keep the part that the story is about."
        )
    if raw.startswith(b"PK\x03\x04"):
        return _kept(packed.read_docx(raw))
    for beginning, what in packed.OTHER_FILES:
        if raw.startswith(beginning):
            raise NotRead(f"The file is {what}.")
    text, encoding = decoded(raw)
    if not text.strip():
        raise NotRead("There is no text in it.")
    if packed.looks_like_feed(text[:2_000]):
        return _kept(replace(packed.read_feed(raw, entry), is_page=True))
    return _kept(_text(text, name.lower()), encoding)


def _text(text: str, name: str) -> Given:
    if markup.looks_like_html(text):
        return replace(markup.read_html(text), is_page=True)
    if name.endswith((".md", ".markdown")) or markup.looks_like_markdown(text):
        return markup.read_markdown(text)
    return plain.read_plain(text)


def _kept(given: Given, encoding: str = "") -> Given:
    return kept(given, encoding)
