"""Leaving out of a stream what is no text: thoughts (`<think>…</think>` and kin), and a template's tokens. Pure.

Some endpoints send thoughts apart; many put them into the text. A thought is never text: it is not shown,
not searched for a form and not kept. Two things cannot be told from the text so far: a thought that never
ends (`is_open` at the end), and one whose opening tag stood in the prompt's template, so that only its end
is ever seen (`strayed`: everything before that end was thought).

Tokens of a chat template that leak into the text are left out; one that ends a turn ends the text, since what
a model writes after it is another turn that it makes up.
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
    '<details type="reasoning"': "</details>",  # with more attributes, which are then part of the thought
    "<details type='reasoning'": "</details>",
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
    "<|end|>",
    "<|begin_of_solution|>",
    "<|end_of_solution|>",
    "<|im_start|>assistant",
    "<|start_header_id|>assistant<|end_header_id|>",
    "<start_of_turn>model",
    "<|begin_of_text|>",
    "<|assistant|>",
    "<answer>",
    "</answer>",
)
# The end of a turn, or the beginning of the other's. No tag of any kind is the beginning of another one.
_LAST: Final = (
    "<|return|>",
    "<|im_end|>",
    "<|im_start|>user",
    "<|eot_id|>",
    "<|eom_id|>",
    "<|end_of_text|>",
    "<|endoftext|>",
    "<|end_of_turn|>",
    "<|start_header_id|>user",
    "<end_of_turn>",
    "<start_of_turn>user",
    "<|user|>",
    "</s>",
    "<｜end▁of▁sentence｜>",
)
# Ends that open nothing: all before was thought.
_STRAY: Final = frozenset(_PAIRS.values()) - {"<|end|>", "</details>"}
_TAGS: Final = sorted({*_PAIRS, *_PAIRS.values(), *_FRAME, *_LAST}, key=len, reverse=True)
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
        self._has_spoken = self._is_over = False

    @property
    def is_open(self) -> bool:
        return bool(self._depth)

    def feed(self, piece: str) -> str:
        """What of the text so far is newly known to be spoken. After a stray end: only what follows it."""
        text, self._rest = self._rest + piece, ""
        said: list[str] = []
        at = 0
        while at < len(text):
            tags = self._inside() if self._depth else _OUTSIDE
            found = tags.search(text, at)
            if found is None:
                keep = len(text) - _maybe_tag(text[at:])
                self._rest = text[keep:]
                said.append(self._pass(text[at:keep]))
                break
            said.append(self._pass(text[at : found.start()]))
            at = found.end()
            self._turn(found[0].lower(), said)
        return "".join(said)

    def _turn(self, tag: str, said: list[str]) -> None:
        """What a tag changes. said: of this piece; a stray end makes a thought of it."""
        if self._is_over:
            return
        if self._depth and not self._opened and tag in _PAIRS:
            self._opened = tag
        elif self._depth:
            self._depth += 1 if tag == self._opened else -1
        elif tag in _PAIRS:
            self._opened, self._depth = tag, 1
        elif tag in _LAST:
            self._is_over = self._has_spoken
        elif tag in _STRAY:
            self.thought_bytes += len("".join(said).encode("utf-8", "replace"))
            self.strayed, self._has_spoken = True, False
            said.clear()

    def finish(self) -> str:
        """What was held back in case it became a tag."""
        text, self._rest = self._rest, ""
        return self._pass(text)

    def _pass(self, text: str) -> str:
        if self._depth or self._is_over:
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
