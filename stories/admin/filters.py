"""Filters of the desk's lists."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin, RelatedFieldListFilter
from django.db.models import Field
from django.http import HttpRequest

from stories.models import Story

SHOWN = 100


class LatestStories(RelatedFieldListFilter):
    """By story, of which the newest are offered: a list of all would be the most of the page. Any other is reached from
    its own page, or by search."""

    def field_choices(
        self, field: Field[Any, Any], request: HttpRequest, model_admin: ModelAdmin[Any]
    ) -> list[tuple[str, Any]]:
        rows = Story.objects.order_by("-pk").values_list("pk", "headline")
        return [(str(pk), headline) for pk, headline in rows[:SHOWN]]
