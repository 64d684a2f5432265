"""Players and the XP ledger."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Player(models.Model):
    """Someone who has played at least once; reading makes no row.

    `xp` is a cache of the ledger's sum, changed only by `services.award_xp`; `recount_scores` rebuilds it.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="player"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    xp = models.PositiveIntegerField(default=0, help_text="Sum of the ledger, in XP.")

    def __str__(self) -> str:
        return self.user.get_username() if self.user else f"Player {self.pk}"


class Award(models.Model):
    """One entry of the XP ledger. `source` names what earned it, such as "play:…:round:1"; once each."""

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="awards")
    source = models.CharField(max_length=120)
    amount = models.PositiveIntegerField(help_text="XP.")
    label = models.CharField(max_length=80, help_text="What it was for, as the player sees it.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["player", "source"], name="award_once_per_source")]

    def __str__(self) -> str:
        return f"{self.amount} XP for {self.source}"
