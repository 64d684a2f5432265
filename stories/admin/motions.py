"""A motion and its bearings: which items of its story speak for it, against it, or both ways."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.shortcuts import redirect

from newsroom.desk.again import panel_of
from stories import models as rows
from stories.admin.base import MODELS, anchor, item_url, items_of, label
from stories.admin.forms import Anchors, AnchorSelect, BearingForm, Rows
from stories.admin.items import ItemAdmin
from stories.document import CITABLE
from stories.models import Bearing, Motion, Story

SELECT_AT_MOST = 200  # items; every bearing repeats the list, so above it one shared list of suggestions


class Bearings(admin.TabularInline):  # type: ignore[type-arg]  # generic in the stubs only
    model = Bearing
    form = BearingForm
    formset = Rows
    fields = ("order", "item", "side", "reason", "loaded")
    template = "admin/stories/edit_inline/bearings.html"
    extra = 2  # without JavaScript there is no "add another"
    verbose_name_plural = "bearings: the items a debater may use, and why"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The form class of this request, with the story's items as its choices: read once, not per row."""
        groups = anchors(obj.story) if obj else []
        known = frozenset(value for _, group in groups for value, _ in group)
        widget = AnchorSelect(groups) if len(known) <= SELECT_AT_MOST else None
        form = type("BearingForm", (BearingForm,), {"anchors": groups, "known": known, "widget": widget})
        return super().get_formset(request, obj, form=form, **kwargs)


def anchors(story: Story) -> Anchors:
    """The story's citable items, grouped by kind, as (anchor, label). One query per kind."""
    found = []
    for kind in CITABLE:
        items = items_of(story, kind)
        items = items.select_related("speaker") if kind == "quote" else items
        group = [(anchor(item), f"{anchor(item)} · {label(item)}") for item in items]
        if group:
            found.append((str(MODELS[kind]._meta.verbose_name_plural).capitalize(), group))
    return found


@admin.register(Motion)
class MotionAdmin(ItemAdmin):
    fields = ("text", ("key", "order"), "default")
    search_fields = ("key", "text")

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return [Bearings] if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        story = initial.get("story")
        return {**initial, "default": bool(story) and not Motion.objects.filter(story=story).exists()}

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        """A motion without bearings is half made: saving a new one leads to them."""
        if panel_of(request):
            return self._saved(request, obj, item_url("motion", obj.pk))
        response = super().response_add(request, obj, post_url_continue)
        return (
            redirect(f"{item_url('motion', obj.pk)}#bearings-group") if "_save" in request.POST else response
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.default:  # exactly one is offered first
            rows.Motion.objects.filter(story=obj.story_id).exclude(pk=obj.pk).update(default=False)
