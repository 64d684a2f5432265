"""The admin of the model: the switch, what calls cost, every call, and the endpoints' health."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.llm import breaker, gateway, spend
from newsroom.llm.models import MICROS, Call, DaysCalls, Endpoint, Learned, Spend, Switch
from newsroom.moderation.log import Act, record
from newsroom.moderation.why import WhyActionForm, WhyForm
from newsroom.readonly import ReadOnlyAdmin


@admin.register(Call)
class CallAdmin(ReadOnlyAdmin):
    """Every call, and above the list a link to what they cost."""

    change_list_template = "admin/llm/call_list.html"
    list_display = (
        "created_at",
        "purpose",
        "model",
        "outcome",
        "tokens_in",
        "tokens_out",
        "money",
        "latency_ms",
    )
    list_filter = ("outcome", "purpose", "model", "form", "created_at")
    search_fields = ("=subject_id", "=request_id")
    date_hierarchy = "created_at"
    list_select_related = ("player",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the answers' texts: a list of 100 would read megabytes that it does not show."""
        return super().get_queryset(request).defer("raw_output")

    @admin.display(description="cost", ordering="money_micros")
    def money(self, call: Call) -> str:
        return f"{call.money_micros / MICROS:.4f}"

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.spend_view)
        return [path("spend/", page, name="llm_call_spend"), *super().get_urls()]

    def spend_view(self, request: HttpRequest) -> HttpResponse:
        """What the last days cost, as a plot and tables. Some 8 queries."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        today = timezone.now().date()
        table = spend.lines(today)
        stories, debates = spend.by_subject(today)
        context = {
            **self.admin_site.each_context(request),
            "title": _("What the model costs"),
            "days": spend.DAYS,
            "table": table,
            "by": [("By story", stories), ("By debate and voice", debates)],
            "plot": spend.plot(table, today),
            "limits": spend.site_today(),
            "state": gateway.state(),
            "totals": {
                "calls": sum(line.calls for line in table),
                "failed": sum(line.failed for line in table),
                "tokens_in": sum(line.tokens_in for line in table),
                "tokens_out": sum(line.tokens_out for line in table),
                "money": sum(line.money for line in table),
            },
            "may_switch": request.user.has_perm("llm.change_switch"),
        }
        return TemplateResponse(request, "admin/llm/spend.html", context)


@admin.register(Switch)
class SwitchAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The kill switch: one row, whose changes the admin's own history records."""

    list_display = ("__str__", "note", "changed_at")
    fields = ("calls_allowed", "note", "changed_at")
    readonly_fields = ("changed_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Switch.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LearnedInline(admin.TabularInline):  # type: ignore[type-arg]
    """What models at this address turned out to understand."""

    model = Learned
    extra = 0
    can_delete = False
    fields = readonly_fields = ("model", "schema_step", "step_is_proven", "refused", "learned_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Endpoint)
class EndpointAdmin(ReadOnlyAdmin):
    """Which endpoint answers and which rests, and a way to try one again at once."""

    list_display = ("address", "state", "failures", "resting_until", "last_failure_at", "last_failure")
    actions = ("wake", "forget")
    action_form = WhyActionForm
    inlines = (LearnedInline,)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The actions' permission; on its page an endpoint cannot be edited."""
        return obj is None and request.user.has_perm("llm.change_endpoint")

    @admin.display(description="state")
    def state(self, endpoint: Endpoint) -> str:
        return "resting" if breaker.is_resting(endpoint) else "called"

    @admin.action(description="Call it again now", permissions=["change"])
    def wake(self, request: HttpRequest, endpoints: models.QuerySet[Endpoint]) -> None:
        if not self._told(request, endpoints, "so that it is called again"):
            return
        count = endpoints.update(failures=0, resting_until=None)
        self.message_user(request, f"{count} endpoint(s) will be called again.")

    @admin.action(description="Forget what was learned about it", permissions=["change"])
    def forget(self, request: HttpRequest, endpoints: models.QuerySet[Endpoint]) -> None:
        if not self._told(request, endpoints, "so that what it understands is found out anew"):
            return
        Learned.objects.filter(endpoint__in=endpoints).delete()
        self.message_user(request, "The next calls find out anew what the endpoint understands.")

    def _told(self, request: HttpRequest, endpoints: models.QuerySet[Endpoint], what: str) -> bool:
        """Write down what is done to each, and why; False, and nothing is to be done, where nobody says why."""
        form = WhyForm(request.POST)
        if not form.is_valid():
            self.message_user(request, str(form.errors["why"][0]), messages.ERROR)
            return False
        for endpoint in endpoints:
            record(request.user, endpoint, Act.RESET, form.cleaned_data["why"], what=what)
        return True


@admin.register(Spend)
class SpendAdmin(ReadOnlyAdmin):
    """What each budget has spent and reserved."""

    list_display = ("period", "scope", "key", "tokens", "money")
    list_filter = ("scope",)
    search_fields = ("=key",)
    ordering = ("-period", "scope", "key")

    @admin.display(description="money", ordering="money_micros")
    def money(self, row: Spend) -> str:
        return f"{row.money_micros / MICROS:.4f}"


@admin.register(DaysCalls)
class DaysCallsAdmin(ReadOnlyAdmin):
    """The sums of calls that are swept, day by day."""

    list_display = ("day", "purpose", "model", "calls", "failed", "tokens_in", "tokens_out", "money")
    list_filter = ("purpose", "model")
    date_hierarchy = "day"

    @admin.display(description="money", ordering="money_micros")
    def money(self, row: DaysCalls) -> str:
        return f"{row.money_micros / MICROS:.4f}"
