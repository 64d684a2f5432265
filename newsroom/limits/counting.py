"""Counting on the cache what is done within a window of time. It may forget (a restart, or while it is away)."""

from __future__ import annotations

import hashlib

from django.core.cache import cache


class Tries:
    """A counter per window for whatever the parts name. Keys are hashed: the cache holds no names."""

    def __init__(self, *parts: str, limit: int, seconds: int) -> None:
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
        self.key, self.limit, self.seconds = f"tries:{digest}", limit, seconds

    def take(self) -> bool:
        """Count one more. False: that was too many."""
        return self.count() <= self.limit

    def count(self) -> int:
        """Count one more and say how many there are. The window runs from the first."""
        cache.add(self.key, 0, self.seconds)
        try:
            return int(cache.incr(self.key))
        except ValueError:  # it ran out between the two
            cache.set(self.key, 1, self.seconds)
            return 1

    def are_over(self) -> bool:
        """Whether as many as there may be have been counted; counts none."""
        return int(cache.get(self.key, 0)) >= self.limit

    def forget(self) -> None:
        cache.delete(self.key)


def is_shared() -> bool:
    """Whether every process counts in the same place; not while that is away."""
    return not getattr(cache, "is_away", False)
