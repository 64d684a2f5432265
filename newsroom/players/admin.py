"""Players, as editors see them: looked at; a handle that offends is replaced in the queue of reports."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from newsroom.players.models import Player
from newsroom.readonly import ReadOnlyAdmin


@admin.register(Player)
class PlayerAdmin(ReadOnlyAdmin):
    """Nothing is typed here: XP and cred come from their ledgers, a handle from its owner."""

    list_display = ["handle", "xp", "cred", "numbers_hidden", "created_at", "moderate"]
    list_filter = ["numbers_hidden", "created_at"]
    search_fields = ["handle"]
    fields = ["handle", "xp", "cred", "numbers_hidden", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Player]:
        """Accounts: anonymous players have nothing to moderate."""
        return super().get_queryset(request).filter(user__isnull=False)

    @admin.display(description="name")
    def moderate(self, player: Player) -> str:
        return format_html(
            '<a href="{}">Moderate</a>', reverse("moderation:matter", args=["name", player.pk])
        )
