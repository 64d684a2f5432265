"""The days' quizzes, to look at once their day is over."""

from __future__ import annotations

from django.contrib import admin

from newsroom import days
from newsroom.readonly import ReadOnlyAdmin
from quiz.models import DailyQuiz


@admin.register(DailyQuiz)
class DailyAdmin(ReadOnlyAdmin):
    list_display = ["day", "asked"]

    @admin.display(description="quotations")
    def asked(self, daily: DailyQuiz) -> str:
        if not days.is_over(daily.day):
            return "told when the day is over"
        return ", ".join(question["quote"] for question in daily.questions)
