"""Letters to followers, to see that they leave. Whose they are the desk is not shown."""

from __future__ import annotations

from django.contrib import admin

from newsroom.readonly import ReadOnlyAdmin
from stories.letters.models import Letter


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ("pk", "state", "made_at", "due_at", "tries", "ended_at", "failure")
    list_filter = ("state", "made_at")
    fields = ("state", "made_at", "due_at", "tries", "began_at", "ended_at", "failure")
    ordering = ("-pk",)
