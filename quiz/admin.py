"""The editors' queue of reported quotations, and the runs and days to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from newsroom.desk import front_counts
from quiz import voids
from quiz.models import DailyQuiz, Report
from stories.finished import finish_anew
from stories.models import Story

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin  # generic to the type checker alone


class ReadOnly(_ModelAdmin):
    """Rows that players make: looked at, never typed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in self.model._meta.fields]


@admin.register(Report)
class ReportAdmin(ReadOnly):
    """What players hold to be wrong. Upholding takes the quotation out of the quiz at once."""

    list_display = ["quotation", "speaker", "reason", "note", "story_link", "created_at", "state"]
    list_filter = ["state", "reason"]
    list_select_related = ["story"]
    search_fields = ["text", "speaker", "note"]
    actions = ["uphold", "dismiss", "reopen"]
    date_hierarchy = "created_at"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="quotation", ordering="text")
    def quotation(self, report: Report) -> str:
        return f"“{report.text}”"

    @admin.display(description="story")
    def story_link(self, report: Report) -> SafeString:
        url = reverse("admin:stories_story_change", args=[report.story_id])
        return format_html('<a href="{}">{}</a>', url, report.story.slug)

    @admin.action(
        description="Uphold: take the quotation out of the quiz, void its rounds", permissions=["change"]
    )
    def uphold(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        self._decide(request, queryset, Report.State.UPHELD)

    @admin.action(description="Dismiss: the quotation is right", permissions=["change"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        self._decide(request, queryset, Report.State.DISMISSED)

    @admin.action(description="Open again", permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        self._decide(request, queryset, Report.State.OPEN)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Report], state: Report.State) -> None:
        """Decide every report of these quotations alike: one upheld would outweigh another dismissed."""
        marks = set(queryset.values_list("fingerprint", flat=True))
        alike = Report.objects.filter(fingerprint__in=marks)
        decided = alike.update(state=state, decided_at=timezone.now(), decided_by=request.user)
        stories = Story.objects.filter(pk__in=alike.values("story"))
        changed = voids.recheck(stories.select_related("live").defer("live__document"))
        for story in stories:
            finish_anew(story)  # its page says how many quotations the quiz asks
        self.message_user(
            request,
            f"{decided} report(s) {state.label}; {changed} round(s) of players are counted anew. "
            "To correct the story itself, edit and publish it.",
            messages.SUCCESS,
        )


@admin.register(DailyQuiz)
class DailyAdmin(ReadOnly):
    list_display = ["day", "asked"]

    @admin.display(description="quotations")
    def asked(self, daily: DailyQuiz) -> str:
        return ", ".join(question["quote"] for question in daily.questions)


front_counts.register(
    "reports of quotations",
    "admin:quiz_report_changelist",
    Report.objects.filter(state=Report.State.OPEN).count,
    permission="quiz.change_report",
    query=f"state__exact={Report.State.OPEN}",
    order=12,
)
