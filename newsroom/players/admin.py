"""Players, as editors see them: looked at, and a handle reset where one offends."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from newsroom.players.handles import give_handle
from newsroom.players.models import Player
from newsroom.readonly import DiscreetAdmin


@admin.register(Player)
class PlayerAdmin(DiscreetAdmin):
    """Nothing is typed here: XP and cred come from their ledgers, a handle from its owner."""

    list_display = ["handle", "xp", "cred", "numbers_hidden", "created_at"]
    list_filter = ["numbers_hidden", "created_at"]
    search_fields = ["handle"]
    readonly_fields = ["handle", "xp", "cred", "numbers_hidden", "created_at"]
    fields = ["handle", "xp", "cred", "numbers_hidden", "created_at"]
    actions = ["reset_handle"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Player]:
        """Accounts: anonymous players have nothing to moderate."""
        return super().get_queryset(request).filter(user__isnull=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Player | None = None) -> bool:
        return False

    @admin.action(description="Give the chosen players a new, generated handle", permissions=["change"])
    def reset_handle(self, request: HttpRequest, players: QuerySet[Player]) -> None:
        for player in players:
            before = player.handle
            give_handle(player)
            self.log_change(request, player, f"Handle reset from “{before}” to “{player.handle}”.")
        self.message_user(request, f"{len(players)} handle(s) replaced.", messages.SUCCESS)
