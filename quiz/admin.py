"""The days' quizzes, to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from quiz.models import DailyQuiz

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


@admin.register(DailyQuiz)
class DailyAdmin(ReadOnly):
    list_display = ["day", "asked"]

    @admin.display(description="quotations")
    def asked(self, daily: DailyQuiz) -> str:
        return ", ".join(question["quote"] for question in daily.questions)
