"""The log, for looking at: by person, act, kind of thing and day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from newsroom.moderation.log import Act
from newsroom.readonly import ReadOnlyAdmin


class ActFilter(admin.SimpleListFilter):
    title = "act"
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Those that were done: 1 query."""
        begins = {act.name.lower(): Q(change_message__startswith=act.value) for act in Act}
        counts = LogEntry.objects.aggregate(**{name: Count("pk", filter=q) for name, q in begins.items()})
        done = [(act.name.lower(), act.value) for act in Act if counts[act.name.lower()]]
        return [("added", "Added"), ("edited", "Edited"), ("deleted", "Deleted"), *done]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        acts = {act.name.lower(): act.value for act in Act}
        match self.value():
            case "added":
                return queryset.filter(action_flag=ADDITION)
            case "deleted":
                return queryset.filter(action_flag=DELETION)
            case "edited":
                edited = Q(change_message__startswith="[") | Q(change_message="")
                return queryset.filter(edited, action_flag=CHANGE)
            case str(name) if name in acts:
                return queryset.filter(change_message__startswith=acts[name])
        return queryset


class KindFilter(admin.SimpleListFilter):
    title = "kind of thing"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        there = LogEntry.objects.order_by().values_list("content_type", flat=True).distinct()
        kinds = [kind for kind in ContentType.objects.filter(pk__in=there) if may_see(request, kind)]
        return sorted(((str(kind.pk), kind.name) for kind in kinds), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        return (
            queryset.filter(content_type=value)
            if value.isascii() and value.isdigit() and len(value) < 10
            else queryset
        )


def may_see(request: HttpRequest, kind: ContentType) -> bool:
    """Whether this person may see rows of the kind, and so what was done with them."""
    user: Any = request.user
    rights = (f"{kind.app_label}.{may}_{kind.model}" for may in ("view", "change"))
    return any(user.has_perm(right) for right in rights)


@admin.register(LogEntry)
class LogAdmin(ReadOnlyAdmin):
    list_display = ["action_time", "user", "did", "kind", "thing"]
    list_display_links = None
    list_filter = [ActFilter, ("user", admin.RelatedOnlyFieldListFilter), KindFilter]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "change_message"]
    date_hierarchy = "action_time"
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        entries: QuerySet[Any] = super().get_queryset(request)
        if request.user.is_superuser:
            return entries
        kinds = [kind.pk for kind in ContentType.objects.all() if may_see(request, kind)]
        return entries.filter(content_type__in=kinds)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("The desk’s log"), **(extra_context or {})})

    @admin.display(description="act, and why")
    def did(self, entry: LogEntry) -> str:
        if entry.action_flag == DELETION:
            return "Deleted."
        return entry.get_change_message() or ("Added." if entry.action_flag == ADDITION else "Saved.")

    @admin.display(description="kind", ordering="content_type")
    def kind(self, entry: LogEntry) -> str:
        return entry.content_type.name if entry.content_type else "—"

    @admin.display(description="thing", ordering="object_repr")
    def thing(self, entry: LogEntry) -> str:
        url = entry.get_admin_url() if entry.action_flag != DELETION else None
        return format_html('<a href="{}">{}</a>', url, entry.object_repr) if url else entry.object_repr
