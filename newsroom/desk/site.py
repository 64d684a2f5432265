"""The admin site: stories first, and what waits for somebody above everything."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse

from newsroom.desk import front_counts

# As one meets them on the front page and at the side; an app that is not named here stands before the accounts.
APPS = ("stories", "moderation", "debate", "quiz", "players", "llm")
LAST = ("auth",)
FIRST_MODELS = ("Story",)


class DeskSite(AdminSite):
    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """In the order of the work, and stories themselves before what belongs to them."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: model["object_name"] not in FIRST_MODELS)
        return sorted(apps, key=lambda app: _place(app["app_label"]))

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        counts = front_counts.counted(request.user)
        return super().index(request, {**(extra_context or {}), "front_counts": counts})


def _place(app_label: str) -> int:
    if app_label in LAST:
        return len(APPS) + 1
    return APPS.index(app_label) if app_label in APPS else len(APPS)
