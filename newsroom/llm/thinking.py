"""Leaving out what a reasoning model thinks aloud: `<think>…</think>` and its kin, in a stream. Pure.

Some endpoints send thoughts apart; many put them into the text. A thought is never text: it is not shown,
not searched for a form and not kept. Two things cannot be told from the text so far: a thought that never
ends (`is_open` at the end), and one whose opening tag stood in the prompt's template, so that only its end
is ever seen (`strayed`: everything before that end was thought).
"""

from __future__ import annotations

import re
from typing import Final

_PAIRS: Final = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<thought>": "</thought>",
    "<reasoning>": "</reasoning>",
    "<reflection>": "</reflection>",
    "<scratchpad>": "</scratchpad>",
    "<seed:think>": "</seed:think>",
    "[think]": "[/think]",
    "◁think▷": "◁/think▷",
    "<|begin_of_thought|>": "<|end_of_thought|>",
    "<|channel|>analysis<|message|>": "<|end|>",
    "<|channel|>commentary<|message|>": "<|end|>",
}
# What stands around the answer itself in such a template; it says nothing.
_FRAME: Final = (
    "<|start|>assistant",
    "<|channel|>final<|message|>",
    "<|return|>",
    "<|end|>",
    "<|begin_of_solution|>",
    "<|end_of_solution|>",
)
_STRAY: Final = frozenset(_PAIRS.values()) - {"<|end|>"}  # ends that open nothing: all before was thought
_TAGS: Final = sorted({*_PAIRS, *_STRAY, *_FRAME}, key=len, reverse=True)
_ANY: Final = re.compile("|".join(map(re.escape, {*_PAIRS, *_STRAY})), re.IGNORECASE)
_OUTSIDE: Final = re.compile("|".join(map(re.escape, _TAGS)), re.IGNORECASE)


class Spoken:
    """Text in pieces, without thoughts. inside: the text begins in the middle of one.

    thought_bytes: UTF-8 length of what was left out, tags aside: it was paid for.
    """

    def __init__(self, *, inside: bool = False) -> None:
        self.thought_bytes = 0
        self.strayed = False
        self._rest = ""  # what may be the beginning of a tag
        self._opened = ""  # the tag of the thought we are in; "" if it was never seen
        self._depth = 1 if inside else 0
        self._has_spoken = False

    @property
    def is_open(self) -> bool:
        return bool(self._depth)

    def feed(self, piece: str) -> str:
        """What of the text so far is newly known to be spoken. After a stray end: only what follows it."""
        text, self._rest = self._rest + piece, ""
        said = ""
        while text:
            tags = self._inside() if self._depth else _OUTSIDE
            found = tags.search(text)
            if found is None:
                keep = len(text) - _maybe_tag(text)
                text, self._rest = text[:keep], text[keep:]
                return said + self._pass(text)
            before, tag, text = text[: found.start()], found[0].lower(), text[found.end() :]
            said += self._pass(before)
            if self._depth and not self._opened and tag in _PAIRS:
                self._opened = tag
            elif self._depth:
                self._depth += 1 if tag == self._opened else -1
            elif tag in _PAIRS:
                self._opened, self._depth = tag, 1
            elif tag in _STRAY:
                self.thought_bytes += len(said.encode("utf-8", "replace"))
                self.strayed, self._has_spoken, said = True, False, ""
        return said

    def finish(self) -> str:
        """What was held back in case it became a tag."""
        text, self._rest = self._rest, ""
        return self._pass(text)

    def _pass(self, text: str) -> str:
        if self._depth:
            self.thought_bytes += len(text.encode("utf-8", "replace"))
            return ""
        if not self._has_spoken:
            text = text.lstrip()
            self._has_spoken = bool(text)
        return text

    def _inside(self) -> re.Pattern[str]:
        """The tags that matter within a thought: its own, and its end."""
        if not self._opened:
            return _ANY
        return re.compile(f"{re.escape(self._opened)}|{re.escape(_PAIRS[self._opened])}", re.IGNORECASE)


def _maybe_tag(text: str) -> int:
    """Characters at the end of the text that may turn out to be the beginning of a tag."""
    tail = text[-len(_TAGS[0]) :].lower()
    return next(
        (
            len(tail) - at
            for at in range(len(tail))
            if tail[at] in "<[◁" and any(tag.startswith(tail[at:]) for tag in _TAGS)
        ),
        0,
    )
