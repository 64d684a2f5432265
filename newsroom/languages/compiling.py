"""Catalogues as gettext reads them. Pure: settings ask for them before Django is there.

Nothing compiled is kept in the repository: whichever process starts first after a translation has changed writes the
compiled forms into the state folder, under the hash of all catalogues, a tenth of a second's work.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compiled(rooms: Sequence[Path], state: Path) -> Path:
    """The folder, as LOCALE_PATHS wants it, of all rooms' catalogues joined: one a language."""
    files = sorted(file for room in rooms for file in room.glob("locale/*/LC_MESSAGES/django.po"))
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.parents[3].name} {file.parents[1].name} ".encode() + file.read_bytes())
    folder = state / "locale" / digest.hexdigest()[:16]
    if not folder.is_dir():
        _compile(files, folder)
    return folder


def _compile(files: Sequence[Path], folder: Path) -> None:
    """All at once or not at all: processes start together."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        for code in sorted({file.parents[1].name for file in files}):
            at = Path(made) / code / "LC_MESSAGES"
            at.mkdir(parents=True)
            with (at / "django.mo").open("wb") as out:
                write_mo(out, _joined([file for file in files if file.parents[1].name == code], code))
        try:
            Path(made).chmod(0o755)
            Path(made).rename(folder)
        except OSError:  # another process was faster
            if not folder.is_dir():
                raise
            return
        os.makedirs(made)  # for the end of the block to take away


def _joined(files: Sequence[Path], code: str) -> Catalog:
    """What is fuzzy or not translated is left out, and so is read in English."""
    whole = Catalog(locale=code.replace("-", "_"))
    for file in files:
        with file.open("rb") as source:
            room = read_po(source, locale=code.replace("-", "_"))
        for message in room:
            if message.id and message.string and not message.fuzzy and all(_strings(message.string)):
                whole.add(message.id, message.string, context=message.context, flags=message.flags)
    return whole


def _strings(string: str | Sequence[str]) -> Sequence[str]:
    return [string] if isinstance(string, str) else string
