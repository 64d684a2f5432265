"""Variety without chance: every choice is a hash of what is being chosen for.

Python's `random` and `hash` are not used: the same debate must come out byte for byte in any process,
on any machine, with any hash seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence


class Dice:
    """A stream of choices named by its seed. Two dice with the same seed roll alike."""

    def __init__(self, *seed: str) -> None:
        self._seed = "\x1f".join(seed)

    def fraction(self, *what: str) -> float:
        """A number from 0 up to 1 for this question; asking again gives the same."""
        digest = hashlib.sha256("\x1f".join((self._seed, *what)).encode()).digest()
        return int.from_bytes(digest[:7]) / 2**56

    def shuffled[T: str](self, options: Iterable[T], *what: str) -> list[T]:
        """The options in an order of their own, decided by each one's hash: adding one moves no other."""
        return sorted(options, key=lambda option: (self.fraction(*what, option), option))

    def pick(self, options: Sequence[str], *what: str, fits: Callable[[str], bool] | None = None) -> str:
        """The first option, in shuffled order, that fits; if none does, the first. "" if there is none."""
        order = self.shuffled(options, *what)
        return next((option for option in order if fits is None or fits(option)), order[0] if order else "")
