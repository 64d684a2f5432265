"""Which debates' verdicts a visitor has opened in a replay: a play of one of them is unrated.

Kept in the visitor's session; a session that is not there is not read, so that reading sets no cookie.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from debate.models import Debate

SESSION_KEY = "replays"


def seen_debates(request: HttpRequest) -> frozenset[int]:
    return frozenset(kept(request).get("seen", ()))


def with_seen(session: Mapping[str, Any], debate: Debate) -> list[int]:
    """What the session would hold once the visitor knows this debate's verdicts, and those of its relatives."""
    return sorted({*session.get("seen", ()), *debate.relatives().values_list("pk", flat=True)})


def kept(request: HttpRequest) -> Mapping[str, Any]:
    if request.session.session_key is None:
        return {}
    return request.session.get(SESSION_KEY) or {}
