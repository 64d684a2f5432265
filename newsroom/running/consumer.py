"""Celery's consumer with a steady hand: a queue that was away for an hour is found within five seconds of its return.

Celery itself waits two seconds longer after each try, up to thirty, and ends after a hundred.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from celery.worker.consumer import Consumer

TRY_SECONDS = 2, 1, 5  # the first wait, how much longer each, the longest


class Steady(Consumer):
    def ensure_connected(self, conn: Any) -> Any:
        first, step, longest = TRY_SECONDS
        conn.ensure_connection = partial(
            conn.ensure_connection, interval_start=first, interval_step=step, interval_max=longest
        )
        return super().ensure_connected(conn)
