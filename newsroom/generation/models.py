"""The abstract row behind everything generated."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from newsroom.generation.turns import AHEAD, owner_now, urgency_now
from newsroom.running.alive import NAME_LENGTH


class State(models.TextChoices):
    QUEUED = "queued", "waiting for a worker"
    RUNNING = "running", "being written"
    READY = "ready", "ready"
    FAILED = "failed", "failed"


@dataclass(frozen=True, kw_only=True)
class Written:
    """What one attempt brought back: the value for `accept`, and where it came from."""

    value: Any
    engine: str
    model: str = ""
    prompt_version: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    raw_output: str = field(default="", repr=False)


def _patience_ends() -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=Generated.PATIENCE_SECONDS)


class Generated(models.Model):
    """A row that a worker writes. Subclasses say what writing means in `write` and `accept`.

    `attempt` only grows, so a worker that was overtaken can never be mistaken for the one that overtook
    it. `attempt_limit` moves up when a person asks to try again.
    """

    ATTEMPTS: ClassVar[int] = 3
    LEASE_SECONDS: ClassVar[float] = (
        45  # renewed while the worker lives (`lease`); how soon one on a machine that died is succeeded
    )
    PATIENCE_SECONDS: ClassVar[int] = 120  # wall clock from the first request to ready or failed

    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    attempt_limit = models.PositiveSmallIntegerField(default=ATTEMPTS)
    queued_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(default=timezone.now, help_text="When a wake-up was last sent.")
    not_before = models.DateTimeField(null=True, blank=True, help_text="Waiting after a failed attempt.")
    give_up_at = models.DateTimeField(default=_patience_ends)
    leased_until = models.DateTimeField(null=True, blank=True)
    held_by = models.CharField(
        max_length=NAME_LENGTH, blank=True, db_default="", editable=False,
        help_text="The worker of the last attempt; see `newsroom.running.alive`.",
    )  # fmt: skip
    finished_at = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(
        max_length=20, blank=True, db_default="", editable=False, help_text="For whom; see `turns`."
    )
    urgency = models.PositiveSmallIntegerField(db_default=AHEAD, editable=False)
    failure = models.CharField(max_length=300, blank=True, help_text="One sentence, shown to readers.")

    engine = models.CharField(max_length=20, blank=True)
    model = models.CharField(max_length=120, blank=True)
    prompt_version = models.CharField(max_length=40, blank=True)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    latency_ms = models.PositiveIntegerField(default=0)
    raw_output = models.TextField(blank=True)

    class Meta:
        abstract = True
        indexes = [
            # What the sweeper asks for; ready rows, the great majority, are not in the index.
            models.Index(
                fields=["state", "sent_at"],
                name="%(class)s_unfinished",
                condition=models.Q(state__in=("queued", "running")),
            ),
            # What the desk and the metrics count.
            models.Index(fields=["state"], name="%(class)s_not_ready", condition=~models.Q(state="ready")),
        ]

    def save(self, **how: Any) -> None:
        if self._state.adding:
            self.owner, self.urgency = owner_now(), urgency_now()
        super().save(**how)

    @property
    def is_ready(self) -> bool:
        return self.state == State.READY

    @property
    def has_failed(self) -> bool:
        return self.state == State.FAILED

    @property
    def is_underway(self) -> bool:
        return self.state in (State.QUEUED, State.RUNNING)

    def write(self) -> Written:
        """Do the work. Runs outside any transaction and may be slow; raises TryAgain or GiveUp."""
        raise NotImplementedError

    def accept(self, value: Any) -> None:
        """Store what `write` brought, and start what comes next.

        Runs in the short transaction that marks the row ready, and only if this attempt was not overtaken.
        """
        raise NotImplementedError

    def ended(self) -> None:
        """The row has become ready or failed; runs in that transaction, after `accept`."""
