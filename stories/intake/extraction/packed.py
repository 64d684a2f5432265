"""Files that are more than text: .docx, and feeds. What unpacks to far more than it weighs is refused before it is unpacked."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from html import unescape
from typing import Any, Final

from stories.intake.extraction import markup, plain
from stories.intake.extraction.given import Entry, Given, NotRead, SeveralEntries

UNPACKED_BYTES: Final = 30_000_000  # of all parts of a .docx: pictures are unpacked with the text
PARTS: Final = 2_000
ENTRIES: Final = 200
OTHER_FILES: Final = (
    (b"%PDF", "a PDF; copy its text and paste that"),
    (b"\xd0\xcf\x11\xe0", "an old office document; save it as .docx or plain text"),
    (b"{\\rtf", "a rich text file; save it as .docx or plain text"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_FEED: Final = re.compile(r"<(?:rss|rdf:RDF|feed)\b", re.IGNORECASE)


def looks_like_feed(beginning: str) -> bool:
    return bool(_FEED.search(beginning)) and not re.match(r"\s*<!doctype\s+html", beginning, re.IGNORECASE)


def read_docx(raw: bytes) -> Given:
    """The paragraphs of a .docx, those of tables too. Raises NotRead."""
    _check_size(raw)
    import docx

    try:
        document: Any = docx.Document(io.BytesIO(raw))
        lines = [line for block in document.iter_inner_content() for line in _lines(block)]
        properties = document.core_properties
        title, author = properties.title or "", properties.author or ""
    except Exception as error:  # whatever a broken package makes python-docx, lxml or zipfile raise
        raise NotRead(
            "The .docx cannot be read: it is damaged, or of another kind. Copy its text and paste that."
        ) from error
    read = plain.read_plain("\n\n".join(lines))
    # The file's own author and title are often those of a template: what its first lines say counts more.
    return Given(
        text=read.text,
        title=read.title or title,
        author=read.author or ("" if author == "python-docx" else author),
        date=read.date,
    )


def _lines(block: Any) -> list[str]:
    if hasattr(block, "rows"):
        return [" ".join(cell.text.split()) for row in block.rows for cell in row.cells if cell.text.strip()]
    return [" ".join(block.text.split())] if block.text.strip() else []


def _check_size(raw: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise NotRead("The file is a damaged archive.") from error
    names = {part.filename for part in parts}
    if "word/document.xml" not in names:
        raise NotRead("The file is an archive, and no .docx; give the article itself.")
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED_BYTES:
        raise NotRead(
            f"The .docx unpacks to more than {UNPACKED_BYTES:,} bytes. Save it without its pictures, or paste its text."
        )


def read_feed(raw: bytes, number: int | None) -> Given:
    """One entry of an RSS or Atom feed. Raises SeveralEntries if one has to be chosen, NotRead if there is none."""
    import feedparser

    feed: Any = feedparser.parse(io.BytesIO(raw))
    entries = feed.entries[:ENTRIES]
    if not entries:
        raise NotRead("The feed has no entry.")
    if number is None and len(entries) > 1:
        raise SeveralEntries(
            tuple(
                Entry(title=_plain(entry.get("title", "")) or "(no title)", date=_day(entry))
                for entry in entries
            )
        )
    if not 0 <= (number or 0) < len(entries):
        raise NotRead("The feed has no such entry.")
    entry = entries[number or 0]
    bodies = [part.get("value", "") for part in entry.get("content", ())] or [entry.get("summary", "")]
    html = max(bodies, key=len, default="")
    text = _text_of(html)
    if not text.strip():
        raise NotRead("The entry has no text, only a link. Open the article and paste it.")
    return Given(
        text=text,
        title=_plain(entry.get("title", "")),
        author=_plain(entry.get("author", "")),
        publisher=_plain(feed.feed.get("title", "")),
        url=entry.get("link", ""),
        date=_day(entry),
        language=str(feed.feed.get("language", ""))[:35],
    )


def _text_of(html: str) -> str:
    if not re.search(r"<\w+[^<>]*>", html):
        return unescape(html)
    if markup.looks_like_html(html):
        return markup.read_html(f"<html><body><article>{html}</article></body></html>").text
    return _plain(html)


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^<>]{0,300}>", " ", html)).split())


def _day(entry: Any) -> dt.date | None:
    for name in ("published_parsed", "updated_parsed"):
        if parsed := entry.get(name):
            return dt.date(parsed.tm_year, parsed.tm_mon, parsed.tm_mday)
    return None
