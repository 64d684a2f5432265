"""stories.shelf: what a process keeps is bounded, and nothing outlives its being emptied."""

from __future__ import annotations

from stories.shelf import Bounded


def test_what_is_kept_is_bounded() -> None:
    kept: Bounded[int, str] = Bounded(100)
    for n in range(50):
        kept.put(n, "x", 10)
    assert len(kept) == 10
    kept.get(40)
    kept.put(99, "x", 10)
    assert kept.get(40) == "x"
    assert kept.get(41) is None, "used longest ago"
    kept.put(100, "huge", 101)
    assert kept.get(100) is None
    kept.put(40, "replaced", 10)
    assert (kept.get(40), len(kept)) == ("replaced", 10)


def test_what_was_read_before_it_was_emptied_is_not_kept() -> None:
    kept: Bounded[str, str] = Bounded(100)
    before = kept.generation
    kept.put("a", "read", 1, generation=before)
    assert kept.get("a") == "read"
    kept.clear()
    assert (kept.get("a"), len(kept)) == (None, 0)
    kept.put("a", "read before", 1, generation=before)
    assert kept.get("a") is None
    kept.put("a", "read after", 100, generation=kept.generation)
    assert kept.get("a") == "read after", "and the room of what was there is free again"
