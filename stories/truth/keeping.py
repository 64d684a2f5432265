"""The text of a source as the desk keeps it: private, for holding quotations against, and removable.

`keep_text` and `remove_text` are the only writers, and the desk's log has each time who gave or took what: a text that
never stood in its source can be given, but not unseen. What is kept is in no document, export, page, feed or API.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from charset_normalizer import from_bytes
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from newsroom.moderation.log import Act, record
from stories.models import KEPT_CHARACTERS, Source, SourceText

UPLOAD_BYTES = 4 * KEPT_CHARACTERS + 4  # no encoding that we read needs more than four a character

# Files that are no plain text, by how they begin, and what an editor can do about it.
_OTHER_FILES = (
    (b"%PDF", "a PDF; copy its text and paste that"),
    (b"PK\x03\x04", "an archive or office document; copy its text and paste that"),
    (b"\xd0\xcf\x11\xe0", "an office document; copy its text and paste that"),
    (b"{\\rtf", "a rich text file; save it as plain text, or paste it"),
)
_MARKUP = re.compile(rb"\s*(?:<!doctype\s+html|<html\b|<\?xml\b)", re.IGNORECASE)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd]")


class NotKept(ValueError):
    """A text that cannot be kept; the message says to an editor why, and what would help."""


def keep_text(source: Source, text: str, by: User | None, origin: str, title: str = "") -> SourceText:
    """Store what the source says, in place of what was stored before. Raises NotKept."""
    readable = readable_text(text)
    with transaction.atomic():
        before = _kept(source)
        kept, _ = SourceText.objects.update_or_create(
            source=source,
            defaults={
                "text": readable,
                "sha256": hashlib.sha256(readable.encode()).hexdigest(),
                "kept_at": timezone.now(),
                "kept_by": by,
                "origin": origin,
                "title": title[:300],
                "given_as": called(source),
            },
        )
        if by is not None:
            instead = f", in place of {_told(before)}" if before else ""
            record(by, source, Act.KEPT, what=f"of {_told(kept)}{instead}")
    return kept


def remove_text(source: Source, by: User | None = None) -> bool:
    """Forget what the source says; whether anything was kept."""
    with transaction.atomic():
        before = _kept(source)
        if before is not None:
            before.delete()
            if by is not None:
                record(by, source, Act.FORGOT, what=f"of {_told(before)}")
    return before is not None


def called(source: Source) -> str:
    """What a source says it is: a text is given as that, and as nothing that it may be called later."""
    return " · ".join(filter(None, (source.title, source.publisher, source.url)))


def _kept(source: Source) -> SourceText | None:
    return SourceText.objects.filter(source=source).select_related("kept_by").first()


def _told(kept: SourceText) -> str:
    """For the log, by which two texts can be told apart when neither is there any more."""
    by = f" by {kept.kept_by.get_username()}" if kept.kept_by else ""
    return f"{kept} ({kept.sha256[:12]}, {kept.origin}{by} on {kept.kept_at:%Y-%m-%d})"


def readable_text(text: str) -> str:
    """The text as it is kept: composed letters, one kind of line break. Raises NotKept."""
    text = unicodedata.normalize("NFC", _BREAKS.sub("\n", text)).removeprefix("\ufeff").strip()
    if not text:
        raise NotKept("There is no text in it.")
    if len(text) > KEPT_CHARACTERS:
        raise NotKept(
            f"It has {len(text):,} characters; at most {KEPT_CHARACTERS:,} are kept. "
            "Keep the part that is quoted from."
        )
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise NotKept(
            f"Line {line} holds a control or replacement character (U+{ord(found[0]):04X}): "
            "it was read in a wrong encoding, or is no plain text."
        )
    return text


def read_upload(raw: bytes) -> tuple[str, str]:
    """The text of an uploaded plain-text file and the encoding in which it was read. Raises NotKept."""
    if len(raw) > UPLOAD_BYTES:
        raise NotKept(f"The file has {len(raw):,} bytes; at most {UPLOAD_BYTES:,} are read.")
    for beginning, what in _OTHER_FILES:
        if raw.startswith(beginning):
            raise NotKept(f"The file is {what}.")
    if _MARKUP.match(raw):
        raise NotKept("The file is a web page or markup; copy the text as it reads and paste that.")
    encoding = _encoding(raw)
    if encoding is None:
        raise NotKept(
            "The file is no plain text, or in an encoding that could not be told. Save it as UTF-8 and try again."
        )
    return readable_text(raw.decode(encoding)), encoding


def _encoding(raw: bytes) -> str | None:
    """UTF-8 where it can be; else what the bytes say of themselves, or what most plausibly reads as language."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return name if _decodes(raw, name) else None
    if b"\x00" in raw:
        return None
    if _decodes(raw, "utf-8"):
        return "utf-8"
    best = from_bytes(raw).best()
    return best.encoding if best is not None and _decodes(raw, best.encoding) else None


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeError:
        return False
    return True
