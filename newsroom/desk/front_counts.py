"""What waits for somebody, as counts on the front page of the desk; apps register theirs when they are ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class FrontCount:
    label: str | Promise  # what is counted, in the plural: “reports waiting”
    url_name: str
    count: Callable[[], int]
    permission: str  # who may not open the page is not shown the number
    query: str
    order: int


@dataclass(frozen=True, kw_only=True)
class Counted:
    label: str | Promise
    url: str
    number: int


_registered: dict[tuple[str, str], FrontCount] = {}


def register(
    label: str | Promise,
    url_name: str,
    count: Callable[[], int],
    *,
    permission: str,
    query: str = "",
    order: int = 100,
) -> None:
    """Registering a page with the same query twice replaces it."""
    _registered[url_name, query] = FrontCount(
        label=label, url_name=url_name, count=count, permission=permission, query=query, order=order
    )


def counted(user: Any) -> list[Counted]:
    """The counts that this person may look at, what comes first in their order: a query or so each."""
    return [
        Counted(
            label=entry.label,
            url=reverse(entry.url_name) + (f"?{entry.query}" if entry.query else ""),
            number=entry.count(),
        )
        for entry in sorted(_registered.values(), key=lambda entry: (entry.order, str(entry.label)))
        if user.has_perm(entry.permission)
    ]
