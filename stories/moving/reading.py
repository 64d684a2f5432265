"""Bytes that somebody uploads, pastes or names, as text and as a document; or everything that is wrong with them."""

from __future__ import annotations

from newsroom.documents import MAX_CHARACTERS, DocumentFaults, Fault
from stories.document import LISTS, StoryDocument, parse_story

MOST_BYTES = 4 * MAX_CHARACTERS  # UTF-8 needs four for a character at most
MOST_ITEMS = 10_000  # of one story: a page with more is none that anybody reads


def text_of(data: bytes, *, most_bytes: int = MOST_BYTES) -> str:
    """Raises DocumentFaults for what is too large or is not UTF-8, with the line of the first wrong byte."""
    if len(data) > most_bytes:
        raise DocumentFaults([too_large(len(data), most_bytes)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"line {line}: the byte 0x{data[error.start]:02x} is not UTF-8 text; save the file as UTF-8"
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            found = "is UTF-16; save the file as UTF-8"
        elif b"\0" in data[:4096]:
            found = "is no text: it holds bytes of a program or an archive"
        raise DocumentFaults([Fault(path="document", message=found)]) from error


def too_large(size: int, most: int) -> Fault:
    return Fault(path="document", message=f"has {size:,} bytes, and {most:,} are the most")


def read(text: str) -> StoryDocument:
    """Raises DocumentFaults with every fault."""
    document = parse_story(text.replace("\r\n", "\n"))
    count = sum(len(getattr(document, name)) for name in LISTS.values())
    if count > MOST_ITEMS:
        raise DocumentFaults(
            [Fault(path="document", message=f"has {count:,} items, and {MOST_ITEMS:,} are the most")]
        )
    return document
