"""Players, and the ledgers of what they earned."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cached_property

from django.conf import settings
from django.db import models
from django.utils import timezone

from newsroom.players import cred, xp


class Player(models.Model):
    """Someone who has played at least once; reading makes no row.

    `xp` and `cred` are caches of the ledgers' sums, changed only in `services` and `merging`;
    `recount_scores` rebuilds them. A player without a user is anonymous and belongs to one session.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="player"
    )
    handle = models.CharField(max_length=24, blank=True, help_text="The public name, on leaderboards.")
    handle_key = models.CharField(
        max_length=72, blank=True, editable=False, help_text="The handle folded, so that lookalikes collide."
    )
    numbers_hidden = models.BooleanField(
        default=False, help_text="Shows the player no scores, and the player on no leaderboard."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    xp = models.PositiveIntegerField(default=0, help_text="Sum of the ledger, in XP.")
    cred = models.DecimalField(
        max_digits=10, decimal_places=4, default=cred.START, help_text="1000 and the ledger’s sum."
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="merged",
        help_text="The account that an anonymous player became.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handle_key"], condition=~models.Q(handle_key=""), name="handle_is_unique"
            )
        ]

    def __str__(self) -> str:
        return self.handle or f"Player {self.pk}"

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None

    @property
    def level(self) -> int:
        return xp.level_of(self.xp)

    # What the ledgers say, read once each when first asked. Take a fresh player for fresh ledgers.

    @cached_property
    def calls(self) -> list[CredEntry]:
        """Every settled call, oldest first."""
        return list(self.cred_entries.all())

    @cached_property
    def decided(self) -> list[CredEntry]:
        """The calls of rounds that somebody won."""
        return [call for call in self.calls if call.is_decided]

    @cached_property
    def longest_run(self) -> int:
        """The most decided calls in a row that were right."""
        best = running = 0
        for call in self.decided:
            running = running + 1 if call.is_right else 0
            best = max(best, running)
        return best

    @cached_property
    def _earnings(self) -> list[tuple[str, dt.datetime]]:
        return list(self.awards.values_list("source", "created_at"))

    @cached_property
    def award_kinds(self) -> Counter[str]:
        """How many awards came from each kind of play (`play`, `quiz`, …)."""
        return Counter(xp.kind_of(source) for source, _ in self._earnings)

    @cached_property
    def award_days(self) -> set[dt.date]:
        """The UTC days on which something was earned."""
        return {at.astimezone(dt.UTC).date() for _, at in self._earnings}


class NameReport(models.Model):
    """Somebody holds a player's handle to be one that should not stand here; waits for a moderator."""

    of = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="name_reports")
    handle = models.CharField(max_length=24, help_text="As it was when it was reported.")
    player = models.ForeignKey(
        Player,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who reported it.",
    )
    text = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "handle", "player"], name="name_report_once_per_player_and_handle"
            )
        ]

    def __str__(self) -> str:
        return f"report on the handle {self.handle}"


class Award(models.Model):
    """One entry of the XP ledger. `source` names what earned it, such as "play:…:round:1"; once each."""

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="awards")
    source = models.CharField(max_length=120)
    amount = models.PositiveIntegerField(help_text="XP paid.")
    full = models.PositiveIntegerField(
        default=0, help_text="XP before the day’s diminishing; see newsroom.players.xp."
    )
    label = models.CharField(max_length=80, help_text="What it was for, as the player sees it.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["player", "source"], name="award_once_per_source")]
        indexes = [
            models.Index(fields=["created_at", "player"], name="award_week"),
            models.Index(fields=["player", "created_at"], name="award_of_player"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} XP for {self.source}"


class CredEntry(models.Model):
    """One entry of the cred ledger: a call of a round, settled. Written once, never changed."""

    class Kind(models.TextChoices):
        DEBATE = "debate", "debate"
        DAILY = "daily", "daily debate"

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="cred_entries")
    source = models.CharField(max_length=120, help_text="What was called, such as “play:…:round:1”.")
    debate_ref = models.CharField(max_length=80, help_text="The debate; rounds of one count as one a day.")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.DEBATE)
    side = models.CharField(max_length=3)
    confidence = models.PositiveSmallIntegerField(help_text="Percent, for the side named.")
    house_line = models.DecimalField(
        max_digits=3, decimal_places=2, help_text="The site’s probability for PRO."
    )
    outcome = models.CharField(max_length=5, help_text="pro, con, draw or split.")
    k = models.PositiveSmallIntegerField(help_text="What the round weighed.")
    delta = models.DecimalField(max_digits=8, decimal_places=4, help_text="What cred moved by.")
    is_rated = models.BooleanField(default=True)
    is_counted = models.BooleanField(help_text="Rated, and of the debates that count that day.")
    sentence = models.CharField(max_length=240, help_text="Why it moved, as the player sees it.")
    played_at = models.DateTimeField(help_text="When the call was made; its UTC day is the day it counts in.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["played_at", "pk"]
        verbose_name_plural = "cred entries"
        constraints = [
            models.UniqueConstraint(fields=["player", "source"], name="cred_once_per_source"),
        ]
        indexes = [
            models.Index(fields=["player", "played_at"], name="cred_of_player"),
            models.Index(fields=["kind", "player"], name="cred_board"),
        ]

    def __str__(self) -> str:
        return f"{cred.shown(self.delta)} cred for {self.source}"

    @property
    def is_decided(self) -> bool:
        return self.outcome in cred.SIDES

    @property
    def is_right(self) -> bool:
        return self.side == self.outcome

    @property
    def shown(self) -> str:
        return cred.shown(self.delta)

    @property
    def working(self) -> str:
        """The sum behind `sentence`; "" where nothing was at stake or nobody won."""
        if not self.is_counted:
            return ""
        return cred.working(
            side=self.side,
            confidence=self.confidence,
            house_line=self.house_line,
            outcome=self.outcome,
            k=self.k,
        )

    @property
    def house_percent(self) -> int:
        """What the house gave the side that the player named."""
        return cred.percent_of(self.house_line if self.side == "pro" else 1 - self.house_line)


class Earned(models.Model):
    """An achievement that a player has earned, once, with the reason as it was then."""

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="achievements")
    key = models.CharField(max_length=40)
    reason = models.CharField(max_length=200)
    earned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["earned_at", "pk"]
        verbose_name_plural = "earned achievements"
        constraints = [models.UniqueConstraint(fields=["player", "key"], name="achievement_once_per_player")]

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}"


class Merge(models.Model):
    """That an anonymous player was merged into an account. Its insertion is the lock: a second merge of
    the same player waits for the first, and then finds it done. No foreign keys, so that it locks nothing
    that a move in play may hold; it goes with the account (`services.delete_player`)."""

    anonymous = models.BigIntegerField(unique=True)
    account = models.BigIntegerField(db_index=True)
    merged_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.anonymous} into {self.account}"
