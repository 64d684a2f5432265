"""Published stories a page at a time, latest published first. A page begins below a key, so the last one of a hundred
thousand costs what the first does, and nothing is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from stories.models import Story


@dataclass(frozen=True, kw_only=True)
class Latest:
    """before: what the next page begins below, 0 if this is the last."""

    stories: Sequence[Story]
    before: int


def latest(*, shown: int, before: int = 0, of: QuerySet[Story] | None = None) -> Latest:
    """1 query; documents are read when they are first asked for, once a process. of: published stories."""
    rows = (Story.objects.published() if of is None else of).defer("live__document").order_by("-live_id")
    if before:
        rows = rows.filter(live_id__lt=before)
    page = list(rows[: shown + 1])
    last = page[shown - 1].live_id if len(page) > shown else None
    return Latest(stories=page[:shown], before=last or 0)


def before_of(query: Mapping[str, str]) -> int:
    """Where an address says that its page begins; 0 for the first, and for anything that is no key."""
    asked = query.get("before", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
