"""The admin of rows that nobody types, and of rows of which something is sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from newsroom import sealed

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin  # generic to the type checker alone


class DiscreetAdmin(_ModelAdmin):
    """Shows of a row what may be read now, and lets nobody find out the rest by filtering for it."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)
        if obj is None:
            return fields
        closed = sealed.withheld(obj)
        return [field for field in fields if field not in closed] + (["sealed_fields"] if closed else [])

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "sealed_fields"] if obj is not None and sealed.withheld(obj) else fields

    @admin.display(description="sealed")
    def sealed_fields(self, row: Any) -> str:
        names = sorted(name.replace("_", " ") for name in sealed.withheld(row))
        return f"{', '.join(names).capitalize()}: {sealed.WITHHELD}."

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return super().lookup_allowed(lookup, value, request) and not sealed.tells(self.model, lookup)


class ReadOnlyAdmin(DiscreetAdmin):
    """What workers, calls and publications write: looked at, never added, edited or deleted by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
