"""A text with passages marked, which may overlap: cut wherever one begins or ends. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of the text. numbers: of the passages that hold it; begins: of those that begin with it."""

    text: str
    numbers: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()


def marked(text: str, passages: Iterable[tuple[int, int, int]]) -> list[Piece]:
    """The text in pieces, in order, none empty. passages: (start, end, number)."""
    spans = sorted(passages)
    cuts = sorted({0, len(text), *(place for start, end, _ in spans for place in (start, end))})
    pieces: list[Piece] = []
    current: list[tuple[int, int, int]] = []
    rest = iter(spans)
    following = next(rest, None)
    for start, end in itertools.pairwise(cuts):
        current = [span for span in current if span[1] > start]
        begins = []
        while following is not None and following[0] <= start:
            current.append(following)
            begins.append(following[2])
            following = next(rest, None)
        pieces.append(
            Piece(text=text[start:end], numbers=tuple(span[2] for span in current), begins=tuple(begins))
        )
    return pieces
