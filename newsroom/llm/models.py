"""Every call made, what is spent of each budget, what endpoints are like, and the switch."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as lazy

from newsroom.players.models import Player

MICROS = 1_000_000  # money is kept in millionths of the price table's currency


class Outcome(models.TextChoices):
    """How a call ended."""

    UNDER_WAY = "under_way", "under way"
    DONE = "done", "used"
    UNUSABLE = "unusable", "unusable answer"
    UNAVAILABLE = "unavailable", "no answer"
    REFUSED = "refused", "refused"
    ABANDONED = "abandoned", "abandoned by us"
    UNREACHED = "unreached", "never reached the endpoint"
    LOST = "lost", "our process ended during it"


class CallQuerySet(models.QuerySet["Call"]):
    def sums(self, *by: str) -> list[dict[str, Any]]:
        """One query: each group by these, with its calls, failed, tokens_in, tokens_out and money_micros."""
        failed = Count("pk", filter=~Q(outcome__in=(Outcome.DONE, Outcome.UNDER_WAY)))
        groups = (
            self.order_by()
            .values(*by)
            .annotate(n=Count("pk"), bad=failed, into=Sum("tokens_in"), out=Sum("tokens_out"))
            .annotate(micros=Sum("money_micros"))
        )
        return [
            {name: group[name] for name in by}
            | {"calls": group["n"], "failed": group["bad"], "money_micros": group["micros"]}
            | {"tokens_in": group["into"], "tokens_out": group["out"]}
            for group in groups
        ]


class Call(models.Model):
    """One HTTP request to a model. Written before it is sent, with what was reserved; corrected after. After
    LLM_KEEP_CALLS_DAYS days its sums stay (`DaysCalls`)."""

    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    purpose = models.CharField(max_length=40, help_text="What it was for, such as “opening”.")
    subject = models.CharField(max_length=80, blank=True, help_text="The kind of thing written.")
    subject_id = models.CharField(max_length=40, blank=True, help_text="Its number.")
    player = models.ForeignKey(
        Player,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="model_calls",
        help_text="Whose daily budget paid for it.",
    )
    model = models.CharField(max_length=120, help_text="The model asked for.")
    served_model = models.CharField(max_length=120, blank=True, help_text="As the endpoint names it.")
    prompt_version = models.CharField(max_length=40, blank=True)
    form = models.CharField(max_length=12, default="prose", help_text="Prose, or how a form was asked for.")
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.UNDER_WAY)
    failure = models.CharField(
        max_length=500, blank=True, help_text="For the operator; readers never see it."
    )
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    tokens_are_estimated = models.BooleanField(default=True, help_text="The endpoint did not count them.")
    money_micros = models.PositiveBigIntegerField(
        default=0, help_text="Millionths of the currency of LLM_PRICES."
    )
    latency_ms = models.PositiveIntegerField(default=0)
    first_words_ms = models.PositiveIntegerField(default=0)
    request_id = models.CharField(max_length=100, blank=True, help_text="The endpoint’s own number for it.")
    raw_output = models.TextField(blank=True, help_text="Blanked after LLM_KEEP_RAW_DAYS days.")

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["subject", "subject_id"], name="call_by_subject"),
            models.Index(fields=["-created_at", "-id"], name="call_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} by {self.model}, {self.created_at:%Y-%m-%d %H:%M}"


class DaysCalls(models.Model):
    """What is left of a day's calls of one purpose and model once the calls themselves are swept: their sums."""

    day = models.DateField(help_text="Of UTC.")
    purpose = models.CharField(max_length=40)
    model = models.CharField(max_length=120)
    calls = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    tokens_in = models.PositiveBigIntegerField()
    tokens_out = models.PositiveBigIntegerField()
    money_micros = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["-day", "purpose", "model"]
        constraints = [
            models.UniqueConstraint(fields=["day", "purpose", "model"], name="a_days_calls_are_summed_once")
        ]
        verbose_name = verbose_name_plural = lazy("former calls by day")

    def __str__(self) -> str:
        return f"{self.purpose} by {self.model}, {self.day}"


class Scope(models.TextChoices):
    """Who or what has a budget."""

    SITE_DAY = "site_day", "site, a day"
    SUBJECT = "subject", "one debate or other subject"
    NETWORK_DAY = "network_day", "network, a day"
    PLAYER_DAY = "player_day", "player, a day"


class Spend(models.Model):
    """What one budget has spent and reserved. Changed only by conditional UPDATEs in `ledger`. Of a player and of a
    network it goes with its day; the site's days and what debates and voices took stay."""

    scope = models.CharField(max_length=12, choices=Scope)
    key = models.CharField(
        max_length=130, blank=True, help_text="The player’s or subject’s number, or a sealed network."
    )
    period = models.CharField(max_length=10, help_text="The UTC day, or “always”.")
    tokens = models.BigIntegerField(default=0)
    money_micros = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key", "period"], name="one_spend_per_budget")
        ]
        verbose_name_plural = lazy("spend")

    def __str__(self) -> str:
        return f"{self.get_scope_display()} {self.key} {self.period}"


class Endpoint(models.Model):
    """An address that answers for models, and its circuit breaker (see `breaker`)."""

    address = models.CharField(max_length=300, unique=True)
    failures = models.PositiveIntegerField(
        default=0, help_text="Calls without an answer since the last one with."
    )
    resting_until = models.DateTimeField(
        null=True, blank=True, help_text="No calls before this, then one to try."
    )
    last_failure = models.CharField(max_length=500, blank=True)
    last_failure_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.address


class Learned(models.Model):
    """What a model at an endpoint turned out to understand: `dialect.Dialect`, shared by all workers."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="learned")
    model = models.CharField(max_length=120)
    refused = models.CharField(max_length=200, blank=True, help_text="Parameters not to send, with spaces.")
    schema_step = models.CharField(max_length=12, help_text="How forms are asked for.")
    step_is_proven = models.BooleanField(default=False, help_text="A form has come back this way.")
    thinks_first = models.BooleanField(
        default=False, help_text="Its prose begins with a thought that has an end and no beginning."
    )
    learned_at = models.DateTimeField(auto_now=True, help_text="After a day it is tried anew.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint", "model"], name="one_dialect_per_model")]
        verbose_name = lazy("learned dialect")

    def __str__(self) -> str:
        return f"{self.model}: {self.schema_step}"


class Switch(models.Model):
    """The one row that stops every call. No row means that calls are allowed."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    calls_allowed = models.BooleanField(
        default=True, help_text="Untick and save to stop every call to a model at once, on every worker."
    )
    note = models.CharField(
        max_length=200, blank=True, help_text="Why, for other editors. Readers don’t see it."
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_switch")]
        verbose_name = lazy("switch for all calls")
        verbose_name_plural = lazy("switch for all calls")

    def __str__(self) -> str:
        return "Calls are allowed" if self.calls_allowed else "Calls are stopped"
