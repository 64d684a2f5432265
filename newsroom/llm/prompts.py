"""Prompts: text files that an editor can read, each with a version of its own.

A file is its header (version, what it is for), then `=== system` and `=== user`. `stamp`, stored with each
row, is the declared version and the beginning of the text's hash, so no edit goes unseen; `VERSIONS` beside the
files pins the hash of each declared version, and a test fails for an edit under an old name.
"""

from __future__ import annotations

import functools
import hashlib
import string
from dataclasses import dataclass
from pathlib import Path

from newsroom.llm.exchange import Message, system, user


@dataclass(frozen=True, kw_only=True)
class Prompt:
    version: str
    sha256: str
    system: str
    user: str

    @property
    def stamp(self) -> str:
        return f"{self.version}.{self.sha256[:8]}"

    def filled(self, **values: str) -> tuple[Message, ...]:
        """The messages. Raises KeyError for a blank that was not filled; values are never read as blanks."""
        return (
            system(string.Template(self.system).substitute(values)),
            user(string.Template(self.user).substitute(values)),
        )


@functools.cache
def prompt_file(file: Path) -> Prompt:
    return parse(file.read_text(encoding="utf-8"))


def parse(text: str) -> Prompt:
    """A prompt file. Raises ValueError if a part is missing."""
    header, system_text, user_text = (part.strip() for part in _parts(text))
    version = header.splitlines()[0].removeprefix("version:").strip()
    digest = hashlib.sha256(f"{system_text}\n{user_text}".encode()).hexdigest()
    return Prompt(version=version, sha256=digest, system=system_text, user=user_text)


def _parts(text: str) -> tuple[str, str, str]:
    header, _, rest = text.partition("\n=== system\n")
    system_text, _, user_text = rest.partition("\n=== user\n")
    if not (header.startswith("version:") and system_text and user_text):
        raise ValueError("a prompt needs a version, === system and === user")
    return header, system_text, user_text
