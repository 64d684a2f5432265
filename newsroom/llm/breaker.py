"""The circuit breaker: an endpoint that keeps failing is left alone for a while.

    closed ──LLM_BREAKER_FAILURES calls in a row without an answer──▶ resting (no calls)
       ▲                                                                 │ LLM_BREAKER_SECONDS later
       └──── the trial call is answered ◀── one call is let through ◀────┘   (unanswered: rests again)

Its state is the endpoint's row, so that all workers stop together and any process can show it. A refusal
or an unusable answer is an answer. A worker that dies during the trial costs one more rest.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from newsroom.llm.errors import LlmError, Unavailable
from newsroom.llm.models import Endpoint

READER = "The model has not been answering; we will try it again shortly."


def admit(endpoint: Endpoint, *, model: str) -> None:
    """Let a call pass, or raise Unavailable while the endpoint rests. One query, only when it has rested."""
    if endpoint.resting_until is None:
        return
    now = timezone.now()
    left = (endpoint.resting_until - now).total_seconds()
    if left <= 0:
        rows = Endpoint.objects.filter(pk=endpoint.pk, resting_until=endpoint.resting_until)
        if rows.update(resting_until=_rest_from(now)):
            return  # of all that ask now, this call is the trial
        left = 1.0
    raise Unavailable(
        f"{endpoint} keeps failing and rests for another {left:.0f} s: {endpoint.last_failure}",
        reader_message=READER,
        model=model,
        after_seconds=left,
    )


def unanswered(endpoint: Endpoint, error: LlmError) -> None:
    """Count a call that brought no answer; the last of several in a row opens the breaker."""
    now = timezone.now()
    row = Endpoint.objects.filter(pk=endpoint.pk)
    row.update(failures=F("failures") + 1, last_failure=str(error)[:500], last_failure_at=now)
    is_awake = Q(resting_until=None) | Q(resting_until__lte=now)
    row.filter(is_awake, failures__gte=settings.LLM_BREAKER_FAILURES).update(resting_until=_rest_from(now))


def answered(endpoint: Endpoint) -> None:
    """The endpoint lives: close the breaker. No query when it was closed."""
    if endpoint.failures or endpoint.resting_until:
        Endpoint.objects.filter(pk=endpoint.pk).update(failures=0, resting_until=None)
        endpoint.failures, endpoint.resting_until = 0, None


def is_resting(endpoint: Endpoint) -> bool:
    return endpoint.resting_until is not None and endpoint.resting_until > timezone.now()


def _rest_from(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(seconds=settings.LLM_BREAKER_SECONDS)
