"""Characters that have no business in a text that people read: what nobody sees, what another encoding left behind.

Directions of writing are changed by isolates alone (U+2066–2069), each closed where its paragraph ends. Joiners and
direction marks stay: real scripts need them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

# Zero-width spaces and joiners of words, overrides and embeddings, invisible operators, annotation marks, and the tags in
# which a whole text can be hidden.
HIDDEN = re.compile(
    "[\u180e\u200b\u202a-\u202e\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_ISOLATES = re.compile("[\u2066-\u2069]")
_CLOSES = "\u2069"
# What Windows-1252 meant by the bytes that Latin-1 leaves to control characters; five of them mean nothing.
_FROM_WINDOWS = {n: bytes([n]).decode("cp1252", "ignore") for n in range(0x80, 0xA0)}
_WINDOWS = re.compile("[\x80-\x9f]")
_CREDENTIALS = re.compile(r"\bhttps?://[^\s/?#@]+@", re.IGNORECASE)
_LOST = re.compile("[\ufffd\ue000-\uf8ff]")
_SPACES = re.compile(r"\s+")
_AROUND = 20  # characters told before and after a place


def as_meant(text: str) -> str:
    """The text with U+0080–009F as the quotation marks, dashes and euros that Windows-1252 has there."""
    return text.translate(_FROM_WINDOWS) if _WINDOWS.search(text) else text


def without_hidden(text: str) -> str:
    """The text without what `fault_in` finds hidden in it: isolates go only where one is left open."""
    lines = HIDDEN.sub("", text).split("\n")
    return "\n".join(_ISOLATES.sub("", line) if _is_open(line) else line for line in lines)


def hidden_in(text: str, hidden: re.Pattern[str] = HIDDEN) -> str:
    """The first invisible character and where it stands, or ""."""
    if found := hidden.search(text):
        return f"contains an invisible character, {_place(text, found)}"
    for line in text.split("\n"):
        if _is_open(line) and (found := _ISOLATES.search(line)):
            return (
                f"contains a direction that no U+2069 closes, or closes one too many: {_place(line, found)}"
            )
    return ""


def fault_in(text: str) -> str:
    """Why the text is refused, with the place, or ""."""
    if hidden := hidden_in(text):
        return hidden
    if found := _WINDOWS.search(text):
        meant = as_meant(found[0])
        return f"contains a control character, {_place(text, found)}{f'; {meant} was meant' if meant else ''}"
    if _CREDENTIALS.search(text):
        return "has an address with a user name or password before its @; give it without"
    return ""


def lost_in(text: str) -> str:
    """The first character that was lost on its way (U+FFFD, a symbol font's bullet) and where, or ""."""
    found = _LOST.search(text)
    return f"has a character that no reader can read, {_place(text, found)}" if found else ""


def in_each_text(value: Any, change: Callable[[str], str]) -> Any:
    """The value with every text in its lists and mappings changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [in_each_text(part, change) for part in value]
    if isinstance(value, dict):
        return {name: in_each_text(part, change) for name, part in value.items()}
    return value


def _is_open(line: str) -> bool:
    depth = 0
    for sign in _ISOLATES.findall(line):
        depth += -1 if sign == _CLOSES else 1
        if depth < 0:
            return True
    return depth > 0


def _place(text: str, found: re.Match[str]) -> str:
    before = _SPACES.sub(" ", text[max(0, found.start() - _AROUND) : found.start()]).lstrip()
    after = _SPACES.sub(" ", text[found.end() : found.end() + _AROUND]).rstrip()
    shown = f"{_seen(before)}⟨U+{ord(found[0]):04X}⟩{_seen(after)}"
    return f"at “{shown}”"


def _seen(text: str) -> str:
    return "".join(f"⟨U+{ord(c):04X}⟩" if HIDDEN.match(c) or _ISOLATES.match(c) else c for c in text)
